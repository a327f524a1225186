"""Desks (窓口) to which patients and others can turn, and the notices that make them known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.rooms.inquiries.choices import Audience, NoticePlace

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class DeskQuerySet(RecordQuerySet):
    """Desks; whoever may enter an inquiry sees them, too."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        seen = policy.may(person, "inquiries.enter") or policy.may(person, "inquiries.view")
        return rows if seen else rows.none()

    def open_on(self, day: date) -> Self:
        """Those that are open on a day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class ContactPoint(InstitutionRecord):
    """A desk: who answers for it, and the channels by which it is reached. `ends_on` is its last day.

    `slug` is the address of its public form: printed on the poster, and not to be guessed.
    Source: 経営管理編 1.2.1 説明責任 ②
    """

    name = models.CharField(_("窓口の名前"), max_length=100)
    audience = models.CharField(
        _("だれのための窓口か"), max_length=10, choices=Audience, default=Audience.PATIENTS
    )
    responsible = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("責任者")
    )
    deputy = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代行する人"),
    )
    phone = models.CharField(_("電話"), max_length=60, blank=True)
    email = models.EmailField(_("メール"), blank=True)
    place = models.CharField(_("窓口の場所"), max_length=200, blank=True)
    hours = models.CharField(_("受付時間"), max_length=200, blank=True)
    has_public_form = models.BooleanField(_("ウェブの受付を開く"), default=False)
    slug = models.CharField(_("ウェブの受付の記号"), max_length=24, unique=True, editable=False)
    starts_on = models.DateField(_("開設日"))
    ends_on = models.DateField(_("最後の日"), null=True, blank=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("窓口")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=Q(ends_on__isnull=True),
                name="one_contact_point_per_name",
                violation_error_message=_("同じ名前の窓口が既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="contact_point_ends_after_start",
                violation_error_message=_("最後の日は、開設日と同じ日か、その後にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("responsible")),
                name="contact_point_deputy_is_another",
                violation_error_message=_("代行する人は、責任者とは別の人にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("inquiries:desk_detail", args=[self.pk])

    @property
    def channels(self) -> list[tuple[str, str]]:
        """By which ways it is reached, each with its word."""
        ways = [
            (_now("電話"), self.phone),
            (_now("メール"), self.email),
            (_now("場所"), self.place),
            (_now("ウェブの受付"), self.public_path if self.has_public_form else ""),
        ]
        return [(word, value) for word, value in ways if value]

    @property
    def has_channel(self) -> bool:
        return bool(self.phone or self.email or self.place or self.has_public_form)

    @property
    def public_path(self) -> str:
        """The address of its public form within this site."""
        return reverse("inquiries:public_form", args=[self.slug])

    def is_open_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class PartOfDeskQuerySet(RecordQuerySet):
    """What hangs on a desk: seen by whoever sees the room."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "inquiries.view") else rows.none()


class NoticeConfirmation(InstitutionRecord):
    """Somebody looked whether a desk is announced, and kept a photo or the address of the page."""

    contact_point = models.ForeignKey(ContactPoint, on_delete=models.PROTECT, related_name="notices")
    where = models.CharField(_("掲示した所"), max_length=10, choices=NoticePlace)
    confirmed_on = models.DateField(_("確かめた日"))
    confirmed_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("確かめた人")
    )
    url = models.URLField(_("ページのアドレス"), max_length=500, blank=True)
    photo_name = models.CharField(_("写真のファイル名"), max_length=255, blank=True, editable=False)
    note = models.CharField(_("備考"), max_length=300, blank=True)

    objects = PartOfDeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("掲示の確認")
        ordering = ("-confirmed_on", "-pk")

    def __str__(self) -> str:
        return f"{self.contact_point.name}：{self.get_where_display()}"

    def get_absolute_url(self) -> str:
        return self.contact_point.get_absolute_url()
