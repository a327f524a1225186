"""A drill (訓練): planned, played on the screens of an incident, evaluated."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, new_salt
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import DrillMarkValue, DrillPart, DrillState, TeamRole
from kaname.rooms.incidents.drills.reckoning import Span
from kaname.rooms.incidents.drills.scenario import Scenario, parse

from .incident import Incident

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class Drill(InstitutionRecord):
    """One drill. `script` is its scenario, kept whole: a later change of the file changes no drill of the past.

    `plan` names the continuity plan in force when it began. Before its end the injects are for those who run it alone; the
    ledger, which players may read, holds a commitment to them.
    Source: 経営管理編 3.4.1 ③
    """

    view_action = "drills.view"
    ledger_private = frozenset({"script"})

    private_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    title = models.CharField(_("訓練の名前"), max_length=120)
    purpose = models.CharField(_("ねらい"), max_length=300, blank=True)
    planned_on = models.DateField(_("実施する日"))
    place = models.CharField(_("場所"), max_length=100, blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=DrillState, default=DrillState.PLANNED)
    script = models.JSONField(_("シナリオ"), editable=False)
    on_paper = models.BooleanField(_("紙で行った"), default=False)
    plan = models.CharField(_("使ったBCP"), max_length=200, blank=True, editable=False)
    planned_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("計画した人")
    )
    incident = models.OneToOneField(
        Incident,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drill",
        verbose_name=_("事故の画面"),
    )
    started_at = models.DateTimeField(_("始めた時刻"), null=True, blank=True)
    ended_at = models.DateTimeField(_("終えた時刻"), null=True, blank=True)
    cancelled_reason = models.CharField(_("取りやめた理由"), max_length=300, blank=True)
    went_well = models.TextField(_("うまくいったこと"), blank=True)
    went_badly = models.TextField(_("うまくいかなかったこと"), blank=True)
    evaluated_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("評価した人"),
    )
    evaluated_on = models.DateField(_("評価した日"), null=True, blank=True)
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("経営層の決定"),
    )

    class Meta:
        verbose_name = _("訓練")
        ordering = ("-planned_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["PLANNED", "CANCELLED"], started_at__isnull=True, incident__isnull=True
                )
                | Q(state__in=["RUNNING", "ENDED"], started_at__isnull=False, incident__isnull=False),
                name="drill_started_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="ENDED", ended_at__isnull=False)
                | ~Q(state="ENDED") & Q(ended_at__isnull=True),
                name="drill_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED") & ~Q(cancelled_reason="")
                | ~Q(state="CANCELLED") & Q(cancelled_reason=""),
                name="drill_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("incidents:drill_detail", args=[self.pk])

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it was when the drill was planned."""
        return parse(self.script)

    @property
    def held_on(self) -> date | None:
        """The day on which it was played, once it is over."""
        return clock.day_of(self.started_at) if self.started_at and self.state == DrillState.ENDED else None

    @property
    def is_open(self) -> bool:
        """Planned or being played."""
        return self.state in (DrillState.PLANNED, DrillState.RUNNING)

    @property
    def is_evaluated(self) -> bool:
        """Whether somebody wrote down what came of it."""
        return self.evaluated_on is not None

    def is_run_by(self, person: Person) -> bool:
        """Whether this person is one of its facilitators."""
        return any(row.person_id == person.pk for row in self.facilitators)

    @property
    def facilitators(self) -> list[DrillPerson]:
        """Those of the hospital who run it, without whoever was marked absent."""
        return [row for row in self.people.all() if row.part == DrillPart.FACILITATOR and row.is_there]

    def may_be_attached_to(self, person: Person) -> bool:
        return (
            policy.may(person, "drills.run") and self.is_run_by(person) and self.state != DrillState.CANCELLED
        )


class DrillPerson(InstitutionRecord):
    """Somebody who takes part: a person of the hospital, or somebody from outside by name.

    Source: 経営管理編 3.4.1 ③
    """

    view_action = "drills.view"

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("人"),
    )
    guest = models.CharField(_("院外の人の名前と所属"), max_length=100, blank=True)
    part = models.CharField(_("役目"), max_length=12, choices=DrillPart, default=DrillPart.PLAYER)
    role = models.CharField(_("訓練での役割"), max_length=12, choices=TeamRole, blank=True)
    attended = models.BooleanField(_("加わった"), default=True)

    class Meta:
        verbose_name = _("訓練に加わる人")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "person"],
                name="one_part_per_person",
                violation_error_message=_("この人は既に加わっています。"),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest="") | Q(person__isnull=True) & ~Q(guest=""),
                name="drill_person_or_guest",
                violation_error_message=_("院内の人を選ぶか、院外の人の名前を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.person.title_and_name if self.person else self.guest

    def get_absolute_url(self) -> str:
        return self.drill.get_absolute_url()

    @property
    def is_there(self) -> bool:
        """Whether it is a person of the hospital who was not marked absent."""
        return self.attended and self.person_id is not None


class DrillSpan(InstitutionRecord):
    """A time in which the scenario's clock ran; see `drills/reckoning.py`."""

    view_action = "drills.view"

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="spans")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    speed = models.PositiveSmallIntegerField(default=1)
    from_second = models.PositiveIntegerField()
    run = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("訓練の時計")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["drill"], condition=Q(ended_at__isnull=True), name="one_clock_runs_per_drill"
            )
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} ×{self.speed}"

    def get_absolute_url(self) -> str:
        return self.drill.get_absolute_url()

    def as_span(self) -> Span:
        """For reckoning."""
        return Span(self.started_at, self.ended_at, self.speed, self.from_second, self.run)


class DrillMark(InstitutionRecord):
    """The facilitator's word on one expectation (its key in the scenario)."""

    view_action = "drills.view"

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="marks")
    expectation = models.CharField(max_length=40)
    value = models.CharField(_("できたか"), max_length=8, choices=DrillMarkValue)
    note = models.CharField(_("気づいたこと"), max_length=300, blank=True)
    marked_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("訓練の評価")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["drill", "expectation"], name="one_mark_per_expectation")
        ]

    def __str__(self) -> str:
        return f"{self.expectation}: {self.get_value_display()}"

    def get_absolute_url(self) -> str:
        return self.drill.get_absolute_url()


class DrillFinding(InstitutionRecord):
    """What a drill showed to be wanting (課題), told to somebody by a directive. Source: 経営管理編 3.4.1 ③"""

    view_action = "drills.view"

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="findings")
    what = models.CharField(_("課題"), max_length=300)
    directive = models.ForeignKey("directives.Directive", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("訓練の課題")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return self.drill.get_absolute_url()
