"""To whom the hospital reports, by which way and by when; and the texts with which it announces."""

from __future__ import annotations

import re

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.contacts.choices import AnnouncementAudience, Recipient

PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class ReportingRoute(InstitutionRecord):
    """How one recipient is told: the way, by when in words, and who answers for it.

    `receiver` is whom the first internal report reaches. Source: 経営管理編 3.4.3 ①
    """

    view_action = "contacts.view"

    recipient = models.CharField(_("報告先"), max_length=40, choices=Recipient)
    channel = models.CharField(_("手段"), max_length=300, blank=True)
    deadline = models.CharField(_("期限"), max_length=300, blank=True)
    responsible = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("責任者"),
    )
    deputy = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代行する人"),
    )
    receiver = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("第一報が届く人"),
    )
    note = models.CharField(_("備考"), max_length=500, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("報告の経路")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "recipient"],
                name="one_route_per_recipient",
                violation_error_message=_("この報告先の経路は既に決まっています。"),
            ),
            models.CheckConstraint(
                condition=Q(receiver__isnull=True) | Q(recipient="FIRST_INTERNAL"),
                name="only_first_report_has_receiver",
                violation_error_message=_("届く人を決めるのは、院内の第一報だけです。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_recipient_display())

    def get_absolute_url(self) -> str:
        return reverse("contacts:route_list")


class AnnouncementTemplate(InstitutionRecord):
    """A text ready for the hour in which there is no time to find words; `{{hospital}}` and the like are filled in then.

    Each change is another version (`revision`); the ledger keeps what every version said. Source: 経営管理編 3.4.3 ②
    """

    view_action = "contacts.view"

    audience = models.CharField(_("だれに"), max_length=10, choices=AnnouncementAudience)
    title = models.CharField(_("題名"), max_length=200)
    body = models.TextField(_("本文"))
    written_on = models.DateField(_("この版の日"))
    written_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    retired_on = models.DateField(_("使うのをやめた日"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("公表の文案")
        ordering = ("audience", "title", "pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contacts:template_detail", args=[self.pk])

    @property
    def places(self) -> list[str]:
        """The names between {{ }}, each once, in the order in which they come."""
        return list(dict.fromkeys(PLACE.findall(f"{self.title}\n{self.body}")))
