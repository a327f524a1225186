"""Reads of restore tests and self-checks, and of what they found."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.obligations.catalogue import current
from kaname.foundation.obligations.engine import parameters_of
from kaname.rooms.continuity.choices import CheckStatus
from kaname.rooms.continuity.models import CheckFinding, RestoreCheck

HELD_WITHIN = "restore_check_held_within"


def check_rows(person: Person) -> QuerySet[RestoreCheck]:
    """The checks this person may see, with what pages show of them."""
    rows = RestoreCheck.objects.visible_to(person)
    return rows.select_related("system", "held_by", "judged_by", "decision", "institution")  # type: ignore[no-any-return]


def checks_of(institution: Institution, on: date) -> list[RestoreCheck]:
    """The checks held by a day, newest first. One query."""
    rows = RestoreCheck.objects.of(institution).filter(held_on__lte=on)
    return list(rows.select_related("system", "held_by", "judged_by").order_by("-held_on", "-pk"))


def findings_of(institution: Institution, until: date) -> list[CheckFinding]:
    """What was found by a day, with its directives. One query."""
    rows = CheckFinding.objects.of(institution).filter(found_on__lte=until)
    return list(rows.select_related("check_held__system", "directive__addressee").order_by("found_on", "pk"))


def findings_on(check: RestoreCheck) -> list[CheckFinding]:
    """What one check found, with the directives and their addressees."""
    return list(check.findings.select_related("directive__addressee").order_by("pk"))


def is_judged_on(check: RestoreCheck, day: date) -> bool:
    """Whether an executive had accepted it, or ordered improvement, by a day."""
    return check.status == CheckStatus.JUDGED and check.judged_on is not None and check.judged_on <= day


def obligation_using(condition: str) -> str:
    """The obligation that asks for a condition, or the empty text."""
    return next((o.id for o, use in current().uses() if use.condition == condition), "")


def check_months(institution: Institution) -> int | None:
    """Within how many months a check must be held, as the hospital has set it; None when nothing asks."""
    uses: list[Any] = [use for _o, use in current().uses() if use.condition == HELD_WITHIN]
    if not uses:
        return None
    months = uses[0].params["months"]
    return int(parameters_of(institution, current())[months[1:]] if isinstance(months, str) else months)


def next_check_due(institution: Institution, on: date) -> date | None:
    """The day by which the next check must be held, counted from the newest judged one; None without one."""
    months = check_months(institution)
    rows = [row for row in checks_of(institution, on) if is_judged_on(row, on)]
    return add_months(rows[0].held_on, months) if rows and months else None
