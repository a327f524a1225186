"""The rules of each class of inquiries: those of `classes.yaml`, and over them what the hospital decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.deadlines import Deadline
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.calendar.selectors import holidays

from .choices import InquiryKind
from .models import ClassSetting


@dataclass(frozen=True)
class Rules:
    """How inquiries of one class are handled. `is_urgent`: the safety officer is told at once."""

    kind: str
    due_days: int
    in_working_days: bool
    needs_approval: bool
    needs_identity: bool
    retention_years: int
    on_public_form: bool
    is_urgent: bool
    setting: ClassSetting | None = None

    @property
    def label(self) -> str:
        return str(InquiryKind(self.kind).label)

    def due_on(self, received_on: date) -> date:
        """The last day on which the answer is in time."""
        deadline = Deadline(days=self.due_days, in_business_days=self.in_working_days)
        return deadline.due_on(received_on, holidays())

    def kept_until(self, done_on: date) -> date:
        """The last day of the retention."""
        return add_months(done_on, 12 * self.retention_years)


@cache
def _defaults() -> dict[str, Rules]:
    raw = yaml.safe_load((Path(__file__).parent / "classes.yaml").read_text(encoding="utf-8"))
    return {
        str(kind): Rules(
            kind=str(kind),
            due_days=facts["due_days"],
            in_working_days=facts["working"],
            needs_approval=facts["approval"],
            needs_identity=facts["identity"],
            retention_years=facts["years"],
            on_public_form=facts["public"],
            is_urgent=facts["urgent"],
        )
        for kind, facts in raw.items()
    }


def rules_of(institution: Institution) -> dict[str, Rules]:
    """The rules in force by class, in the order of the classes; one query."""
    decided = {row.kind: row for row in ClassSetting.objects.of(institution)}
    return {kind: _with(_defaults()[kind], decided.get(kind)) for kind in InquiryKind.values}


def _with(rules: Rules, row: ClassSetting | None) -> Rules:
    if row is None:
        return rules
    return Rules(
        kind=rules.kind,
        due_days=row.due_days,
        in_working_days=row.in_working_days,
        needs_approval=row.needs_approval,
        needs_identity=row.needs_identity,
        retention_years=row.retention_years,
        on_public_form=row.on_public_form,
        is_urgent=rules.is_urgent,
        setting=row,
    )
