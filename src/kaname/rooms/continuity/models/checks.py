"""Restore tests and self-checks (復元試験・自己点検): held, measured, judged by an executive, followed up by directives.

Source: 経営管理編 3.4.1 ②
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.durations import show_minutes
from kaname.foundation.directives.models import WITH_ADDRESSEE, DirectiveStatus
from kaname.rooms.continuity.choices import (
    CheckKind,
    CheckResult,
    CheckStatus,
    CheckVerdict,
    FindingState,
)

if TYPE_CHECKING:
    from datetime import date

    from kaname.foundation.access.models import Person


class RestoreCheck(InstitutionRecord):
    """One test or self-check. Without a system it was of the procedures as a whole (self-checks only).

    `target_rto_minutes` and `target_rpo_minutes` are those of the procedure in force when it was recorded.
    `data_age_minutes` is how old the restored data were.
    """

    kind = models.CharField(_("種類"), max_length=12, choices=CheckKind)
    system = models.ForeignKey(
        "assets.InformationSystem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("情報システム"),
    )
    held_on = models.DateField(_("行った日"))
    subject = models.CharField(_("対象"), max_length=300)
    used_offline_copy = models.BooleanField(_("切り離した控えから"), default=False)
    measured_minutes = models.PositiveIntegerField(_("かかった時間"), null=True, blank=True)
    data_age_minutes = models.PositiveIntegerField(_("データの古さ"), null=True, blank=True)
    target_rto_minutes = models.PositiveIntegerField(
        _("目標復旧時間（RTO）"), null=True, blank=True, editable=False
    )
    target_rpo_minutes = models.PositiveIntegerField(
        _("許容できる欠損（RPO）"), null=True, blank=True, editable=False
    )
    result = models.CharField(_("結果"), max_length=8, choices=CheckResult)
    outcome = models.TextField(_("分かったこと"), validators=[MaxLengthValidator(5_000)], blank=True)
    held_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("行った人")
    )
    status = models.CharField(_("状態"), max_length=10, choices=CheckStatus, default=CheckStatus.RECORDED)
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("判断の決裁"),
        editable=False,
    )
    verdict = models.CharField(_("判断"), max_length=8, choices=CheckVerdict, blank=True, editable=False)
    judged_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("判断した人"),
        editable=False,
    )
    judged_at = models.DateTimeField(_("判断した日時"), null=True, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("復元試験・自己点検")
        ordering = ("-held_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(system__isnull=False) | Q(kind="SELF_CHECK"),
                name="restore_test_names_its_system",
                violation_error_message=_("復元試験は、どの情報システムかを選んでください。"),
            ),
            models.CheckConstraint(
                condition=~Q(status="JUDGED") | Q(judged_by__isnull=False, judged_at__isnull=False),
                name="judged_check_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["institution", "held_on"], name="restore_check_by_day")]

    def __str__(self) -> str:
        what = self.system.name if self.system else _t("復旧手順の全体")
        return _t("%(what)sの%(kind)s") % {"what": what, "kind": self.get_kind_display()}

    def get_absolute_url(self) -> str:
        return reverse("continuity:check_detail", args=[self.pk])

    @property
    def judged_on(self) -> date | None:
        """The day in Japan on which an executive judged it."""
        return clock.day_of(self.judged_at) if self.judged_at else None

    @property
    def may_be_changed(self) -> bool:
        """Whether its record is still open: not put before an executive, or returned."""
        return self.status in (CheckStatus.RECORDED, CheckStatus.RETURNED)

    @property
    def rto_missed(self) -> bool:
        """Whether it took longer than the target."""
        return bool(
            self.measured_minutes
            and self.target_rto_minutes
            and self.measured_minutes > self.target_rto_minutes
        )

    @property
    def rpo_missed(self) -> bool:
        """Whether the data were older than can be borne."""
        return bool(
            self.data_age_minutes
            and self.target_rpo_minutes
            and self.data_age_minutes > self.target_rpo_minutes
        )

    @property
    def measured(self) -> str:
        """In words."""
        return show_minutes(self.measured_minutes)

    @property
    def data_age(self) -> str:
        """In words."""
        return show_minutes(self.data_age_minutes)

    @property
    def target_rto(self) -> str:
        """In words."""
        return show_minutes(self.target_rto_minutes)

    @property
    def target_rpo(self) -> str:
        """In words."""
        return show_minutes(self.target_rpo_minutes)

    @property
    def needs_finding(self) -> bool:
        """Whether something was found or ordered, so that a finding with its directive belongs to it."""
        return self.result != CheckResult.GOOD or self.verdict == CheckVerdict.ORDER

    def may_be_attached_to(self, person: Person) -> bool:
        """Whoever keeps backups adds evidence until it is put before an executive."""
        return self.may_be_changed and policy.may(person, "continuity.manage")


class CheckFinding(InstitutionRecord):
    """Something that a check showed to be wrong, with the directive that puts it right."""

    check_held = models.ForeignKey(
        RestoreCheck, on_delete=models.PROTECT, related_name="findings", verbose_name=_("試験・点検")
    )
    title = models.CharField(_("課題"), max_length=200)
    description = models.TextField(_("内容"), validators=[MaxLengthValidator(5_000)])
    found_on = models.DateField(_("分かった日"))
    directive = models.ForeignKey(
        "directives.Directive",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("改善の指示"),
        editable=False,
    )

    objects = RecordQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("試験・点検の課題")
        ordering = ("found_on", "pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('continuity:check_detail', args=[self.check_held_id])}#findings"

    def state_on(self, day: date) -> FindingState:
        """Where it stands on a day, by its directive."""
        directive = self.directive
        if directive is None or directive.status == DirectiveStatus.WITHDRAWN:
            return FindingState.WITHOUT_DIRECTIVE
        if directive.status == DirectiveStatus.ACCEPTED:
            return FindingState.CLOSED
        late = directive.status in WITH_ADDRESSEE and directive.due_on < day
        return FindingState.OVERDUE if late else FindingState.OPEN

    @property
    def state(self) -> FindingState:
        """Where it stands today."""
        return self.state_on(clock.today())
