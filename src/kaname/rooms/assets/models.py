"""The register of information systems (情報システム): what the hospital runs on, and who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet

from .choices import Criticality, Placement, RemoteMaintenance

if TYPE_CHECKING:
    from datetime import date

    from kaname.foundation.access.models import Person


class SystemQuerySet(RecordQuerySet):
    """Systems; who governs and who runs them may read the register."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "assets.view") else rows.none()

    def in_use_on(self, day: date) -> Self:
        """Those that run on a day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class InformationSystem(InstitutionRecord):
    """A system as people speak of it (電子カルテ, 検査部門システム), not the machines it runs on.

    `ends_on` is its last day of use. `vendor_name` is whoever maintains it; empty: the hospital itself.
    Source: 経営管理編 3.4.1 ①②, 3.4.2 ①
    """

    number = models.CharField(_("管理番号"), max_length=20)
    name = models.CharField(_("名称"), max_length=100)
    purpose = models.CharField(_("用途"), max_length=300)
    owner = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("管理者"),
    )
    department = models.ForeignKey(
        "organisation.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("所管部門"),
    )
    vendor_name = models.CharField(_("事業者"), max_length=200, blank=True)
    criticality = models.CharField(_("診療上の重要度"), max_length=10, choices=Criticality)
    placement = models.CharField(_("設置"), max_length=12, choices=Placement, default=Placement.ON_PREMISES)
    location = models.CharField(_("所在"), max_length=200, blank=True)
    holds_patient_data = models.BooleanField(_("患者の情報を扱う"), default=True)
    remote_maintenance = models.CharField(
        _("リモート保守"), max_length=10, choices=RemoteMaintenance, default=RemoteMaintenance.UNKNOWN
    )
    remote_path = models.CharField(_("リモート保守の経路"), max_length=300, blank=True)
    note = models.TextField(_("備考"), blank=True)
    starts_on = models.DateField(_("使い始めた日"))
    ends_on = models.DateField(_("最後の日"), null=True, blank=True)
    end_reason = models.CharField(_("使うのをやめた理由"), max_length=300, blank=True)
    search_key = models.CharField(max_length=900, editable=False, blank=True)

    objects = SystemQuerySet.as_manager()
    ledger_omit = frozenset({"search_key"})

    class Meta:
        verbose_name = _("情報システム")
        ordering = ("number", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"],
                name="one_system_per_number",
                violation_error_message=_("同じ管理番号の情報システムが既にあります。"),
            ),
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=Q(ends_on__isnull=True),
                name="one_system_in_use_per_name",
                violation_error_message=_("同じ名称の情報システムが既に使われています。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason="")
                | Q(ends_on__isnull=False, ends_on__gte=models.F("starts_on")) & ~Q(end_reason=""),
                name="system_ended_whole",
                violation_error_message=_("最後の日は使い始めた日より後にし、理由を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(remote_path="") | Q(remote_maintenance__in=["ON_REQUEST", "ALWAYS"]),
                name="system_path_needs_maintenance",
                violation_error_message=_("経路は、リモート保守があるときだけ書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assets:system_detail", args=[self.pk])

    @property
    def is_vital(self) -> bool:
        """Whether care stops with it."""
        return self.criticality == Criticality.VITAL

    def is_in_use_on(self, day: date) -> bool:
        """Whether it runs on a day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
