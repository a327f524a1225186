"""Shortcomings in keeping a law (不備): each has its directive, and is closed only when that is accepted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.directives.models import WITH_ADDRESSEE, DirectiveStatus
from kaname.rooms.laws.choices import GapSource, GapState, Severity

from .laws import Law

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class LegalGapQuerySet(RecordQuerySet):
    """Shortcomings: for those who govern, and for whoever keeps the law."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "laws.view_gaps") else rows.filter(law__owner=person)

    def unsettled(self) -> Self:
        """Not yet put right."""
        return self.exclude(directive__status=DirectiveStatus.ACCEPTED)


class LegalGap(InstitutionRecord):
    """Something in which the hospital does not keep a law yet (経営管理編 1.1 ①)."""

    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="gaps", verbose_name=_("法令"))
    title = models.CharField(_("不備の要点"), max_length=200)
    description = models.TextField(_("内容"))
    severity = models.CharField(_("重さ"), max_length=8, choices=Severity, default=Severity.MEDIUM)
    found_on = models.DateField(_("分かった日"))
    found_in = models.CharField(_("分かったきっかけ"), max_length=20, choices=GapSource)
    recorded_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("記録した人"),
        editable=False,
    )
    directive = models.ForeignKey(
        "directives.Directive",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("是正の指示"),
        editable=False,
    )

    objects = LegalGapQuerySet.as_manager()

    class Meta:
        verbose_name = _("法令の不備")
        indexes = [models.Index(fields=["institution", "found_on"], name="legal_gap_by_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("laws:gap_detail", args=[self.pk])

    def state_on(self, day: date) -> GapState:
        """Where it stands on a day, by its directive."""
        if self.directive is None or self.directive.status == DirectiveStatus.WITHDRAWN:
            return GapState.WITHOUT_DIRECTIVE
        if self.directive.status == DirectiveStatus.ACCEPTED:
            return GapState.CLOSED
        late = self.directive.status in WITH_ADDRESSEE and self.directive.due_on < day
        return GapState.OVERDUE if late else GapState.OPEN


def gaps_in_state(state: str, day: date) -> Q:
    """The same as a condition on rows."""
    nobody = Q(directive__isnull=True) | Q(directive__status=DirectiveStatus.WITHDRAWN)
    closed = Q(directive__status=DirectiveStatus.ACCEPTED)
    late = Q(directive__status__in=sorted(WITH_ADDRESSEE), directive__due_on__lt=day)
    return {
        GapState.WITHOUT_DIRECTIVE: nobody,
        GapState.CLOSED: closed,
        GapState.OVERDUE: late,
        GapState.OPEN: Q(directive__isnull=False) & ~nobody & ~closed & ~late,
    }[GapState(state)]
