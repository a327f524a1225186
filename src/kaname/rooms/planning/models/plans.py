"""The yearly safety plan (安全管理計画): its aims and goals, and its tasks under headings.

An executive approves the plan as a whole; from then on its tasks move to another day, or are dropped, only by decision.
Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.access.roles import GOVERNORS
from kaname.foundation.calendar.era import fiscal_year_label

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

LONG_TEXT = [MaxLengthValidator(10_000)]


class PlanStatus(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "DRAFT", _("作成中")
    REQUESTED = "REQUESTED", _("承認待ち")
    APPROVED = "APPROVED", _("実施中")
    ENDED = "ENDED", _("終了")


ADOPTED = (PlanStatus.APPROVED, PlanStatus.ENDED)


class PlanQuerySet(RecordQuerySet):
    """Plans; whoever does not govern the hospital sees their own tasks, not the plan."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if person.roles & GOVERNORS else rows.none()

    def adopted(self) -> Self:
        """Approved ones, whether or not they have ended."""
        return self.filter(status__in=ADOPTED)


class Plan(InstitutionRecord):
    """What the hospital sets out to do for its safety management in one period, usually a fiscal year."""

    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("計画の名称"), max_length=200)
    starts_on = models.DateField(_("期間の初日"))
    ends_on = models.DateField(_("期間の末日"))
    aims = models.TextField(_("基本方針"), validators=LONG_TEXT, blank=True)
    status = models.CharField(_("状態"), max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT)
    drafted_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("作成した人"),
        editable=False,
    )
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("前の計画")
    )
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    approved_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承認者"),
        editable=False,
    )
    approved_on = models.DateField(_("承認日"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("終えた日"), null=True, blank=True, editable=False)
    review = models.TextField(_("振り返り"), validators=LONG_TEXT, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("安全管理計画")
        ordering = ("-starts_on", "-pk")
        indexes = [models.Index(fields=["institution", "status", "starts_on"], name="plan_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message=_("期間の末日は、初日以後の日にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ADOPTED, approved_by__isnull=False, approved_on__isnull=False)
                | Q(~Q(status__in=ADOPTED), approved_by__isnull=True, approved_on__isnull=True),
                name="plan_approved_whole",
                violation_error_message=_("承認された計画には、承認した経営層と承認日が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.ENDED, ended_on__isnull=False)
                | Q(~Q(status=PlanStatus.ENDED), ended_on__isnull=True),
                name="plan_ended_on_when_ended",
                violation_error_message=_("終えた計画には、終えた日が要ります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:plan_detail", args=[self.pk])

    @property
    def fiscal_year_label(self) -> str:
        """令和8年度."""
        return fiscal_year_label(self.fiscal_year)

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written."""
        return self.status == PlanStatus.DRAFT

    @property
    def is_running(self) -> bool:
        """Whether it is approved and not ended."""
        return self.status == PlanStatus.APPROVED

    @property
    def is_adopted(self) -> bool:
        """Whether an executive approved it."""
        return self.status in ADOPTED

    def covers(self, day: date) -> bool:
        """Whether the day lies in its period."""
        return self.starts_on <= day <= self.ends_on


class PartQuerySet(RecordQuerySet):
    """Parts of a plan: whoever sees the plan sees them."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if person.roles & GOVERNORS else rows.none()


class PlanGoal(InstitutionRecord):
    """What the plan wants to reach, how it is measured, and in the end what was reached."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals", editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    statement = models.CharField(_("目標"), max_length=300)
    measure = models.CharField(_("測り方"), max_length=300, blank=True)
    target = models.CharField(_("目標値"), max_length=100, blank=True)
    result = models.CharField(_("実績"), max_length=300, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("計画の目標")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#goals"


class PlanMeasure(InstitutionRecord):
    """A heading (施策) under which tasks stand together."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures", editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    title = models.CharField(_("施策"), max_length=200)
    note = models.TextField(_("ねらい"), validators=LONG_TEXT, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("施策")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "title"],
                name="one_measure_per_title",
                violation_error_message=_("同じ名前の施策が既にあります。"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#measure-{self.pk}"
