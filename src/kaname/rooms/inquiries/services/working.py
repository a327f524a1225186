"""Working on an inquiry: who takes it, what it is called, to which class it belongs."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.checks import require_house, require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.rooms.inquiries.choices import InquiryKind, InquiryStatus
from kaname.rooms.inquiries.classes import rules_of
from kaname.rooms.inquiries.models import Inquiry

from .checks import clean_line, require_open
from .receiving import apply_rules, tell_safety_officers


def assign(*, by: Person, inquiry: Inquiry, assignee: Person) -> Inquiry:
    """Give an inquiry to somebody of the desk. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="inquiries.work") as entry:
        require_house(by, inquiry)
        require_open(inquiry)
        require_own(by.institution, assignee=assignee)
        if not assignee.is_active_on(clock.today()) or not policy.may(assignee, "inquiries.work"):
            raise ValidationError(
                {"assignee": _("%(name)s さんは窓口の仕事をする役割にありません。") % {"name": assignee.name}}
            )
        inquiry.assignee = assignee
        begin(inquiry)
        return entry.save(inquiry)


def begin(inquiry: Inquiry) -> None:
    """Whatever is done about it first, it is no longer only received."""
    if inquiry.status == InquiryStatus.RECEIVED:
        inquiry.status = InquiryStatus.IN_PROGRESS


def retitle(*, by: Person, inquiry: Inquiry, subject: str) -> Inquiry:
    """Write the short title under which lists show it; it names nobody. Raises as `assign`."""
    with writing(by=by, action="inquiries.work") as entry:
        require_house(by, inquiry)
        if not clean_line(subject):
            raise ValidationError({"subject": _("件名を入力してください。個人の名前や病名は書きません。")})
        inquiry.subject = clean_line(subject)
        return entry.save(inquiry)


def change_kind(*, by: Person, inquiry: Inquiry, kind: str) -> Inquiry:
    """Put it into the class where it belongs; the due day follows, counted from the day it was received.

    Not while an answer waits for its approval. Raises as `assign`.
    """
    with writing(by=by, action="inquiries.work") as entry:
        require_house(by, inquiry)
        require_open(inquiry)
        if inquiry.status == InquiryStatus.WAITING_APPROVAL:
            raise ValidationError(_("回答の承認を待っています。先に取り下げるか、決裁を待ってください。"))
        if kind not in InquiryKind:
            raise ValidationError({"kind": _("区分を一つ選んでください。")})
        was, rules = inquiry.kind, rules_of(by.institution)[kind]
        inquiry.kind = kind
        apply_rules(inquiry, rules)
        entry.save(inquiry)
        if rules.is_urgent and was != kind:
            tell_safety_officers(inquiry)
        return inquiry
