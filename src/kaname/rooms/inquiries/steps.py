"""What can be done about an inquiry now: the one next step, and what else."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.decisions.models import DecisionStatus

from .choices import InquiryStatus
from .models import Inquiry


@dataclass(frozen=True)
class Move:
    """A button."""

    label: str
    url: str


def _to(name: str, inquiry: Inquiry) -> str:
    return reverse(f"inquiries:{name}", args=[inquiry.pk])


def next_step(inquiry: Inquiry, person: Person) -> Move | None:
    """The step that brings it nearer to its end, for somebody who may take it."""
    decision = inquiry.decision
    if decision is not None and decision.awaiting_id == person.pk and decision.status == "PENDING":
        return Move(_("回答を読んで決める"), decision.get_absolute_url())
    if not policy.may(person, "inquiries.work"):
        return None
    found = _by_status(inquiry)
    return Move(found[0], _to(found[1], inquiry)) if found else None


def _by_status(inquiry: Inquiry) -> tuple[str, str] | None:
    if inquiry.status == InquiryStatus.CLOSED:
        return None
    if inquiry.status == InquiryStatus.ANSWERED:
        return _("終わりにする"), "inquiry_close"
    if inquiry.status == InquiryStatus.WAITING_APPROVAL:
        returned = inquiry.decision is not None and inquiry.decision.status == DecisionStatus.RETURNED
        return (_("回答を直して出し直す"), "answer_resubmit") if returned else None
    if not inquiry.subject:
        return _("件名を付ける"), "inquiry_title"
    if inquiry.assignee_id is None:
        return _("担当を決める"), "inquiry_assign"
    if inquiry.needs_identity and inquiry.identity_on is None:
        return _("本人確認を記録する"), "inquiry_identity"
    if not inquiry.answer:
        return _("回答を書く"), "answer_draft"
    if inquiry.needs_approval and not inquiry.is_answer_approved:
        return _("承認を求める"), "answer_approval"
    return _("回答を記録する"), "answer_record"


def other_moves(inquiry: Inquiry, person: Person) -> list[Move]:
    """Whatever else may be done now."""
    if not policy.may(person, "inquiries.work") or inquiry.status == InquiryStatus.CLOSED:
        return []
    first = next_step(inquiry, person)
    waiting = inquiry.status == InquiryStatus.WAITING_APPROVAL
    free = inquiry.is_open and not waiting
    rows = [
        (free, _("回答を書き直す") if inquiry.answer else _("回答を書く"), "answer_draft"),
        (free and bool(inquiry.answer), _("承認を求める"), "answer_approval"),
        (waiting, _("承認の求めを取り下げる"), "answer_withdraw"),
        (inquiry.is_open, _("担当を変える") if inquiry.assignee_id else _("担当を決める"), "inquiry_assign"),
        (inquiry.is_open and inquiry.identity_on is None, _("本人確認を記録する"), "inquiry_identity"),
        (free, _("区分を変える"), "inquiry_kind"),
        (True, _("件名を変える"), "inquiry_title"),
        (not waiting, _("終わりにする"), "inquiry_close"),
    ]
    moves = [Move(label, _to(name, inquiry)) for shown, label, name in rows if shown]
    if inquiry.is_answer_approved:
        moves = [m for m in moves if m.url != _to("answer_approval", inquiry)]
    return [m for m in moves if first is None or m.url != first.url]
