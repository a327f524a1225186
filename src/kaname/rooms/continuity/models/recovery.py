"""Recovery procedures (復旧手順), one per system, in versions that an executive approves.

What was approved never changes: a change is a new draft, and the approved version serves until its successor is approved.
Source: 経営管理編 3.4.1 ②
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.calendar.durations import show_minutes
from kaname.rooms.continuity.choices import ProcedureStatus

if TYPE_CHECKING:
    from datetime import date

S = ProcedureStatus
OPEN = (S.DRAFT, S.REQUESTED)
ADOPTED = (S.APPROVED, S.SUPERSEDED)


class ProcedureQuerySet(RecordQuerySet):
    """Versions of recovery procedures."""

    def in_force_on(self, day: date) -> Self:
        """The approved versions that serve on a day."""
        rows = self.filter(status__in=ADOPTED, approved_on__lte=day)
        return rows.filter(Q(superseded_on__isnull=True) | Q(superseded_on__gt=day))


class RecoveryProcedure(InstitutionRecord):
    """One version of how a system is brought back.

    `order`: systems with a smaller number are recovered first. `superseded_on` is the day from which a successor serves.
    """

    system = models.ForeignKey(
        "assets.InformationSystem", on_delete=models.PROTECT, related_name="+", verbose_name=_("情報システム")
    )
    version = models.PositiveSmallIntegerField(_("版"), default=1, editable=False)
    order = models.PositiveSmallIntegerField(_("復旧の順番"), default=1, validators=[MinValueValidator(1)])
    steps = models.TextField(_("手順"), validators=[MaxLengthValidator(20_000)], blank=True)
    cleanness = models.TextField(_("再開の前の確かめ方"), validators=[MaxLengthValidator(5_000)], blank=True)
    responsible = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("責任者")
    )
    rto_minutes = models.PositiveIntegerField(_("目標復旧時間（RTO）"), null=True, blank=True)
    rpo_minutes = models.PositiveIntegerField(_("許容できる欠損（RPO）"), null=True, blank=True)
    next_review_on = models.DateField(_("見直しの期限"), null=True, blank=True)
    change_note = models.CharField(_("変えたところ"), max_length=500, blank=True)
    dependencies = models.ManyToManyField(
        "assets.InformationSystem",
        through="continuity.ProcedureDependency",
        related_name="+",
        verbose_name=_("先に要る情報システム"),
    )
    status = models.CharField(_("状態"), max_length=10, choices=ProcedureStatus, default=S.DRAFT)
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承認の決裁"),
        editable=False,
    )
    approved_on = models.DateField(_("承認日"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承認者"),
        editable=False,
    )
    superseded_on = models.DateField(_("次の版の承認日"), null=True, blank=True, editable=False)

    objects = ProcedureQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("復旧手順")
        ordering = ("order", "system", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "version"],
                name="one_procedure_per_version",
                violation_error_message=_("ほかの人が先に次の版を作りました。新しい版を開いてください。"),
            ),
            models.UniqueConstraint(
                fields=["system"],
                condition=Q(status__in=["DRAFT", "REQUESTED"]),
                name="one_open_procedure_per_system",
                violation_error_message=_(
                    "この情報システムの復旧手順には、書きかけか承認待ちの版があります。"
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["APPROVED", "SUPERSEDED"])
                | Q(approved_on__isnull=False, approved_by__isnull=False, next_review_on__isnull=False),
                name="approved_procedure_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["institution", "status"], name="procedure_by_status")]

    def __str__(self) -> str:
        return _t("%(system)sの復旧手順 第%(n)s版") % {"system": self.system.name, "n": self.version}

    def get_absolute_url(self) -> str:
        return reverse("continuity:procedure_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written."""
        return self.status == S.DRAFT

    @property
    def rto(self) -> str:
        """In words."""
        return show_minutes(self.rto_minutes)

    @property
    def rpo(self) -> str:
        """In words."""
        return show_minutes(self.rpo_minutes)


class ProcedureDependency(InstitutionRecord):
    """That another system must run before this procedure can be followed."""

    procedure = models.ForeignKey(
        RecoveryProcedure, on_delete=models.CASCADE, related_name="links", verbose_name=_("復旧手順")
    )
    system = models.ForeignKey(
        "assets.InformationSystem",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("先に要る情報システム"),
    )

    objects = RecordQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("復旧の前提")
        ordering = ("procedure", "pk")
        constraints = [
            models.UniqueConstraint(fields=["procedure", "system"], name="one_dependency_per_system"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure}：{self.system}"
