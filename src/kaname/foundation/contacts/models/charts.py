"""The chart as a whole: who answers for it, and where it hangs on paper."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet


class ContactChart(InstitutionRecord):
    """Who answers for the contact chart of a hospital; one row."""

    view_action = "contacts.view"

    keeper = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("連絡体制図の責任者")
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("連絡体制図")
        constraints = [models.UniqueConstraint(fields=["institution"], name="one_contact_chart")]

    def __str__(self) -> str:
        return str(_("連絡体制図"))

    def get_absolute_url(self) -> str:
        return reverse("contacts:chart")


class PaperCopy(InstitutionRecord):
    """A place where the chart hangs on paper. `digest` is what the chart said when the sheet was hung there."""

    view_action = "contacts.view"

    place = models.CharField(_("場所"), max_length=200)
    hung_on = models.DateField(_("掲げた日"))
    hung_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("掲げた人")
    )
    digest = models.CharField(max_length=64, editable=False)
    removed_on = models.DateField(_("外した日"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("紙の連絡体制図")
        ordering = ("place", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "place"],
                condition=Q(removed_on__isnull=True),
                name="one_paper_per_place",
                violation_error_message=_("同じ場所の紙が既にあります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    def get_absolute_url(self) -> str:
        return reverse("contacts:paper_list")
