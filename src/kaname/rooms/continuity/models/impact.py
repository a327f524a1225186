"""Business impact (業務影響分析): what happens to patients when a service goes without its systems, and for how long it can.

Source: 経営管理編 3.4.1 ①
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.calendar.durations import show_minutes
from kaname.rooms.continuity.choices import Band, Harm, OtherImpact

if TYPE_CHECKING:
    from datetime import date


class FunctionQuerySet(RecordQuerySet):
    """Care functions, the prioritised first."""

    def kept_on(self, day: date) -> Self:
        """Those that belong to the analysis on a day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def in_order(self) -> Self:
        """By priority; those without one last."""
        return self.order_by(models.F("priority").asc(nulls_last=True), "name", "pk")


class CareFunction(InstitutionRecord):
    """A service of the hospital (救急, 透析, 会計): how soon it must be back, and how it goes on meanwhile.

    `priority`: 1 is resumed first; None is not prioritised. `rto_minutes` is the target time to resume, `rpo_minutes` the
    span of data whose loss can be borne. `ends_on` is the last day on which it belongs to the analysis.
    """

    name = models.CharField(_("業務"), max_length=100)
    priority = models.PositiveSmallIntegerField(_("優先順位"), null=True, blank=True)
    owner = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("責任者"),
    )
    rto_minutes = models.PositiveIntegerField(_("目標復旧時間（RTO）"), null=True, blank=True)
    rpo_minutes = models.PositiveIntegerField(_("許容できる欠損（RPO）"), null=True, blank=True)
    fallback = models.TextField(
        _("システムなしでの続け方"), validators=[MaxLengthValidator(5_000)], blank=True
    )
    systems = models.ManyToManyField(
        "assets.InformationSystem",
        through="continuity.FunctionSystem",
        related_name="+",
        verbose_name=_("支える情報システム"),
    )
    starts_on = models.DateField(_("加えた日"), editable=False)
    ends_on = models.DateField(_("最後の日"), null=True, blank=True, editable=False)
    end_reason = models.CharField(_("外した理由"), max_length=300, blank=True)

    objects = FunctionQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("業務")
        ordering = ("priority", "name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=Q(ends_on__isnull=True),
                name="one_care_function_per_name",
                violation_error_message=_("同じ名前の業務が既にあります。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("continuity:function_detail", args=[self.pk])

    @property
    def rto(self) -> str:
        """In words."""
        return show_minutes(self.rto_minutes)

    @property
    def rpo(self) -> str:
        """In words."""
        return show_minutes(self.rpo_minutes)


class BandImpact(InstitutionRecord):
    """What happens in one band of time: to patients first, then otherwise."""

    function = models.ForeignKey(
        CareFunction, on_delete=models.CASCADE, related_name="impacts", verbose_name=_("業務")
    )
    band = models.CharField(_("時間"), max_length=8, choices=Band)
    harm = models.CharField(_("患者への影響"), max_length=8, choices=Harm, default=Harm.NONE)
    other = models.CharField(_("そのほかの影響"), max_length=8, choices=OtherImpact, default=OtherImpact.NONE)
    note = models.CharField(_("内容"), max_length=300, blank=True)

    objects = RecordQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("時間ごとの影響")
        ordering = ("function", "pk")
        constraints = [
            models.UniqueConstraint(fields=["function", "band"], name="one_impact_per_band"),
        ]

    def __str__(self) -> str:
        return f"{self.function}：{self.get_band_display()}"


class FunctionSystem(InstitutionRecord):
    """That a service rests on an information system."""

    function = models.ForeignKey(
        CareFunction, on_delete=models.CASCADE, related_name="links", verbose_name=_("業務")
    )
    system = models.ForeignKey(
        "assets.InformationSystem", on_delete=models.PROTECT, related_name="+", verbose_name=_("情報システム")
    )
    since = models.DateField(_("加えた日"), editable=False)

    objects = RecordQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("業務を支える情報システム")
        ordering = ("function", "pk")
        constraints = [
            models.UniqueConstraint(fields=["function", "system"], name="one_link_per_function_and_system"),
        ]

    def __str__(self) -> str:
        return f"{self.function}：{self.system}"
