"""When the reports of a standing directive fall due. Pure: dates in, dates out."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaname.foundation.calendar.holidays import add_months


class Recurrence(models.TextChoices):
    """How often a standing directive is reported on; NONE is a directive that is done once."""

    NONE = "NONE", _("一回限り")
    MONTHLY = "MONTHLY", _("毎月")
    QUARTERLY = "QUARTERLY", _("四半期ごと")
    HALF_YEARLY = "HALF_YEARLY", _("半年ごと")
    YEARLY = "YEARLY", _("毎年")


MONTHS_BETWEEN = {
    Recurrence.MONTHLY: 1,
    Recurrence.QUARTERLY: 3,
    Recurrence.HALF_YEARLY: 6,
    Recurrence.YEARLY: 12,
}


def next_report_after(day: date, *, first_on: date, recurrence: str) -> date:
    """The first report day later than `day`, counted from the first one, so that month ends do not drift.

    31 January, monthly: 28 February, 31 March, 30 April. Raises ValueError for a directive that is done once.
    """
    if recurrence == Recurrence.NONE:
        raise ValueError("a directive that is done once has no next report")
    step = MONTHS_BETWEEN[Recurrence(recurrence)]
    if day < first_on:
        return first_on
    passed = (day.year - first_on.year) * 12 + day.month - first_on.month
    turn = passed // step
    while add_months(first_on, turn * step) <= day:
        turn += 1
    return add_months(first_on, turn * step)
