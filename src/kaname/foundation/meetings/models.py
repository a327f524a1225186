"""Meetings (会議) with attendance, agenda and minutes (議事録).

A meeting is planned, held, and its minutes are confirmed by the chair; from then on they never change, and what was
wrong is put right by an addendum. What a meeting orders is a Directive whose origin is the meeting, what it asks an
executive to decide is a Decision about it.
Source: 経営管理編 1.2.1 管理責任 ②, 見直し・改善 ②.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.access.roles import GOVERNORS

from .kinds import get_kind

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

LONG = [MaxLengthValidator(20_000)]


class MeetingStatus(models.TextChoices):
    """Where a meeting stands."""

    PLANNED = "PLANNED", _("予定")
    HELD = "HELD", _("議事録を作成中")
    CLOSED = "CLOSED", _("議事録を確定")
    CANCELLED = "CANCELLED", _("取りやめ")


S = MeetingStatus


class MeetingQuerySet(RecordQuerySet):
    """Meetings; governors see all of their hospital's, others those to which they were called."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if person.roles & GOVERNORS:
            return rows
        return rows.filter(
            Q(chair=person)
            | Q(secretary=person)
            | Q(pk__in=Attendance.objects.of(person.institution).filter(person=person).values("meeting"))
        )

    def held(self) -> Self:
        """Those that took place."""
        return self.filter(status__in=[S.HELD, S.CLOSED])

    def about(self, subject: str) -> Self:
        """Those of one committee or other record, by its reference."""
        return self.filter(subject=subject)


class Meeting(InstitutionRecord):
    """One meeting. `number` runs by fiscal year; `subject` is the reference of what meets (a committee).

    `inputs` are the sections put before it, frozen when it was held; `orders` the directives it gave and `digest` the
    fingerprint of the minutes, both as the chair confirmed them.
    """

    number = models.CharField(_("番号"), max_length=12, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    sequence = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("種類"), max_length=60)
    subject = models.CharField(max_length=100, blank=True, editable=False, db_index=True)
    title = models.CharField(_("会議名"), max_length=200)
    planned_on = models.DateField(_("予定日"))
    held_on = models.DateField(_("開催日"), null=True, blank=True)
    begins = models.TimeField(_("開始"), null=True, blank=True)
    ends = models.TimeField(_("終了"), null=True, blank=True)
    place = models.CharField(_("場所"), max_length=200, blank=True)
    chair = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("議長")
    )
    secretary = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("書記"),
    )
    status = models.CharField(_("状態"), max_length=10, choices=MeetingStatus, default=S.PLANNED)
    inputs = models.JSONField(default=list, blank=True, editable=False)
    result = models.TextField(_("会議の結論"), validators=LONG, blank=True)
    closed_at = models.DateTimeField(_("議事録を確定した日時"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("議事録を確定した人"),
    )
    orders = models.JSONField(default=list, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    cancel_reason = models.CharField(_("取りやめの理由"), max_length=300, blank=True)

    objects = MeetingQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("会議")
        ordering = ("-fiscal_year", "-sequence")
        indexes = [models.Index(fields=["institution", "kind", "held_on"], name="meeting_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "fiscal_year", "sequence"],
                name="one_meeting_per_number",
                violation_error_message=_("会議の番号が重なりました。もう一度保存してください。"),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[S.HELD, S.CLOSED], held_on__isnull=False)
                | Q(status__in=[S.PLANNED, S.CANCELLED], held_on__isnull=True),
                name="meeting_held_on_when_held",
                violation_error_message=_("開いた会議には開催日が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(status=S.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                & ~Q(digest="")
                & ~Q(result="")
                | Q(~Q(status=S.CLOSED), closed_at__isnull=True, closed_by__isnull=True, digest=""),
                name="meeting_minutes_whole",
                violation_error_message=_("会議の結論を入力してから、議事録を確定してください。"),
            ),
            models.CheckConstraint(
                condition=Q(status=S.CANCELLED) & ~Q(cancel_reason="")
                | Q(~Q(status=S.CANCELLED), cancel_reason=""),
                name="meeting_cancelled_with_reason",
                violation_error_message=_("取りやめる理由を入力してください。"),
            ),
            models.CheckConstraint(
                condition=Q(begins__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("begins")),
                name="meeting_ends_after_begins",
                violation_error_message=_("終了の時刻は、開始より後にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return get_kind(self.kind).page_of(self) or reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def day(self) -> date:
        """The day it was held, or is to be."""
        return self.held_on or self.planned_on

    @property
    def kind_label(self) -> str:
        """What kind of meeting it is, in words."""
        return str(get_kind(self.kind).label)

    @property
    def is_open(self) -> bool:
        """Whether its minutes may still change."""
        return self.status in (S.PLANNED, S.HELD)


class MeetingPart(InstitutionRecord):
    """What belongs to one meeting."""

    view_action = "meetings.view"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.meeting.get_absolute_url()


class Attendance(MeetingPart):
    """Somebody who was called to a meeting, in what capacity, and whether they came (empty: not yet recorded)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("出席者")
    )
    capacity = models.CharField(_("立場"), max_length=100, blank=True)
    present = models.BooleanField(_("出席"), null=True, blank=True)

    class Meta:
        verbose_name = _("会議の出席")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="one_meeting_attendance_per_person",
                violation_error_message=_("同じ人が二度選ばれています。"),
            )
        ]

    def __str__(self) -> str:
        return self.person.name


class AgendaItem(MeetingPart):
    """One item of the agenda, with what was said and what was concluded (Markdown)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField(_("順"))
    topic = models.CharField(_("議題"), max_length=200)
    discussion = models.TextField(_("話し合ったこと"), validators=LONG, blank=True)
    conclusion = models.TextField(_("決まったこと"), validators=LONG, blank=True)

    class Meta:
        verbose_name = _("議題")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="one_agenda_item_per_place")]

    def __str__(self) -> str:
        return self.topic

    def as_json(self) -> dict[str, Any]:
        """What the minutes say of it."""
        return {"topic": self.topic, "discussion": self.discussion, "conclusion": self.conclusion}


class Addendum(MeetingPart):
    """What was put right after the minutes were confirmed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(_("追記"), validators=LONG)
    added_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("追記した日時"))

    class Meta:
        verbose_name = _("議事録への追記")
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.text[:40]
