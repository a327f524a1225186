"""Appointments (辞令): who holds which role of the guideline, from when to when, and to whom they report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.rooms.organisation.roles import ACCESS_ROLE, AppointmentRole

from .periods import Period, PeriodQuerySet, ends_after_start

if TYPE_CHECKING:
    from kaname.foundation.access.roles import Role


class AppointmentStatus(models.TextChoices):
    """Where an appointment stands. `ENDED` means that its end was recorded; its last day may still be to come."""

    PROPOSED = "PROPOSED", _("承認待ち")
    IN_FORCE = "IN_FORCE", _("任命")
    ENDED = "ENDED", _("終了")
    REJECTED = "REJECTED", _("不承認・取下げ")


APPROVED = (AppointmentStatus.IN_FORCE, AppointmentStatus.ENDED)

# What an approved letter of appointment says for ever; a change is a new appointment.
FIXED_FIELDS = (
    "role",
    "person_id",
    "duties",
    "authority",
    "starts_on",
    "approved_by_id",
    "approved_on",
    "decision_id",
)


class AppointmentQuerySet(PeriodQuerySet):
    """Appointments with the people they name."""

    def approved(self) -> Self:
        """Those that an executive approved, whether or not they have ended."""
        return self.filter(status__in=APPROVED)

    def current_on(self, day: date) -> Self:
        """Approved ones whose period covers a day; whether the person is still here is another question."""
        return self.approved().on(day)

    def with_people(self) -> Self:
        return self.select_related("person", "deputy", "approved_by", "proposed_by", "reports_to__person")


class Appointment(Period):
    """One letter of appointment. `reports_to` None means the executives: this line is not the personnel chart.

    Source: 経営管理編 1.2.1 管理責任 ①, 3.1.2 ②③
    """

    number = models.CharField(_("番号"), max_length=12, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    serial = models.PositiveIntegerField(editable=False)
    role = models.CharField(_("役割"), max_length=30, choices=AppointmentRole)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("任命する人")
    )
    deputy = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代行する人"),
    )
    duties = models.TextField(_("職務"))
    authority = models.TextField(_("権限"))
    reports_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("報告先")
    )
    status = models.CharField(
        _("状態"), max_length=10, choices=AppointmentStatus, default=AppointmentStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("起案者"), editable=False
    )
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承認者")
    )
    approved_on = models.DateField(_("承認日"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("前任の辞令"),
    )
    end_reason = models.CharField(_("終了の理由"), max_length=300, blank=True)
    letter_name = models.CharField(_("任命書のファイル名"), max_length=255, blank=True, editable=False)
    letter_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    letter_on = models.DateField(_("任命書を添付した日"), null=True, blank=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("辞令")
        indexes = [
            models.Index(fields=["institution", "status", "role"], name="appointment_by_role"),
            models.Index(fields=["institution", "person"], name="appointment_by_person"),
        ]
        constraints = [
            ends_after_start("appointment_ends_after_start"),
            models.UniqueConstraint(
                fields=["institution", "fiscal_year", "serial"],
                name="one_appointment_per_serial",
                violation_error_message=_("同時に作られたため番号が重なりました。もう一度お試しください。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["IN_FORCE", "ENDED"], approved_by__isnull=False, approved_on__isnull=False
                )
                | Q(status__in=["PROPOSED", "REJECTED"], approved_by__isnull=True, approved_on__isnull=True),
                name="appointment_approved_whole",
                violation_error_message=_("任命には、承認した経営層と承認日がそろっている必要があります。"),
            ),
            models.CheckConstraint(
                condition=Q(status="ENDED", ends_on__isnull=False) & ~Q(end_reason="")
                | ~Q(status="ENDED") & Q(end_reason=""),
                name="appointment_ended_whole",
                violation_error_message=_("終了には、最後の日と理由が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(letter_sha256="", letter_name="", letter_on__isnull=True)
                | Q(letter_on__isnull=False) & ~Q(letter_sha256="") & ~Q(letter_name=""),
                name="appointment_letter_whole",
            ),
            models.CheckConstraint(
                condition=~Q(duties="") & ~Q(authority=""),
                name="appointment_says_duties",
                violation_error_message=_("職務と権限を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("person")),
                name="appointment_deputy_is_another",
                violation_error_message=_("代行する人は、本人とは別の人にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(reports_to__isnull=True) | ~Q(reports_to=F("id")),
                name="appointment_reports_to_another",
                violation_error_message=_("報告先を自分自身にはできません。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}：{self.person.name}"

    def get_absolute_url(self) -> str:
        return reverse("organisation:appointment_detail", args=[self.pk])

    def clean(self) -> None:
        """Refuse any change of what was approved."""
        if self._state.adding:
            return
        stored = type(self)._base_manager.get(pk=self.pk)
        changed = any(getattr(stored, name) != getattr(self, name) for name in FIXED_FIELDS)
        if stored.status in APPROVED and changed:
            raise ValidationError(_("承認された辞令は変えられません。終了して、新しい辞令を作ってください。"))

    @property
    def is_approved(self) -> bool:
        return self.status in APPROVED

    @property
    def access_role(self) -> Role | None:
        """The role in Kaname that the holder gets, if any."""
        return ACCESS_ROLE.get(self.role)

    def is_current_on(self, day: date) -> bool:
        """Whether it is approved, its period covers the day and its holder is still here."""
        return self.is_approved and self.holds_on(day) and self.person.is_active_on(day)

    @property
    def last_day(self) -> date | None:
        """The last day on which it can count: its own or its holder's, whichever comes first."""
        days = [d for d in (self.ends_on, self.person.ends_on) if d]
        return min(days) if days else None

    @property
    def first_day(self) -> date:
        """The first day on which it can count."""
        return max(self.starts_on, self.person.starts_on)
