"""A notice as a PDF, and the record that a reprint is what was posted."""

from __future__ import annotations

from collections.abc import Mapping

from notices.data import Document
from notices.models import Notice, NoticeDocument
from notices.services.drawing import Drawing, draw
from notices.services.fingerprint import differences, fingerprint, made_with
from revenues.authority.data import Scope
from revenues.kernel.errors import DomainError, InvariantBroken

FIRST = "this is its first rendering"
IDENTICAL = "identical, byte for byte, to what was rendered before"


class NoSuchNotice(DomainError):
    """No notice of that number, or none that may be seen."""


def document(notice_id: int, *, scope: Scope | None = None) -> Document:
    """Draw a notice again, and say whether it is what was drawn before.

    The first rendering under each fingerprint is recorded, hash and parts. A later one under the same fingerprint must
    have the same bytes.

    Args:
        scope: the authorities that may be seen; None when the caller has found the notice within its own scope.

    Raises:
        NoSuchNotice: nothing to draw.
        InvariantBroken: the same fingerprint gave other bytes; nothing is handed out.
        PayloadRefused, FontsMissing, LetterMissing, UnknownTemplate: it cannot be drawn.
    """
    notice = _find(notice_id, scope)
    parts = made_with(notice.template, notice.version)
    drawing = draw(
        template=notice.template,
        version=notice.version,
        reference=notice.reference,
        payload=notice.payload,
        table=notice.table.content if notice.table else None,
    )
    same, because = _compare(notice, drawing, parts)
    return Document(drawing.pdf, drawing.sha256, fingerprint(parts), drawing.pages, same, because)


def _find(notice_id: int, scope: Scope | None) -> Notice:
    notices = (
        Notice.objects.within(scope)
        if scope
        else Notice.objects.everywhere("the caller found it in its scope")
    )
    notice: Notice | None = notices.select_related("table").filter(pk=notice_id).first()
    if notice is None:
        raise NoSuchNotice(f"there is no notice {notice_id}", notice=notice_id)
    return notice


def _compare(notice: Notice, drawing: Drawing, parts: Mapping[str, str]) -> tuple[bool, str]:
    """Recorded under this fingerprint unless it is already; then against this record, and against the first of all."""
    key = fingerprint(parts)
    earlier = notice.documents.order_by("id").first()
    record = notice.documents.filter(fingerprint=key).first()
    told = IDENTICAL if record else FIRST
    if record is None:
        record = _record(notice, drawing, parts)
    if record.sha256 != drawing.sha256:
        raise InvariantBroken(
            f"notice {notice.pk} came out with other bytes than before, though nothing that draws it has changed",
            notice=notice.pk,
            fingerprint=key,
        )
    if earlier is None or earlier.fingerprint == key:
        return True, told
    same = earlier.sha256 == drawing.sha256
    changed = differences(earlier.made_with, parts)
    return same, f"{'the same bytes as' if same else 'not the bytes of'} the first rendering: {changed}"


def _record(notice: Notice, drawing: Drawing, parts: Mapping[str, str]) -> NoticeDocument:
    """The record of this rendering, ours or that of another process which was quicker."""
    key = fingerprint(parts)
    row = NoticeDocument(
        notice=notice,
        sha256=drawing.sha256,
        fingerprint=key,
        made_with=dict(parts),
        pages=drawing.pages,
        size=len(drawing.pdf),
    )
    NoticeDocument.objects.bulk_create([row], ignore_conflicts=True)
    return notice.documents.get(fingerprint=key)
