"""The events of a story that change facts: people, dwellings, what is granted. Each calls the officer's own service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from accounts.data import NewDisregard, NewEntitlement, NewInterest
from accounts.models import Account, Entitlement
from accounts.services import (
    cancel_entitlement,
    close_account,
    end_entitlement,
    grant_entitlement,
    open_account,
    record_circumstance,
    record_household,
    record_interest,
    record_occupancy,
    record_probate,
    record_resident,
    record_sale,
)
from billing.rules.instalments import AGREEMENT, DETERMINATION, PART_I, PART_II
from billing.rules.plans import MONTHLY, Terms, usual_count
from casework.rules.scenario_grammar import opened
from casework.services.payment_choice import choose_payment
from casework.services.scenario.world import World
from revenues.authority.selectors import law_for
from revenues.authority.services import set_setting
from revenues.kernel.errors import DomainError
from valuation.data import Told
from valuation.services import record_band

Args = Mapping[str, Any]
WHY = "the account is one of the scenario's own"
KIND_OF = {
    "exemption": ("exemption",), "disabled": ("disabled",), "reduction": ("discount", "discretionary"),
    "exception": ("premium_exception",),
}  # fmt: skip
ANNEXE = "annexe"
BASIS_OF = {
    "statutory": PART_I, "scheme": PART_II, "agreement": AGREEMENT, "determination": DETERMINATION,
}  # fmt: skip


def move_in(world: World, args: Args, told: Told) -> None:
    """People become liable for a dwelling: the account, who lives there, how many adults."""
    starts = args.get("from", told.on)
    label = opened("move_in", args)
    _open(world, label, args, property_id=world.properties[args["property"]], starts=starts, told=told)


def move_out(world: World, args: Args, told: Told) -> None:
    """The account ends; the dwelling is left empty, furnished or not."""
    starts = args.get("from", told.on)
    account = close_account(
        account_id=world.accounts[args["account"]], ends=starts, told=told, by=world.officer
    )
    record_occupancy(
        property_id=account.property_id, occupied=False, furnished=args.get("furnished", False),
        starts=starts, told=told, by=world.officer,
    )  # fmt: skip


def move_within(world: World, args: Args, told: Told) -> None:
    """The same people leave one dwelling and are liable for another from that day; the accounts are linked."""
    before = _account(world, args["account"])
    people = [row.party_id for row in before.liable_parties.all()]
    labels = {pk: label for label, pk in world.people.items()}
    move_out(world, args, told)
    again = {
        **args,
        "people": [labels[pk] for pk in people],
        "class": before.liability_class,
        "furnished": True,
    }
    starts = args.get("from", told.on)
    label = opened("move_within", args)
    _open(
        world, label, again, property_id=world.properties[args["to"]], starts=starts, told=told,
        follows=(before.pk, "moved"),
    )  # fmt: skip


def change_liable(world: World, args: Args, told: Told) -> None:
    """The set of liable persons changes at one dwelling: the account ends and another follows it."""
    before = _account(world, args["account"])
    starts = args.get("from", told.on)
    close_account(account_id=before.pk, ends=starts, told=told, by=world.officer)
    again = {"class": before.liability_class, **args}
    _open(
        world, args["new_account"], again, property_id=before.property_id, starts=starts, told=told,
        follows=(before.pk, "persons_changed"), occupancy=False,
    )  # fmt: skip


def household(world: World, args: Args, told: Told) -> None:
    """How many adults live there."""
    record_household(
        property_id=world.properties[args["property"]], adults=args["adults"], told=told, by=world.officer,
        **_days(args, told),
    )  # fmt: skip


def resident(world: World, args: Args, told: Told) -> None:
    """A named adult lives there, disregarded or not."""
    about = world.case.people[args["person"]]
    given = NewDisregard(args.get("disregard", ""), args.get("since"))
    record_resident(
        property_id=world.properties[args["property"]], name=about["name"], disregard=given,
        party_id=world.people[args["person"]], told=told, by=world.officer, **_days(args, told),
    )  # fmt: skip


def occupancy(world: World, args: Args, told: Told) -> None:
    """Whether anybody lives there, and whether it is furnished."""
    record_occupancy(
        property_id=world.properties[args["property"]], occupied=args["occupied"], furnished=args["furnished"],
        told=told, by=world.officer, **_days(args, told),
    )  # fmt: skip


def exemption(world: World, args: Args, told: Told) -> None:
    """A class of exemption is granted, with the days on which its limit turns where they are known."""
    clock = {"since": args.get("since"), "grant_on": args.get("granted"), "ended_on": args.get("sold")}
    _grant(world, args, told, kind="exemption", cls=args["class"], **clock)


def exception(world: World, args: Args, told: Told) -> None:
    """An exception from a premium is granted."""
    owner = world.people[args["person"]] if "person" in args else None
    clock = {"since": args.get("since"), "owner_id": owner, "let": args.get("let")}
    _grant(world, args, told, kind="premium_exception", cls=args["class"], **clock)


def circumstance(world: World, args: Args, told: Told) -> None:
    """Something is so of a dwelling in which nobody lives: repairs, a restriction, a job, a pitch."""
    record_circumstance(
        property_id=world.properties[args["property"]], kind=args["kind"], since=args.get("since"), told=told,
        by=world.officer, **_days(args, told),
    )  # fmt: skip


def interest(world: World, args: Args, told: Told) -> None:
    """Somebody holds the dwelling, or a tenancy of it."""
    held = NewInterest(
        tenure=args["tenure"],
        term_months=args.get("months"),
        term_ends=args.get("term_ends"),
        sole=args.get("sole", False),
    )
    record_interest(
        property_id=world.properties[args["property"]], party_id=world.people[args["person"]], interest=held,
        told=told, by=world.officer, **_days(args, told),
    )  # fmt: skip


def probate(world: World, args: Args, told: Told) -> None:
    """Probate or letters are granted for the estate of whoever lived there."""
    found = _granted(world, args["property"], "exemption")
    granted_on = args.get("granted", told.on)
    record_probate(entitlement_id=found.pk, granted_on=granted_on, told=told, by=world.officer)


def sale(world: World, args: Args, told: Told) -> None:
    """The dwelling is sold or passed on; that day belongs to the new owner."""
    sold_on = args.get("from", told.on)
    record_sale(property_id=world.properties[args["property"]], sold_on=sold_on, told=told, by=world.officer)


def disabled(world: World, args: Args, told: Told) -> None:
    """A disabled reduction is granted."""
    _grant(world, args, told, kind="disabled")


def reduction(world: World, args: Args, told: Told) -> None:
    """An annexe's reduction, or one of the council's own classes, is granted."""
    kind = "discount" if args["class"] == ANNEXE else "discretionary"
    _grant(world, args, told, kind=kind, cls=args["class"], amount=args.get("amount"))


def cancel(world: World, args: Args, told: Told) -> None:
    """What was granted is taken back for the whole of its period."""
    found = _granted(world, args["property"], args["what"])
    cancel_entitlement(entitlement_id=found.pk, told=told, by=world.officer)


def end(world: World, args: Args, told: Told) -> None:
    """What was granted ends; ``from`` is the first day without it."""
    found = _granted(world, args["property"], args["what"])
    end_entitlement(entitlement_id=found.pk, ends=args.get("from", told.on), told=told, by=world.officer)


def band(world: World, args: Args, told: Told) -> None:
    """The valuation list is altered."""
    record_band(
        property_id=world.properties[args["property"]], band=args["band"], starts=args["from"], told=told,
        by=world.officer, alteration=args.get("alteration", ""),
    )  # fmt: skip


def pay_by(world: World, args: Args, told: Told) -> None:
    """How the account is to be paid."""
    starts, frequency = args.get("from", told.on), args.get("frequency", MONTHLY)
    usual_basis = PART_I if frequency == MONTHLY else AGREEMENT
    basis = BASIS_OF.get(args.get("basis", ""), usual_basis)
    usual = usual_count(frequency, basis=basis, on=starts, law=law_for(world.authority_id))
    choose_payment(
        account_id=world.accounts[args["account"]], starts=starts, told=told, by=world.officer,
        terms=Terms(args.get("instalments", usual), args.get("day", 1), frequency, basis),
        method=args.get("method", "cash"),
    )  # fmt: skip


def setting(world: World, args: Args, told: Told) -> None:
    """The council chooses a value of its own."""
    set_setting(
        authority_id=world.authority_id, name=args["name"], value=args["value"], applies_from=args["from"],
        reason=told.reason, by=world.officer, on=told.on,
    )  # fmt: skip


def _open(
    world: World,
    label: str,
    args: Args,
    *,
    property_id: int,
    starts: date,
    told: Told,
    follows: tuple[int, str] | None = None,
    occupancy: bool = True,
) -> None:
    account = open_account(
        property_id=property_id,
        party_ids=[world.people[person] for person in args["people"]],
        starts=starts,
        told=told,
        by=world.officer,
        liability_class=args.get("class", "a"),
        capacity=args.get("capacity", "own"),
        follows=follows,
    )
    if occupancy:
        record_occupancy(
            property_id=property_id, occupied=args.get("occupied", True), furnished=args.get("furnished", True),
            starts=starts, told=told, by=world.officer,
        )  # fmt: skip
    if "adults" in args:
        record_household(
            property_id=property_id, adults=args["adults"], starts=starts, told=told, by=world.officer
        )
    world.accounts[label] = account.pk


def _account(world: World, label: str) -> Account:
    found: Account = Account.objects.everywhere(WHY).get(pk=world.accounts[label])
    return found


def _granted(world: World, label: str, what: str) -> Entitlement:
    """The latest that is granted there. Raises DomainError where nothing is."""
    rows = Entitlement.objects.filter(
        property_id=world.properties[label], kind__in=KIND_OF[what], state="granted"
    )
    found: Entitlement | None = rows.order_by("-period").first()
    if found is None:
        raise DomainError(f"No {what} is granted there.")
    return found


def _grant(world: World, args: Args, told: Told, *, kind: str, cls: str = "", **clock: Any) -> None:
    days = _days(args, told)
    wanted = NewEntitlement(
        kind=kind, cls=cls, starts=days["starts"], ends=days["ends"], percent=args.get("percent"), **clock
    )
    grant_entitlement(
        property_id=world.properties[args["property"]], entitlement=wanted, told=told, by=world.officer
    )


def _days(args: Args, told: Told) -> dict[str, Any]:
    """``from`` and ``until`` as people say them, the last day counted; as a half-open period."""
    until = args.get("until")
    return {"starts": args.get("from", told.on), "ends": until + timedelta(days=1) if until else None}
