"""What is decided about incidents: of the moment, an announcement, a duty that does not apply, the review, the end."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import resolve
from kaname.foundation.access.roles import Role
from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision

from . import drill_reads, selectors
from .choices import Moment, ReviewState
from .clocks.rules import shipped_rules
from .closing import closing_gaps
from .drill_shown import tally, tally_in_words
from .keys import ANNOUNCE, CLOSE, DECIDE, DRILL, NO_TEAM, REVIEW, WAIVE
from .models import Drill, Incident, IncidentReport, PostReview
from .moments import capacity_in_words, capacity_of
from .services.aftermath import close_incident, judge_review, reopen_review
from .services.drill_results import reopen_evaluation
from .services.reporting import digest_of

_YES_NO = (
    Option("APPROVE", gettext_lazy("認める")),
    Option("REJECT", gettext_lazy("認めない"), is_approval=False),
)


@decision_kind(DECIDE)
class MomentDecision(DecisionKind):
    """What is decided on the spot while an incident runs."""

    label = gettext_lazy("事故の場での判断")
    options = (
        Option("DO", gettext_lazy("する")),
        Option("DO_NOT", gettext_lazy("しない"), is_approval=False),
    )
    decider_roles = frozenset(
        {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF}
    )
    request_action = "incidents.request"
    one_at_a_time = False
    material_labels = {
        "moment": gettext_lazy("何についての判断か"),
        "role": gettext_lazy("どの立場で"),
        "system": gettext_lazy("情報システム"),
        "undoes": gettext_lazy("取り消す判断"),
    }
    material_choices = {"moment": Moment.choices, "role": capacity_in_words}

    def in_words(self, decision: Decision, key: str, code: str) -> str:
        if key == "system":
            return str(resolve(code, institution=decision.institution) or code)
        return super().in_words(decision, key, code)

    def why_not_on_the_spot(self, decider: Person, decision: Decision) -> str:
        incident = decision.subject
        if not isinstance(incident, Incident):
            return _("事故の判断ではありません。")
        if capacity_of(decider, incident, str(decision.proposal["moment"])):
            return ""
        return _(
            "%(name)s さんは、この判断をする立場にありません。決められる人の名前で記録してください。"
        ) % {"name": decider.name}


@decision_kind(ANNOUNCE)
class Announce(DecisionKind):
    """Say this to the public. Source: 経営管理編 3.4.3 ②"""

    label = gettext_lazy("公表の承認")
    options = (
        Option("APPROVE", gettext_lazy("公表する")),
        Option("REJECT", gettext_lazy("公表しない"), is_approval=False),
    )
    request_action = "incidents.request"
    material_template = "incidents/_announcement_material.html"
    material_labels = {
        "title": gettext_lazy("件名"),
        "body": gettext_lazy("本文"),
        "facts": gettext_lazy("基にした事実"),
        "body_sha256": gettext_lazy("本文の照合用の値"),
    }

    def material(self, subject: IncidentReport) -> dict[str, Any]:
        return {
            "title": subject.title,
            "body": subject.body,
            "facts": subject.sheet.version,
            "body_sha256": digest_of(subject.body),
        }


def _recipient_in_words(code: str) -> str:
    found = shipped_rules().rules.get(code)
    return str(found.recipient) if found else code


def _exemption_in_words(code: str) -> str:
    found = shipped_rules().exemptions.get(code)
    return str(found.name) if found else code


@decision_kind(WAIVE)
class WaiveClock(DecisionKind):
    """A duty to report does not apply, on a ground the law knows. Source: 個人情報保護法施行規則 第7条"""

    label = gettext_lazy("届け出の非該当")
    options = (
        Option("APPROVE", gettext_lazy("非該当とする"), needs_reason=True),
        Option("REJECT", gettext_lazy("届け出る"), is_approval=False),
    )
    request_action = "incidents.request"
    one_at_a_time = False
    material_labels = {
        "clock": gettext_lazy("届け出先"),
        "basis": gettext_lazy("根拠"),
        "exemption": gettext_lazy("非該当の理由"),
        "grounds": gettext_lazy("それを示す事実"),
        "version": gettext_lazy("事実表の版"),
    }
    material_choices = {"clock": _recipient_in_words, "exemption": _exemption_in_words}


@decision_kind(CLOSE)
class CloseIncident(DecisionKind):
    """Accept what was found, and close the incident. Source: 経営管理編 1.2.2 善後策 ①"""

    label = gettext_lazy("事故の終結")
    options = (
        Option("APPROVE", gettext_lazy("了承して終結する")),
        Option("REJECT", gettext_lazy("対応を続ける"), is_approval=False),
    )
    request_action = "incidents.request"
    material_labels = {
        "title": gettext_lazy("件名"),
        "facts": gettext_lazy("事実表の版"),
        "cause": gettext_lazy("原因"),
        "measures": gettext_lazy("再発防止策"),
    }

    def material(self, subject: Incident) -> dict[str, Any]:
        sheet = selectors.newest_sheet(subject)
        return {
            "title": subject.title,
            "facts": sheet.version,
            "cause": sheet.cause_text or sheet.cause_unknowable,
            "measures": [m.title for m in subject.measures.order_by("pk")],
        }

    def check(self, decision: Decision) -> None:
        incident = decision.subject
        if not isinstance(incident, Incident):
            raise ValidationError(_("この決裁の対象の事故がありません。"))
        gaps = closing_gaps(incident)
        if gaps:
            missing = "、".join(str(gap.label) for gap in gaps)
            raise ValidationError(_("まだ終結できません。足りないもの：%(what)s") % {"what": missing})

    def apply(self, decision: Decision) -> None:
        incident = decision.subject
        if not isinstance(incident, Incident):
            raise ValidationError(_("この決裁の対象の事故がありません。"))
        close_incident(decision=decision, incident=incident)


@decision_kind(REVIEW)
class JudgeReview(DecisionKind):
    """Approve or reject what the review wants changed in rules and continuity plan. Source: 経営管理編 1.2.2 善後策 ②"""

    label = gettext_lazy("事後検証による変更")
    options = _YES_NO
    request_action = "incidents.request"
    material_labels = {
        "held_on": gettext_lazy("検証した日"),
        "went_well": gettext_lazy("うまくいったこと"),
        "went_badly": gettext_lazy("うまくいかなかったこと"),
        "changes": gettext_lazy("規程・BCPの変更"),
    }

    def material(self, subject: PostReview) -> dict[str, Any]:
        return {
            "held_on": subject.held_on.isoformat(),
            "went_well": subject.went_well,
            "went_badly": subject.went_badly,
            "changes": subject.changes,
        }

    def apply(self, decision: Decision) -> None:
        judge_review(decision=decision, review=_review(decision))

    def decline(self, decision: Decision) -> None:
        judge_review(decision=decision, review=_review(decision))

    def close(self, decision: Decision) -> None:
        review = decision.subject
        if isinstance(review, PostReview) and review.state == ReviewState.REPORTED:
            reopen_review(institution=decision.institution, review=review)


def _review(decision: Decision) -> PostReview:
    review = decision.subject
    if not isinstance(review, PostReview):
        raise ValidationError(_("この決裁の対象の検証がありません。"))
    return review


@decision_kind(NO_TEAM)
class NoTeam(DecisionKind):
    """No response team of its own, until a day. Source: 経営管理編 1.2.2 善後策 ③"""

    label = gettext_lazy("対応チームを置かないこと")
    options = (
        Option("APPROVE", gettext_lazy("置かない"), needs_reason=True),
        Option("REJECT", gettext_lazy("置く"), is_approval=False),
    )
    request_action = "incidents.request"
    needs_review_on = True
    material_labels = {"reason": gettext_lazy("置かない理由")}


@decision_kind(DRILL)
class JudgeDrill(DecisionKind):
    """Accept what a drill showed and how it is mended, or ask for more. Source: 経営管理編 3.4.1 ③"""

    label = gettext_lazy("訓練の結果と改善")
    options = (
        Option("APPROVE", gettext_lazy("了承する")),
        Option("REJECT", gettext_lazy("改善を足して出し直す"), is_approval=False, needs_reason=True),
    )
    request_action = "drills.run"
    material_labels = {
        "held_on": gettext_lazy("実施した日"),
        "scenario": gettext_lazy("シナリオ"),
        "people": gettext_lazy("加わった人"),
        "result": gettext_lazy("どこまでできたか"),
        "went_well": gettext_lazy("うまくいったこと"),
        "went_badly": gettext_lazy("うまくいかなかったこと"),
        "findings": gettext_lazy("課題と改善の指示"),
    }

    def material(self, subject: Drill) -> dict[str, Any]:
        course = drill_reads.course(drill_reads.standing_of(subject))
        return {
            "held_on": subject.held_on.isoformat() if subject.held_on else "",
            "scenario": str(subject.scenario.title),
            "people": [str(row) for row in subject.people.all() if row.attended],
            "result": tally_in_words(tally(course)),
            "went_well": subject.went_well,
            "went_badly": subject.went_badly,
            "findings": [
                f"{row.what}（{row.directive.number}）"
                for row in subject.findings.select_related("directive")
            ],
        }

    def decline(self, decision: Decision) -> None:
        _ask_again(decision)

    def close(self, decision: Decision) -> None:
        _ask_again(decision)


def _ask_again(decision: Decision) -> None:
    drill = decision.subject
    if isinstance(drill, Drill):
        reopen_evaluation(by=decision.decided_by, institution=decision.institution, drill=drill)
