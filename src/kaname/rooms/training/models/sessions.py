"""In-person sessions (集合研修) and who was there, by signature or by phone."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord

from .choices import AttendanceWay, SessionStatus
from .courses import Course, Material
from .querysets import PersonalQuerySet, SessionQuerySet

# No letter or digit that is mistaken for another on paper or on a projector.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12


def new_sign_in_secret() -> str:
    """What the QR code of a session holds, and what is typed where no camera is: 59 bits that nobody guesses."""
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))


class Session(InstitutionRecord):
    """A course given to people in one place. Its completions are recorded when it is closed."""

    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("講座")
    )
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+", verbose_name=_("教材"))
    held_on = models.DateField(_("実施日"))
    starts = models.TimeField(_("開始"))
    ends = models.TimeField(_("終了"))
    place = models.CharField(_("場所"), max_length=100)
    teacher = models.CharField(_("講師"), max_length=100)
    status = models.CharField(_("状態"), max_length=10, choices=SessionStatus, default=SessionStatus.PLANNED)
    closed_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("締め切った人"),
    )
    closed_on = models.DateField(_("締め切った日"), null=True, blank=True)
    note = models.TextField(_("備考"), blank=True)
    sign_in_secret = models.CharField(max_length=64, default=new_sign_in_secret, editable=False)
    sign_in_open = models.BooleanField(_("受付中"), default=False)

    objects = SessionQuerySet.as_manager()
    ledger_omit = frozenset({"sign_in_secret"})

    class Meta:
        verbose_name = _("集合研修")
        indexes = [models.Index(fields=["institution", "held_on"], name="session_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["sign_in_secret"], name="one_session_per_secret"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="session_ends_after_start",
                violation_error_message=_("終了の時刻は、開始より後にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(status="CLOSED", closed_by__isnull=False, closed_on__isnull=False)
                | ~Q(status="CLOSED") & Q(closed_by__isnull=True, closed_on__isnull=True),
                name="session_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(sign_in_open=False) | Q(status="HELD"), name="session_open_while_held"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course.title}（{self.held_on.isoformat()}）"

    def get_absolute_url(self) -> str:
        return reverse("training:session_detail", args=[self.pk])

    @property
    def code(self) -> str:
        """The secret as it is typed: in fours."""
        return "-".join(self.sign_in_secret[i : i + 4] for i in range(0, len(self.sign_in_secret), 4))

    @property
    def is_running(self) -> bool:
        """Whether who was there may still be written down."""
        return self.status in (SessionStatus.PLANNED, SessionStatus.HELD)

    def takes_sign_ins_on(self, day: date) -> bool:
        """Whether people sign in by phone now: on its day, between opening and closing."""
        return self.sign_in_open and self.held_on == day


class Attendance(InstitutionRecord):
    """Somebody was at a session. `name` and `number` are as written where the person is not (yet) recognised."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("氏名（書かれたまま）"), max_length=100, blank=True)
    number = models.CharField(_("職員番号（書かれたまま）"), max_length=40, blank=True)
    way = models.CharField(_("受付の方法"), max_length=8, choices=AttendanceWay)
    signed_at = models.DateTimeField(_("受付の日時"))
    score = models.PositiveSmallIntegerField(_("得点（％）"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("出席")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False),
                name="one_attendance_per_person",
                violation_error_message=_("この人の出席は既に記録されています。"),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""), name="attendance_names_somebody"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=100), name="attendance_score_percent"
            ),
        ]

    @property
    def is_by_phone(self) -> bool:
        """Whether they signed in themselves, with their account or as they wrote; no sheet takes that away."""
        return self.way in (AttendanceWay.QR, AttendanceWay.NAME)

    def __str__(self) -> str:
        return f"{self.person.name if self.person else self.name}：{self.session}"

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()
