"""What goes out: reports, notices and announcements, drawn from one fact sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.incidents.choices import ReportState
from kaname.rooms.incidents.clocks.rules import Rule, shipped_rules

from .facts import FactSheet
from .incident import Incident

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class IncidentReport(InstitutionRecord):
    """One report to one recipient: a draft that may change, then what was sent, frozen with its digest.

    `clock` is the duty it serves (an id of `clocks.yaml`); `sheet` the version of the facts it was made from; `serial`
    counts the reports of one duty (第1報 …).
    Source: 経営管理編 3.4.3 ①②, 個人情報保護法 第26条
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    clock = models.CharField(_("届け出"), max_length=40)
    serial = models.PositiveSmallIntegerField(_("第何報か"), default=1)
    sheet = models.ForeignKey(FactSheet, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(_("件名"), max_length=200)
    body = models.TextField(_("本文"))
    state = models.CharField(_("状態"), max_length=5, choices=ReportState, default=ReportState.DRAFT)
    drafted_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("送った時刻"), null=True, blank=True)
    sent_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(_("方法"), max_length=200, blank=True)
    recipient = models.CharField(_("相手"), max_length=200, blank=True)
    receipt = models.CharField(_("受付番号など"), max_length=200, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("事故の報告")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["incident", "clock", "serial"], name="one_report_per_serial"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", sent_at__isnull=True, sent_by__isnull=True, body_sha256="")
                | Q(state="SENT", sent_at__isnull=False, sent_by__isnull=False)
                & ~Q(body_sha256="")
                & ~Q(channel="")
                & ~Q(recipient=""),
                name="report_sent_whole",
                violation_error_message=_("送った時刻・人・方法・相手をそろえてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:report", args=[self.pk])

    @property
    def rule(self) -> Rule:
        """The duty it serves."""
        return shipped_rules().rules[self.clock]

    @property
    def is_sent(self) -> bool:
        return self.state == ReportState.SENT

    def may_be_attached_to(self, person: Person) -> bool:
        return self.is_sent and policy.may(person, "incidents.work")
