"""What the command page shows: how care goes on, what was asked of whom, who does what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.incidents.choices import CareState, TeamRole

from .incident import Incident


class CareFunction(InstitutionRecord):
    """A function of care (救急, 手術 …) on the board: how it goes on now. What it was before stands in the log.

    Source: 経営管理編 1.2.2 説明責任 ①, 3.4.1 ①
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="functions")
    name = models.CharField(_("機能"), max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("状態"), max_length=8, choices=CareState, default=CareState.NORMAL)
    impact = models.CharField(_("患者への影響"), max_length=200, blank=True)
    owner = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当"),
    )
    next_check_at = models.DateTimeField(_("次の確認"), null=True, blank=True)
    changed_at = models.DateTimeField(_("変わった時刻"))

    class Meta:
        verbose_name = _("診療の機能")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "name"],
                name="one_function_per_name",
                violation_error_message=_("同じ名前の機能が既にあります。"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class IncidentTask(InstitutionRecord):
    """Something asked of somebody for the next hours. What takes days is a directive.

    See docs/decisions/0012-asked-in-the-emergency.md
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(_("頼むこと"), max_length=300)
    assignee = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当"),
    )
    due_at = models.DateTimeField(_("いつまでに"), null=True, blank=True)
    asked_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("頼んだ時刻"))
    done_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(_("済んだ時刻"), null=True, blank=True)
    outcome = models.CharField(_("結果"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("事故で頼んだこと")
        ordering = ("due_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__isnull=True, done_at__isnull=True, outcome="")
                | Q(done_by__isnull=False, done_at__isnull=False),
                name="incident_task_done_whole",
            )
        ]

    def __str__(self) -> str:
        return self.text


class TeamMember(InstitutionRecord):
    """Who answers for what while the incident lasts, with a deputy; a change of hands leaves a note.

    Source: 経営管理編 1.2.2 説明責任 ①
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="team")
    role = models.CharField(_("役割"), max_length=12, choices=TeamRole)
    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("担当")
    )
    deputy = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代理"),
    )
    starts_at = models.DateTimeField(_("引き受けた時刻"))
    ends_at = models.DateTimeField(_("引き継いだ時刻"), null=True, blank=True)
    handover = models.TextField(_("引継ぎ"), blank=True)

    class Meta:
        verbose_name = _("事故の体制")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "role"], condition=Q(ends_at__isnull=True), name="one_holder_per_role"
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=models.F("person")),
                name="deputy_is_somebody_else",
                violation_error_message=_("代理には別の人を選んでください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}：{self.person.name}"
