"""The structured part of the continuity plan: its parts with since when each is as it is, and the five phases' items.

The plan's text is the controlled document of type CONTINUITY_PLAN, which the documents room keeps.
Source: 経営管理編 3.4.1 ①
"""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.rooms.continuity.choices import PartKey, PhaseStatus


class PlanPart(InstitutionRecord):
    """One part of the plan, as it was from `starts_on` to the last day before the next wording (`ends_on`)."""

    key = models.CharField(_("項目"), max_length=24, choices=PartKey)
    text = models.TextField(_("内容"), validators=[MaxLengthValidator(5_000)], blank=True)
    person = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("人"),
    )
    starts_on = models.DateField(_("この内容になった日"))
    ends_on = models.DateField(_("最後の日"), null=True, blank=True)
    changed_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )

    objects = RecordQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("BCPの項目")
        ordering = ("key", "starts_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "key"],
                condition=Q(ends_on__isnull=True),
                name="one_present_wording_per_part",
                violation_error_message=_("この項目は、ほかの人が先に変えました。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="plan_part_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())

    def get_absolute_url(self) -> str:
        return f"{reverse('continuity:plan')}#part-{self.key}"


class PhaseCheck(InstitutionRecord):
    """Whether the plan settles an item of the five phases (平時・検知・初動・復旧・事後), where, and who looked when."""

    item = models.CharField(_("項目"), max_length=12)
    status = models.CharField(_("状態"), max_length=16, choices=PhaseStatus)
    place = models.CharField(_("BCPの箇所"), max_length=200, blank=True)
    owner = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当者"),
    )
    checked_on = models.DateField(_("確かめた日"))
    note = models.CharField(_("備考"), max_length=500, blank=True)

    objects = RecordQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("五つの段階の確認")
        ordering = ("item",)
        constraints = [
            models.UniqueConstraint(fields=["institution", "item"], name="one_check_per_phase_item"),
            models.CheckConstraint(
                condition=~Q(status="SETTLED") | ~Q(place=""),
                name="settled_item_names_its_place",
                violation_error_message=_("策定済みの項目には、BCPのどこにあるかを書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.item

    def get_absolute_url(self) -> str:
        return f"{reverse('continuity:plan')}#item-{self.item}"
