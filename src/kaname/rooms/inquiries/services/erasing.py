"""Erasing personal text after its retention: one request, one decision, and then it is gone for good.

Ciphertexts and salts are overwritten; numbers, classes and days stay for the statistics, and the ledger, which only
ever held salted commitments, still agrees with the rows. SQLite zeroes freed pages and empties its write-ahead log,
PostgreSQL vacuums the table; backups made before keep what they held until they themselves are thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step, request_decision
from kaname.rooms.inquiries.choices import ErasureStatus
from kaname.rooms.inquiries.models import ErasureRequest, Inquiry
from kaname.rooms.inquiries.models.inquiries import PERSONAL
from kaname.rooms.inquiries.selectors import past_retention, waiting_erasure

ERASE = "inquiries.erase"


def propose_erasure(*, by: Person, approver: Person, numbers: Sequence[str] = ()) -> ErasureRequest:
    """Ask for one decision on erasing what is past its retention: all of it, or these numbers of it.

    Raises PermissionDenied; ValidationError when nothing is, or while another request waits.
    """
    with writing(by=by, action="inquiries.request") as entry:
        if waiting_erasure(by.institution) is not None:
            raise ValidationError(_("消去の決裁を既に求めています。先にそれを終えるか、取り下げてください。"))
        due = [row.number for row in past_retention(by.institution, clock.today())]
        chosen = [n for n in due if n in set(numbers)] if numbers else due
        if not chosen:
            raise ValidationError(_("保存期間が過ぎた問合せはありません。"))
        request = entry.save(
            ErasureRequest(
                institution=by.institution, numbers=chosen, requested_by=by, requested_on=clock.today()
            )
        )
        request.decision = request_decision(
            by=by,
            kind=ERASE,
            subject=request,
            question=_("保存期間が過ぎた問合せ%(n)s件の、個人の文章を消してよいか") % {"n": len(chosen)},
            steps=[Step(StepKind.APPROVE, approver)],
        )
        return entry.save(request)


def erase(*, request: ErasureRequest, decision: Decision) -> ErasureRequest:
    """Erase what was decided. Nobody can bring it back."""
    with writing(
        by=decision.decided_by, action="inquiries.follow_decision", institution=request.institution
    ) as entry:
        _overwrite_what_is_freed()
        rows = Inquiry.objects.of(request.institution).filter(
            number__in=request.numbers, erased_on__isnull=True
        )
        for inquiry in rows.order_by("pk"):
            _wipe(inquiry)
            entry.save(inquiry)
        request.status, request.erased_on = ErasureStatus.ERASED, clock.today()
        entry.save(request)
        transaction.on_commit(_empty_logs)
    return request


def _wipe(inquiry: Inquiry) -> None:
    for name in (*PERSONAL, "private_salt"):
        setattr(inquiry, name, "")
    inquiry.fingerprint, inquiry.erased_on = None, clock.today()


def leave_unerased(*, request: ErasureRequest, note: str) -> ErasureRequest:
    """Refused, withdrawn or void: the texts stay, and a new request may be made."""
    with writing(
        by=None, action="inquiries.follow_decision", institution=request.institution, note=note
    ) as entry:
        request.status = ErasureStatus.CLOSED
        return entry.save(request)


def _overwrite_what_is_freed() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _empty_logs() -> None:
    """After the commit: the old pages leave the write-ahead log (SQLite) and the table (PostgreSQL)."""
    statement = (
        "PRAGMA wal_checkpoint(TRUNCATE)"
        if connection.vendor == "sqlite"
        else f'VACUUM "{Inquiry._meta.db_table}"'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
