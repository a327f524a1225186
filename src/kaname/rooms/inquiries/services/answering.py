"""The answer: drafted, approved where the class asks it, given, and the end (経営管理編 1.2.1 説明責任 ②)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import DecisionStatus, StepKind
from kaname.foundation.decisions.services import Step
from kaname.rooms.inquiries.choices import Channel, CloseReason, IdentityMethod, InquiryStatus
from kaname.rooms.inquiries.models import Inquiry

from .checks import MAX_BODY, clean_text, require_open
from .working import begin

APPROVE_ANSWER = "inquiries.approve_answer"


def confirm_identity(*, by: Person, inquiry: Inquiry, method: str) -> Inquiry:
    """Record how it was made sure who asks. Raises PermissionDenied; ValidationError; StaleRecord.

    Source: 個人情報保護法 第37条, 同施行令 第13条
    """
    with writing(by=by, action="inquiries.work") as entry:
        require_house(by, inquiry)
        require_open(inquiry)
        if method not in IdentityMethod:
            raise ValidationError({"method": _("確かめた方法を選んでください。")})
        inquiry.identity_method, inquiry.identity_on = method, clock.today()
        begin(inquiry)
        return entry.save(inquiry)


def draft_answer(*, by: Person, inquiry: Inquiry, answer: str) -> Inquiry:
    """Write the answer that will be given. Not while it waits for its approval.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="inquiries.work") as entry:
        require_house(by, inquiry)
        require_open(inquiry)
        if inquiry.status == InquiryStatus.WAITING_APPROVAL:
            raise ValidationError(_("回答の承認を待っています。直すときは、先に取り下げてください。"))
        inquiry.answer = _checked(answer)
        begin(inquiry)
        return entry.save(inquiry)


def _checked(answer: str) -> str:
    text = clean_text(answer)
    if not text:
        raise ValidationError({"answer": _("回答の文を書いてください。")})
    if len(text) > MAX_BODY:
        raise ValidationError({"answer": _("%(n)s文字までにしてください。") % {"n": f"{MAX_BODY:,}"}})
    return text


def ask_approval(*, by: Person, inquiry: Inquiry, approver: Person) -> Inquiry:
    """Put the drafted answer before an executive or the safety officer.

    The request names the inquiry by its number and fixes the wording by a salted digest: nothing personal enters it.
    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="inquiries.request") as entry:
        require_house(by, inquiry)
        require_open(inquiry)
        if not inquiry.answer:
            raise ValidationError(_("先に回答の文を書いてください。"))
        if inquiry.is_answer_approved:
            raise ValidationError(_("この回答は承認されています。回答を記録してください。"))
        inquiry.decision = decisions.request_decision(
            by=by,
            kind=APPROVE_ANSWER,
            subject=inquiry,
            question=_("問合せ %(number)s（%(kind)s）への回答を承認してよいか")
            % {"number": inquiry.number, "kind": inquiry.get_kind_display()},
            steps=[Step(StepKind.APPROVE, approver)],
            reason_hint=_("個人の名前や病名は書かないでください。"),
        )
        inquiry.status = InquiryStatus.WAITING_APPROVAL
        return entry.save(inquiry)


def resubmit_answer(*, by: Person, inquiry: Inquiry, answer: str, comment: str) -> Inquiry:
    """Mend a returned answer and hand it in again; only its drafter.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="inquiries.request") as entry:
        require_house(by, inquiry)
        decided = inquiry.decision
        if decided is None or decided.status != DecisionStatus.RETURNED:
            raise ValidationError(_("差し戻された回答はありません。画面を開き直して状態を確かめてください。"))
        inquiry.answer = _checked(answer)
        entry.save(inquiry)
        decisions.resubmit(by=by, decision=decided, comment=comment)
        return inquiry


def withdraw_approval(*, by: Person, inquiry: Inquiry, reason: str) -> Inquiry:
    """Take the request for approval back; the answer is a draft again. Raises as `resubmit_answer`."""
    with writing(by=by, action="inquiries.request"):
        require_house(by, inquiry)
        if inquiry.decision is None or not inquiry.decision.is_open:
            raise ValidationError(_("承認を待つ回答はありません。画面を開き直して状態を確かめてください。"))
        decisions.withdraw(by=by, decision=inquiry.decision, reason=reason)
        inquiry.refresh_from_db()
        return inquiry


def back_to_work(*, by: Person | None, inquiry: Inquiry, note: str) -> Inquiry:
    """After the decision, whichever it was, the desk goes on."""
    with writing(
        by=by, action="inquiries.follow_decision", institution=inquiry.institution, note=note
    ) as entry:
        inquiry.status = InquiryStatus.IN_PROGRESS
        return entry.save(inquiry)


def record_answer(
    *, by: Person, inquiry: Inquiry, channel: str, answered_on: date | None = None, close: bool = True
) -> Inquiry:
    """Record that the answer was given: when and by which way; `close` ends the inquiry with it.

    Raises PermissionDenied; ValidationError without a text, without the approval or identification the class asks.
    Source: 経営管理編 1.2.1 説明責任 ②
    """
    with writing(by=by, action="inquiries.work") as entry:
        require_house(by, inquiry)
        require_open(inquiry)
        day = answered_on or clock.today()
        _require_answerable(inquiry, channel, day)
        inquiry.answered_on, inquiry.answered_by, inquiry.answer_channel = day, by, channel
        inquiry.status = InquiryStatus.ANSWERED
        if close:
            _close(inquiry, CloseReason.DONE)
        return entry.save(inquiry)


def _require_answerable(inquiry: Inquiry, channel: str, day: date) -> None:
    if not inquiry.answer:
        raise ValidationError(_("先に回答の文を書いてください。"))
    if inquiry.needs_identity and inquiry.identity_on is None:
        raise ValidationError(_("この区分は、本人を確かめてから回答します。先に本人確認を記録してください。"))
    if inquiry.needs_approval and not inquiry.is_answer_approved:
        raise ValidationError(_("この区分の回答には承認が要ります。先に承認を求めてください。"))
    if channel not in Channel or channel == Channel.PUBLIC_FORM:
        raise ValidationError({"channel": _("回答の方法を選んでください。")})
    if not inquiry.received_on <= day <= clock.today():
        raise ValidationError({"answered_on": _("回答日は、受付日から今日までの日にしてください。")})


def close_inquiry(*, by: Person, inquiry: Inquiry, reason: str) -> Inquiry:
    """End an inquiry: after its answer, or without one for a reason. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="inquiries.work") as entry:
        require_house(by, inquiry)
        if inquiry.status == InquiryStatus.CLOSED:
            raise ValidationError(_("この問合せは終わっています。"))
        if inquiry.status == InquiryStatus.WAITING_APPROVAL:
            raise ValidationError(_("回答の承認を待っています。先に取り下げるか、決裁を待ってください。"))
        if reason not in CloseReason or (reason == CloseReason.DONE) != (inquiry.answered_on is not None):
            raise ValidationError(
                {"reason": _("終了の理由を選んでください。回答していれば「回答して終わった」です。")}
            )
        _close(inquiry, reason)
        return entry.save(inquiry)


def _close(inquiry: Inquiry, reason: str) -> None:
    inquiry.status, inquiry.closed_on, inquiry.close_reason = InquiryStatus.CLOSED, clock.today(), reason
