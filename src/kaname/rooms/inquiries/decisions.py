"""What is decided about inquiries: whether an answer may go out, whether old personal text is erased."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.roles import Role
from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision

from .choices import ErasureStatus, InquiryStatus
from .models import ErasureRequest, Inquiry
from .services.answering import APPROVE_ANSWER, back_to_work
from .services.erasing import ERASE, erase, leave_unerased

LEADERS = frozenset({Role.EXECUTIVE, Role.SAFETY_OFFICER})


@decision_kind(APPROVE_ANSWER)
class ApproveAnswer(DecisionKind):
    """Approve the wording of an answer. The material holds its salted digest, never the text."""

    label = gettext_lazy("問合せへの回答の承認")
    options = (
        Option("APPROVE", gettext_lazy("承認する")),
        Option("REJECT", gettext_lazy("承認しない"), is_approval=False),
    )
    decider_roles = LEADERS
    request_action = "inquiries.request"
    material_template = "inquiries/_answer_material.html"
    material_labels = {
        "number": gettext_lazy("受付番号"),
        "kind": gettext_lazy("区分"),
        "subject": gettext_lazy("件名"),
        "received_on": gettext_lazy("受付日"),
        "due_on": gettext_lazy("回答の期限"),
        "answer_sha256": gettext_lazy("回答の文の照合用の値"),
    }

    def material(self, subject: Inquiry) -> dict[str, Any]:
        with translation.override("ja"):
            kind = str(subject.get_kind_display())
        return {
            "number": subject.number,
            "kind": kind,
            "subject": subject.subject,
            "received_on": subject.received_on.isoformat(),
            "due_on": subject.due_on.isoformat(),
            "answer_sha256": subject.answer_seal,
        }

    def apply(self, decision: Decision) -> None:
        back_to_work(by=decision.decided_by, inquiry=_inquiry(decision), note=decision.number)

    def decline(self, decision: Decision) -> None:
        back_to_work(by=decision.decided_by, inquiry=_inquiry(decision), note=decision.number)

    def close(self, decision: Decision) -> None:
        inquiry = decision.subject
        if isinstance(inquiry, Inquiry) and inquiry.status == InquiryStatus.WAITING_APPROVAL:
            back_to_work(by=None, inquiry=inquiry, note=decision.number)


def _inquiry(decision: Decision) -> Inquiry:
    inquiry = decision.subject
    if not isinstance(inquiry, Inquiry):
        raise ValidationError(_("この決裁の対象の問合せがありません。新しく承認を求めてください。"))
    return inquiry


@decision_kind(ERASE)
class EraseTexts(DecisionKind):
    """Erase the personal text of a list of inquiries for good; their figures stay."""

    label = gettext_lazy("保存期間が過ぎた問合せの消去")
    options = (
        Option("ERASE", gettext_lazy("消去する")),
        Option("KEEP", gettext_lazy("消去しない"), is_approval=False),
    )
    decider_roles = LEADERS
    request_action = "inquiries.request"
    material_labels = {
        "count": gettext_lazy("件数"),
        "numbers": gettext_lazy("受付番号"),
        "effect": gettext_lazy("消すとどうなるか"),
    }

    def material(self, subject: ErasureRequest) -> dict[str, Any]:
        with translation.override("ja"):
            effect = _("氏名・連絡先・内容・回答の文を、元に戻せないように消します。件数と日付は残ります。")
        return {"count": len(subject.numbers), "numbers": list(subject.numbers), "effect": effect}

    def apply(self, decision: Decision) -> None:
        erase(request=_request(decision), decision=decision)

    def decline(self, decision: Decision) -> None:
        leave_unerased(request=_request(decision), note=decision.number)

    def close(self, decision: Decision) -> None:
        request = decision.subject
        if isinstance(request, ErasureRequest) and request.status == ErasureStatus.WAITING:
            leave_unerased(request=request, note=decision.number)


def _request(decision: Decision) -> ErasureRequest:
    request = decision.subject
    if not isinstance(request, ErasureRequest):
        raise ValidationError(_("この決裁の対象の一覧がありません。新しく求めてください。"))
    return request
