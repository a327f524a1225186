"""Rows that hold for a period: from `starts_on` through `ends_on`, their last day (None: without end)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet


class PeriodQuerySet(RecordQuerySet):
    """Rows with a period."""

    def on(self, day: date) -> Self:
        """Those that hold on a day in Japan."""
        return self.filter(starts_on__lte=day).from_day(day)

    def from_day(self, day: date) -> Self:
        """Those that hold on a day or begin after it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Period(InstitutionRecord):
    """A record that holds for a period."""

    view_action = "organisation.view"

    starts_on = models.DateField(_("開始日"))
    ends_on = models.DateField(_("終了日"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether the row holds on that day by its own dates."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def ends_after_start(name: str) -> models.CheckConstraint:
    """The constraint that a period does not end before it starts, under a name of its table's own."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message=_("終了日は開始日と同じ日か、その後にしてください。"),
    )
