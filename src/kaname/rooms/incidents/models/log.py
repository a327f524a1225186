"""The log (記録) of an incident: what happened when, and when that was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.incidents.choices import LineKind, Precision

from .incident import Incident

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class LogLine(InstitutionRecord):
    """One line. It never changes: a mistake is corrected by a line that names the one it corrects.

    `occurred_at` is when it happened, with how sure that is and who says so; `recorded_at` when it was written.
    `key` is the caller's own name for it, so that the same line sent twice is kept once. `inject` names what it answers
    in a drill.
    Source: 経営管理編 1.2.2 善後策 ①
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(_("種類"), max_length=10, choices=LineKind)
    text = models.TextField(_("内容"))
    occurred_at = models.DateTimeField(_("起きた時刻"))
    precision = models.CharField(_("時刻の確かさ"), max_length=6, choices=Precision, default=Precision.EXACT)
    source = models.CharField(_("誰から・何から"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("書いた時刻"), editable=False)
    recorded_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    item = models.ForeignKey(
        "incidents.PreservedItem", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=64, blank=True)
    inject = models.CharField(_("どの想定への対応か"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("事故の記録")
        ordering = ("occurred_at", "pk")
        indexes = [models.Index(fields=["incident", "occurred_at"], name="line_by_incident")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "key"], condition=~models.Q(key=""), name="one_line_per_key"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{self.incident.get_absolute_url()}#line-{self.pk}"

    def may_be_attached_to(self, person: Person) -> bool:
        return self.incident.is_running and policy.may(person, "incidents.work")
