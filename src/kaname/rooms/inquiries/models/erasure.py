"""Requests to erase the personal text of inquiries whose retention is over; one decision for the whole list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.inquiries.choices import ErasureStatus

from .desks import PartOfDeskQuerySet


class ErasureRequest(InstitutionRecord):
    """A list of inquiries, by their numbers, whose personal text shall be erased for good."""

    numbers = models.JSONField(_("受付番号"), default=list)
    requested_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("起案者")
    )
    requested_on = models.DateField(_("起案日"))
    status = models.CharField(_("状態"), max_length=8, choices=ErasureStatus, default=ErasureStatus.WAITING)
    erased_on = models.DateField(_("消去した日"), null=True, blank=True)
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PartOfDeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("問合せの消去")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(status="ERASED", erased_on__isnull=False)
                | ~Q(status="ERASED") & Q(erased_on__isnull=True),
                name="erasure_erased_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}（{len(self.numbers)}）"

    def get_absolute_url(self) -> str:
        return reverse("inquiries:retention")
