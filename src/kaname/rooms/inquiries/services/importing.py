"""Past inquiries from paper registers: handled then, kept here for the statistics and the retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.rooms.inquiries.choices import CloseReason, InquiryStatus
from kaname.rooms.inquiries.classes import rules_of
from kaname.rooms.inquiries.models import ContactPoint, Inquiry

from .checks import clean_line
from .receiving import apply_rules, number


def import_inquiries(
    *, by: Person, rows: Sequence[Mapping[str, Any]], known: Mapping[str, Inquiry]
) -> list[Inquiry]:
    """Take in rows of a paper register, new ones and changed ones (`known` by their old number), all or none.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="inquiries.import") as entry:
        rules = rules_of(by.institution)
        saved = []
        for row in rows:
            inquiry = known.get(row["source_number"]) or Inquiry(
                institution=by.institution, source_number=row["source_number"]
            )
            _fill(inquiry, by, row)
            if inquiry.pk is None:
                apply_rules(inquiry, rules[inquiry.kind])
                number(inquiry)
            inquiry.due_on = row["due_on"] or inquiry.due_on
            saved.append(entry.save(inquiry))
        return saved


def _fill(inquiry: Inquiry, by: Person, row: Mapping[str, Any]) -> None:
    desk: ContactPoint = row["desk"]
    inquiry.desk, inquiry.kind, inquiry.channel = desk, row["kind"], row["channel"]
    inquiry.received_on = row["received_on"]
    inquiry.received_at = datetime.combine(row["received_on"], time(9), clock.JST)
    inquiry.received_by, inquiry.subject = by, clean_line(row["subject"])
    inquiry.answered_on, inquiry.answer_channel = row["answered_on"], row["answer_channel"] or ""
    if row["answered_on"]:
        inquiry.status, inquiry.closed_on = InquiryStatus.CLOSED, row["answered_on"]
        inquiry.close_reason = CloseReason.DONE
