"""Plain factories for decisions, through the services."""

from __future__ import annotations

from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.decisions.kinds import GENERAL
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step, request_decision


def make_decision(by: Person, approver: Person, *, reviewer: Person | None = None, **values: Any) -> Decision:
    """A pending request by somebody to an approver, perhaps reviewed by a third person on the way."""
    steps = [Step(StepKind.REVIEW, reviewer)] if reviewer else []
    asked: dict[str, Any] = {
        "kind": GENERAL,
        "question": "VPN装置を更新してよいか",
        "summary": "380万円で更新する。",
        "proposal": {"text": "現行機は12月に保守が終わる。"},
        "steps": [*steps, Step(StepKind.APPROVE, approver)],
        **values,
    }
    return request_decision(by=by, **asked)
