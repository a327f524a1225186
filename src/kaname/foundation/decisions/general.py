"""The built-in kind of decision: a question with answers of its own, on a text and attached evidence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kaname.foundation.evidence.selectors import evidence_of

from .kinds import GENERAL, DecisionKind, Option, decision_kind
from .models import Decision


@decision_kind(GENERAL)
class GeneralDecision(DecisionKind):
    """Whatever has no kind of its own: the drafter writes the question and the answers."""

    label = _("一般の決裁")
    options = (
        Option("YES", _("承認する")),
        Option("NO", _("承認しない"), is_approval=False),
    )
    one_at_a_time = False
    material_template = "decisions/_general.html"
    material_labels = {"text": _("内容"), "evidence": _("添付した証拠")}

    def material_of(self, decision: Decision) -> dict[str, Any]:
        attached = evidence_of(decision) if decision.pk else []
        files = [{"name": file.name, "sha256": file.sha256} for file in attached]
        return {"text": decision.proposal.get("text", ""), "evidence": files}
