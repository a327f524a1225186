"""The kinds of decision about obligations: exception or non-applicability, and the hospital's own intervals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision

from . import catalogue
from .models import Exemption, ExemptionKind, ParameterChange, ProposalStatus
from .services import settle_proposal


class _ProposalKind(DecisionKind):
    """Approval puts the proposal in force; anything else ends it."""

    def apply(self, decision: Decision) -> None:
        self._settle(decision, ProposalStatus.IN_FORCE)

    def decline(self, decision: Decision) -> None:
        self._settle(decision, ProposalStatus.REJECTED)

    def close(self, decision: Decision) -> None:
        self._settle(decision, ProposalStatus.ENDED)

    def _settle(self, decision: Decision, status: str) -> None:
        subject = decision.subject
        assert isinstance(subject, (Exemption, ParameterChange))
        settle_proposal(by=decision.decided_by, proposal=subject, decision=decision, status=status)


@decision_kind("obligations.exempt")
class Exempt(_ProposalKind):
    """Whether an obligation may be left unmet until a date, or does not concern this hospital."""

    label = _("例外・対象外")
    options = (
        Option("APPROVE", _("認める"), needs_reason=True),
        Option("REJECT", _("認めない"), is_approval=False),
    )
    material_labels = {
        "obligation": _("遵守事項"),
        "kind": _("種類"),
        "reason": _("理由"),
        "ends_on": _("終了日"),
    }
    material_choices = {"obligation": catalogue.in_words, "kind": ExemptionKind.choices}

    def material(self, subject: Exemption) -> dict[str, Any]:
        return {
            "obligation": subject.obligation_id,
            "kind": subject.kind,
            "reason": subject.reason,
            "ends_on": subject.ends_on.isoformat(),
        }


@decision_kind("obligations.parameter")
class ChangeParameter(_ProposalKind):
    """Whether an interval of the catalogue shall be the hospital's own."""

    label = _("見直し間隔の変更")
    material_labels = {"name": _("項目"), "value": _("値"), "reason": _("理由")}
    material_choices = {"name": catalogue.parameter_in_words}

    def material(self, subject: ParameterChange) -> dict[str, Any]:
        return {"name": subject.name, "value": subject.value, "reason": subject.reason}
