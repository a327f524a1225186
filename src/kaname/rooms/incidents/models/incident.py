"""An incident (事故), from the alarm to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.rooms.incidents.choices import Gravity, IncidentStatus, Precision

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class IncidentQuerySet(RecordQuerySet):
    """Incidents; who governs sees all of the hospital's, anybody else what they themselves reported."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, "incidents.view"):
            return rows
        return rows.filter(alarm_by=person) if policy.may(person, "incidents.alarm") else rows.none()

    def real(self) -> Self:
        """What happened; without exercises."""
        return self.filter(is_exercise=False)

    def running(self) -> Self:
        """Reported or being dealt with; no exercise."""
        return self.real().filter(status__in=(IncidentStatus.ALARM, IncidentStatus.OPEN))

    def major(self) -> Self:
        """Grave ones that were taken up, no exercise; what was not judged yet counts as grave."""
        taken_up = self.real().filter(status__in=(IncidentStatus.OPEN, IncidentStatus.CLOSED))
        return taken_up.exclude(severity=Gravity.MINOR)


class Incident(InstitutionRecord):
    """Something happened to the information systems, or may have.

    `occurred_at` is when it began, as far as is known; it may be corrected. `alarm_at` is when the hospital wrote it
    down; it never changes. `is_exercise`: it is played in a drill; no duty runs, nobody outside the drill is told.
    Source: 経営管理編 1.2.2, 3.4.3
    """

    number = models.CharField(_("番号"), max_length=12, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    serial = models.PositiveIntegerField(editable=False)
    is_exercise = models.BooleanField(_("訓練"), default=False, editable=False)
    title = models.CharField(_("件名"), max_length=120)
    status = models.CharField(_("状態"), max_length=10, choices=IncidentStatus, default=IncidentStatus.ALARM)
    severity = models.CharField(_("重大さ"), max_length=6, choices=Gravity, blank=True)
    what = models.TextField(_("何が起きているか"))
    place = models.CharField(_("どこで"), max_length=200, blank=True)
    occurred_at = models.DateTimeField(_("いつから"))
    occurred_precision = models.CharField(
        _("時刻の確かさ"), max_length=6, choices=Precision, default=Precision.ABOUT
    )
    occurred_source = models.CharField(_("時刻の根拠"), max_length=200, blank=True)
    system = models.ForeignKey(
        "assets.InformationSystem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("情報システム"),
    )
    alarm_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("知らせた人")
    )
    alarm_at = models.DateTimeField(_("知らせた時刻"))
    declared_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_at = models.DateTimeField(_("対応を始めた時刻"), null=True, blank=True)
    investigation_due_on = models.DateField(_("調査を終える日"), null=True, blank=True)
    dismissed_reason = models.CharField(_("事故ではない理由"), max_length=300, blank=True)
    closed_on = models.DateField(_("終結した日"), null=True, blank=True)
    closing = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("事故")
        ordering = ("-alarm_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "fiscal_year", "is_exercise", "serial"],
                name="one_incident_per_serial",
                violation_error_message=_(
                    "同時に知らせがあったため番号が重なりました。もう一度お試しください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    declared_by__isnull=True, declared_at__isnull=True, status__in=["ALARM", "DISMISSED"]
                )
                | Q(declared_by__isnull=False, declared_at__isnull=False),
                name="incident_declared_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="CLOSED", closed_on__isnull=False)
                & (Q(closing__isnull=False) | Q(is_exercise=True))
                | ~Q(status="CLOSED") & Q(closed_on__isnull=True, closing__isnull=True),
                name="incident_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="DISMISSED") & ~Q(dismissed_reason="")
                | ~Q(status="DISMISSED") & Q(dismissed_reason=""),
                name="incident_dismissed_with_reason",
                violation_error_message=_("事故ではないとする理由を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident_detail", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """Whether somebody has to deal with it."""
        return self.status in (IncidentStatus.ALARM, IncidentStatus.OPEN)

    @property
    def is_major(self) -> bool:
        """Grave, or not judged yet."""
        return self.severity != Gravity.MINOR

    def may_be_attached_to(self, person: Person) -> bool:
        return self.is_running and policy.may(person, "incidents.work")
