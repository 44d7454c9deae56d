"""The account's lock: every writer to its ledger takes it, in ascending order of id."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.utils import OperationalError

from accounts.models import Account
from revenues.audit.data import Actor
from revenues.kernel.errors import Conflict, ensure

WEB_WAIT = "2s"
RUN_WAIT = "20s"
WHY = "the caller reached these accounts through a scope or a run"


def lock_accounts(account_ids: Iterable[int], *, by: Actor) -> dict[int, Account]:
    """Lock accounts for the rest of the transaction, without barring rows that only refer to them.

    A person waits two seconds, a run twenty; then the lock is refused and the holder is named.

    Raises:
        Conflict: somebody holds one of them, or one does not exist.
    """
    ensure(connection.in_atomic_block, "a lock needs a transaction")
    wanted = sorted(set(account_ids))
    wait = WEB_WAIT if by.kind == "user" else RUN_WAIT
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true), set_config('application_name', %s, false)",
                [wait, f"{by.ref} {by.name}"[:60]],
            )
            rows = Account.objects.everywhere(WHY).filter(pk__in=wanted).order_by("pk")
            found = {row.pk: row for row in rows.select_for_update(no_key=True)}
    except OperationalError as error:
        holder = _holder()
        raise Conflict(f"{holder} is changing this account. Try again in a moment.", holder=holder) from error
    missing = [pk for pk in wanted if pk not in found]
    if missing:
        raise Conflict(f"There is no account with id {missing[0]}.", account_id=missing[0])
    return found


def _holder() -> str:
    """Who else holds row locks on accounts now, as the sessions name themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT split_part(a.application_name, ' ', 1), a.application_name
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.relation = 'accounts_account'::regclass AND l.mode = 'RowShareLock' AND l.granted
              AND l.pid <> pg_backend_pid()
            """
        )
        names = [name.partition(" ")[2] or ref for ref, name in cursor.fetchall() if name]
    return " and ".join(names) or "Somebody else"
