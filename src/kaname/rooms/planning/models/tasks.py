"""Tasks of a safety plan, the reports on their progress, and requests to move or drop one.

Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.access.roles import GOVERNORS
from kaname.foundation.calendar import clock

from .plans import ADOPTED, LONG_TEXT, Plan, PlanMeasure, PlanStatus

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

FULL = 100
NOTE = [MaxLengthValidator(2_000)]


class TaskStatus(models.TextChoices):
    """Where a task stands. What the next plan takes over is its own task there."""

    OPEN = "OPEN", _("実施中")
    DONE = "DONE", _("完了")
    DROPPED = "DROPPED", _("中止")
    CARRIED_OVER = "CARRIED_OVER", _("次の計画へ")


class PlanTaskQuerySet(RecordQuerySet):
    """Tasks; whoever does not govern the hospital sees their own, of approved plans."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if person.roles & GOVERNORS:
            return rows
        return rows.filter(owner=person, plan__status__in=ADOPTED)

    def running(self) -> Self:
        """Open tasks of plans that are approved and not ended."""
        return self.filter(status=TaskStatus.OPEN, plan__status=PlanStatus.APPROVED)

    def overdue(self, on: date) -> Self:
        """Running tasks whose due day is past on this day."""
        return self.running().filter(due_on__lt=on)

    def with_names(self) -> Self:
        """With plan, heading and owner, as lists show them."""
        return self.select_related("plan", "measure", "owner")


class PlanTask(InstitutionRecord):
    """One thing to do in the plan's period. `approved_due_on` is the due day of the plan as it was approved."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks", editable=False)
    measure = models.ForeignKey(
        PlanMeasure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("施策"),
    )
    number = models.PositiveSmallIntegerField(_("番号"), editable=False)
    title = models.CharField(_("作業"), max_length=200)
    detail = models.TextField(_("内容"), validators=LONG_TEXT, blank=True)
    owner = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当者"),
    )
    starts_on = models.DateField(_("開始日"), null=True, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    approved_due_on = models.DateField(_("当初の期限"), null=True, blank=True, editable=False)
    cost_yen = models.PositiveBigIntegerField(_("費用（円）"), null=True, blank=True)
    obligation_id = models.CharField(_("遵守事項"), max_length=40, blank=True)
    progress_percent = models.PositiveSmallIntegerField(
        _("進捗"), default=0, validators=[MaxValueValidator(FULL)], editable=False
    )
    status = models.CharField(
        _("状態"), max_length=12, choices=TaskStatus, default=TaskStatus.OPEN, editable=False
    )
    done_on = models.DateField(_("完了日"), null=True, blank=True, editable=False)
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to", editable=False
    )
    search_key = models.CharField(max_length=800, editable=False, blank=True)

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("計画の作業")
        ordering = ("plan", "number")
        indexes = [
            models.Index(fields=["institution", "status", "due_on"], name="plan_task_by_due"),
            models.Index(fields=["owner", "status"], name="plan_task_by_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="one_task_per_number",
                violation_error_message=_("作業の番号が重なりました。もう一度保存してください。"),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="plan_task_due_after_start",
                violation_error_message=_("期限は、開始日以後の日にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(progress_percent__lte=FULL),
                name="plan_task_progress_percent",
                violation_error_message=_("進捗は0から100の間で入力してください。"),
            ),
            models.CheckConstraint(
                condition=Q(status=TaskStatus.DONE, done_on__isnull=False, progress_percent=FULL)
                | Q(~Q(status=TaskStatus.DONE), done_on__isnull=True, progress_percent__lt=FULL),
                name="plan_task_done_whole",
                violation_error_message=_("完了した作業には、完了日が要り、進捗は100%です。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}．{self.title}"

    def get_absolute_url(self) -> str:
        return reverse("planning:task_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status == TaskStatus.OPEN

    def is_overdue(self, on: date) -> bool:
        """Whether it is still to be done although its due day is past, in a plan that is running."""
        return self.is_open and self.plan.is_running and self.due_on is not None and self.due_on < on

    @property
    def is_late(self) -> bool:
        """Whether it is overdue today."""
        return self.is_overdue(clock.today())

    @property
    def was_moved(self) -> bool:
        """Whether its due day is another than the plan was approved with."""
        return self.approved_due_on is not None and self.due_on != self.approved_due_on


class OfTaskQuerySet(RecordQuerySet):
    """What belongs to a task: whoever sees the task sees it."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if person.roles & GOVERNORS:
            return rows
        return rows.filter(task__owner=person, task__plan__status__in=ADOPTED)


class PlanProgress(InstitutionRecord):
    """One report on a task: how far it is and what was done. Evidence is attached to this row."""

    task = models.ForeignKey(
        PlanTask, on_delete=models.PROTECT, related_name="reports", verbose_name=_("作業"), editable=False
    )
    percent = models.PositiveSmallIntegerField(_("進捗（%）"), validators=[MaxValueValidator(FULL)])
    note = models.TextField(_("行ったこと"), validators=NOTE)
    reported_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("報告した人")
    )
    reported_on = models.DateField(_("報告日"))

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("進捗の報告")
        ordering = ("task", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=FULL), name="plan_progress_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.task.title} {self.percent}%"

    def get_absolute_url(self) -> str:
        return f"{self.task.get_absolute_url()}#progress-{self.pk}"


class ChangeKind(models.TextChoices):
    """What is asked for a task of an approved plan."""

    RESCHEDULE = "RESCHEDULE", _("日程の変更")
    DROP = "DROP", _("作業の中止")


class ChangeStatus(models.TextChoices):
    """Where such a request stands."""

    REQUESTED = "REQUESTED", _("決裁待ち")
    APPROVED = "APPROVED", _("承認")
    REJECTED = "REJECTED", _("不承認")
    CLOSED = "CLOSED", _("取下げ・失効")


class PlanTaskChange(InstitutionRecord):
    """A request to move a task's due day, or to drop it, and what became of it. Both days stay on record."""

    task = models.ForeignKey(
        PlanTask, on_delete=models.PROTECT, related_name="changes", verbose_name=_("作業"), editable=False
    )
    kind = models.CharField(_("求めること"), max_length=10, choices=ChangeKind, editable=False)
    old_due_on = models.DateField(_("いまの期限"), editable=False)
    new_due_on = models.DateField(_("新しい期限"), null=True, blank=True)
    reason = models.TextField(_("理由"), validators=NOTE)
    requested_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("求めた人"),
        editable=False,
    )
    requested_on = models.DateField(_("求めた日"), editable=False)
    status = models.CharField(
        _("状態"), max_length=10, choices=ChangeStatus, default=ChangeStatus.REQUESTED, editable=False
    )
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("計画の作業の変更")
        ordering = ("task", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(status=ChangeStatus.REQUESTED),
                name="one_change_at_a_time",
                violation_error_message=_("この作業の変更は、既に決裁を待っています。"),
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.RESCHEDULE, new_due_on__isnull=False)
                | Q(kind=ChangeKind.DROP, new_due_on__isnull=True),
                name="plan_change_has_its_day",
                violation_error_message=_("日程の変更には、新しい期限が要ります。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.task.title}"

    def get_absolute_url(self) -> str:
        return f"{self.task.get_absolute_url()}#change-{self.pk}"
