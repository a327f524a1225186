"""What executives decide about continuity: whether a recovery procedure is approved, and what a restore test means.

Source: 経営管理編 3.4.1 ②
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import wareki
from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision

from . import services
from .choices import CheckStatus, CheckVerdict, ProcedureStatus
from .models import RecoveryProcedure, RestoreCheck


@decision_kind("continuity.approve_procedure")
class ApproveProcedure(DecisionKind):
    """Approve a version of a recovery procedure: from then on it serves."""

    label = gettext_lazy("復旧手順の承認")
    options = (
        Option("APPROVE", gettext_lazy("承認する")),
        Option("REJECT", gettext_lazy("承認しない"), is_approval=False),
    )
    decider_roles = frozenset({Role.EXECUTIVE})
    effect_hint = gettext_lazy("承認した日から、この手順で復旧します。")
    material_labels = {
        "procedure": gettext_lazy("復旧手順"),
        "order": gettext_lazy("復旧の順番"),
        "dependencies": gettext_lazy("先に要る情報システム"),
        "responsible": gettext_lazy("責任者"),
        "rto": gettext_lazy("目標復旧時間（RTO）"),
        "rpo": gettext_lazy("許容できる欠損（RPO）"),
        "steps": gettext_lazy("手順"),
        "cleanness": gettext_lazy("再開の前の確かめ方"),
        "next_review_on": gettext_lazy("見直しの期限"),
        "change_note": gettext_lazy("変えたところ"),
    }

    def material(self, subject: RecoveryProcedure) -> dict[str, Any]:
        links = subject.links.select_related("system").order_by("system__number")
        with translation.override("ja"):  # the material is fixed, whoever reads it
            return {
                "procedure": str(subject),
                "order": subject.order,
                "dependencies": "、".join(link.system.name for link in links),
                "responsible": subject.responsible.name,
                "rto": subject.rto,
                "rpo": subject.rpo,
                "steps": subject.steps,
                "cleanness": subject.cleanness,
                "next_review_on": wareki(subject.next_review_on) if subject.next_review_on else "",
                "change_note": subject.change_note,
            }

    def check(self, decision: Decision) -> None:
        procedure = _procedure_of(decision)
        if procedure.status != ProcedureStatus.REQUESTED:
            raise ValidationError(_("この復旧手順は、もう承認を待っていません。"))
        if procedure.next_review_on is None or procedure.next_review_on <= clock.today():
            raise ValidationError(
                _(
                    "見直しの期限が今日以前です。起案者に取り下げてもらい、期限を先の日にして求め直してください。"
                )
            )

    def apply(self, decision: Decision) -> None:
        services.adopt_procedure(procedure=_procedure_of(decision), decision=decision)

    def decline(self, decision: Decision) -> None:
        services.reject_procedure(procedure=_procedure_of(decision), decision=decision)

    def close(self, decision: Decision) -> None:
        """Withdrawn or void: the version is a draft again."""
        if isinstance(decision.subject, RecoveryProcedure):
            services.reopen_procedure(procedure=decision.subject, decision=decision)


@decision_kind("continuity.judge_check")
class JudgeCheck(DecisionKind):
    """An executive's word on a restore test or self-check; directives follow on its page."""

    label = gettext_lazy("復元試験・自己点検の判断")
    options = (
        Option(CheckVerdict.ACCEPT.value, CheckVerdict.ACCEPT.label),
        Option(CheckVerdict.ORDER.value, CheckVerdict.ORDER.label, needs_reason=True),
        Option(CheckVerdict.RETURN.value, CheckVerdict.RETURN.label, is_approval=False),
    )
    decider_roles = frozenset({Role.EXECUTIVE})
    material_labels = {
        "check": gettext_lazy("試験・点検"),
        "held_on": gettext_lazy("行った日"),
        "subject": gettext_lazy("対象"),
        "held_by": gettext_lazy("行った人"),
        "offline": gettext_lazy("切り離した控えから"),
        "measured": gettext_lazy("かかった時間"),
        "target_rto": gettext_lazy("目標復旧時間（RTO）"),
        "data_age": gettext_lazy("データの古さ"),
        "target_rpo": gettext_lazy("許容できる欠損（RPO）"),
        "result": gettext_lazy("結果"),
        "outcome": gettext_lazy("分かったこと"),
    }

    def material(self, subject: RestoreCheck) -> dict[str, Any]:
        with translation.override("ja"):
            return {
                "check": str(subject),
                "held_on": wareki(subject.held_on),
                "subject": subject.subject,
                "held_by": subject.held_by.name,
                "offline": _("はい") if subject.used_offline_copy else _("いいえ"),
                "measured": subject.measured,
                "target_rto": subject.target_rto,
                "data_age": subject.data_age,
                "target_rpo": subject.target_rpo,
                "result": str(subject.get_result_display()),
                "outcome": subject.outcome,
            }

    def check(self, decision: Decision) -> None:
        if _check_of(decision).status != CheckStatus.SENT:
            raise ValidationError(_("この記録は、もう判断を待っていません。"))

    def apply(self, decision: Decision) -> None:
        services.judge_check(decision=decision, check=_check_of(decision), status=CheckStatus.JUDGED)

    def decline(self, decision: Decision) -> None:
        services.judge_check(decision=decision, check=_check_of(decision), status=CheckStatus.RETURNED)

    def close(self, decision: Decision) -> None:
        """Withdrawn or void: the record is open again."""
        if isinstance(decision.subject, RestoreCheck):
            services.close_check(decision=decision, check=decision.subject)


def _procedure_of(decision: Decision) -> RecoveryProcedure:
    subject = decision.subject
    if not isinstance(subject, RecoveryProcedure):
        raise ValidationError(_("この決裁の対象の復旧手順がありません。"))
    return subject


def _check_of(decision: Decision) -> RestoreCheck:
    subject = decision.subject
    if not isinstance(subject, RestoreCheck):
        raise ValidationError(_("この決裁の対象の記録がありません。"))
    return subject
