"""What can be decided about the organisation: an appointment, and how the guideline is applied to the hospital."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision
from kaname.foundation.obligations import catalogue

from . import selectors, services
from .models import Applicability, ApplicabilityStatus, Appointment, AppointmentStatus
from .services.appointments import require_adoptable


@decision_kind("organisation.appoint")
class Appoint(DecisionKind):
    """Appoint somebody to a role of the guideline (経営管理編 3.1.2 ②)."""

    label = gettext_lazy("任命")
    options = (
        Option("APPROVE", gettext_lazy("任命する")),
        Option("REJECT", gettext_lazy("任命しない"), is_approval=False),
    )
    material_labels = {
        "number": gettext_lazy("辞令"),
        "role": gettext_lazy("役割"),
        "person": gettext_lazy("任命する人"),
        "deputy": gettext_lazy("代行する人"),
        "duties": gettext_lazy("職務"),
        "authority": gettext_lazy("権限"),
        "starts_on": gettext_lazy("開始日"),
        "ends_on": gettext_lazy("終了日"),
        "reports_to": gettext_lazy("報告先"),
        "replaces": gettext_lazy("前任の辞令"),
    }

    def material(self, subject: Appointment) -> dict[str, Any]:
        return selectors.appointment_material(subject)

    def check(self, decision: Decision) -> None:
        appointment = _appointment(decision)
        if appointment.status != AppointmentStatus.PROPOSED:
            raise ValidationError(_("この辞令は、もう承認を待っていません。"))
        require_adoptable(appointment)

    def apply(self, decision: Decision) -> None:
        services.adopt_appointment(appointment=_appointment(decision), decision=decision)

    def decline(self, decision: Decision) -> None:
        services.close_proposal(appointment=_appointment(decision), note=decision.reason)

    def close(self, decision: Decision) -> None:
        services.close_proposal(appointment=_appointment(decision), note=str(decision.get_status_display()))


@decision_kind("organisation.applicability")
class Apply(DecisionKind):
    """Decide the applicability pattern and what contracts simplify (経営管理編 3.1.2 ①)."""

    label = gettext_lazy("適用パターン")
    options = (
        Option("APPROVE", gettext_lazy("この内容で決める")),
        Option("REJECT", gettext_lazy("決めない"), is_approval=False),
    )
    needs_review_on = True
    material_labels = {
        "pattern": gettext_lazy("適用パターン"),
        "reasons": gettext_lazy("理由"),
        "simplified": gettext_lazy("契約により簡略にする項目"),
        "profile": gettext_lazy("病院の特性"),
        "systems": gettext_lazy("システムの設置"),
    }
    material_choices = {"simplified": catalogue.in_words}

    def material(self, subject: Applicability) -> dict[str, Any]:
        return selectors.applicability_material(subject)

    def check(self, decision: Decision) -> None:
        if _applicability(decision).status != ApplicabilityStatus.PROPOSED:
            raise ValidationError(_("この案は、もう決裁を待っていません。"))

    def apply(self, decision: Decision) -> None:
        services.adopt_applicability(row=_applicability(decision), decision=decision)

    def decline(self, decision: Decision) -> None:
        services.close_applicability(row=_applicability(decision), note=decision.reason)

    def close(self, decision: Decision) -> None:
        services.close_applicability(row=_applicability(decision), note=str(decision.get_status_display()))


def _appointment(decision: Decision) -> Appointment:
    subject = decision.subject
    assert isinstance(subject, Appointment)
    return subject


def _applicability(decision: Decision) -> Applicability:
    subject = decision.subject
    assert isinstance(subject, Applicability)
    return subject
