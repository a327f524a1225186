"""What an executive decides about a status report: accepted, improvement ordered, or returned.

Source: 経営管理編 1.1 ①, 1.2.1 管理責任 ②
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.records import canonical
from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision
from kaname.foundation.ledger.merkle import canonical_bytes
from kaname.rooms.planning.models import Assessment, ReportStatus, ReportVerdict, StatusReport
from kaname.rooms.planning.services import reports as services


@decision_kind("planning.judge_report")
class JudgeReport(DecisionKind):
    """An executive's word on a status report. Ordering improvement is an approval; directives follow on its page."""

    label = gettext_lazy("定期報告の判断")
    options = (
        Option(ReportVerdict.ACCEPT.value, ReportVerdict.ACCEPT.label),
        Option(ReportVerdict.ORDER.value, ReportVerdict.ORDER.label, needs_reason=True),
        Option(ReportVerdict.RETURN.value, ReportVerdict.RETURN.label, is_approval=False),
    )
    material_template = "planning/_report_material.html"
    material_labels = {
        "report": gettext_lazy("報告"),
        "period": gettext_lazy("対象期間"),
        "assessment": gettext_lazy("全体の評価"),
        "comment": gettext_lazy("報告者の所見"),
        "proposals": gettext_lazy("経営層への提案"),
        "change_note": gettext_lazy("直したところ"),
        "content_sha256": gettext_lazy("報告書の内容のハッシュ値"),
    }
    material_choices = {"assessment": Assessment.choices}

    def material(self, subject: StatusReport) -> dict[str, Any]:
        return {
            "report": f"{subject.number} {subject.version} {subject.title}",
            "period": f"{subject.starts_on.isoformat()} - {subject.ends_on.isoformat()}",
            "assessment": subject.assessment,
            "comment": subject.comment,
            "proposals": subject.proposals,
            "change_note": subject.change_note,
            "content_sha256": content_digest(subject),
        }

    def check(self, decision: Decision) -> None:
        _report_of(decision)

    def apply(self, decision: Decision) -> None:
        services.judge_report(decision=decision, report=_report_of(decision), status=ReportStatus.JUDGED)

    def decline(self, decision: Decision) -> None:
        services.judge_report(decision=decision, report=_report_of(decision), status=ReportStatus.RETURNED)

    def close(self, decision: Decision) -> None:
        """Withdrawn or void: the report no longer counts, and may be written again."""
        if isinstance(decision.subject, StatusReport):
            services.close_report(decision=decision, report=decision.subject)


def content_digest(report: StatusReport) -> str:
    """The digest of all that a report says: its material and every comment."""
    said = {"sections": report.sections, "comments": report.comments}
    return hashlib.sha256(canonical_bytes(canonical(said))).hexdigest()


def _report_of(decision: Decision) -> StatusReport:
    report = decision.subject
    if not isinstance(report, StatusReport):
        raise ValidationError(_("この決裁の対象の報告がありません。報告を送り直してください。"))
    return report
