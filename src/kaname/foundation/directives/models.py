"""What people are told to do (指示) and what they answer (報告).

A directive goes from one person to another, with a due day. It is acknowledged, reported on with evidence,
then accepted or returned; its addressee may hand parts of it down the line. A standing directive stays in
force until it is withdrawn and is reported on every month, quarter, half-year or year.
Source: 経営管理編 1.2.1 管理責任 ②, 3.1.2.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.access.roles import GOVERNORS, Role
from kaname.foundation.calendar import clock

from .schedule import Recurrence

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class DirectiveStatus(models.TextChoices):
    """Where a directive stands."""

    ISSUED = "ISSUED", _("未受領")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("実施中")
    REPORTED = "REPORTED", _("判断待ち")
    RETURNED = "RETURNED", _("差戻し")
    ACCEPTED = "ACCEPTED", _("完了")
    WITHDRAWN = "WITHDRAWN", _("取下げ")


class ReportVerdict(models.TextChoices):
    """What the judge said of a report; blank while nobody has judged it."""

    ACCEPTED = "ACCEPTED", _("了とした")
    RETURNED = "RETURNED", _("差し戻した")


S = DirectiveStatus
WITH_ADDRESSEE = frozenset({S.ISSUED, S.ACKNOWLEDGED, S.RETURNED})
OPEN = WITH_ADDRESSEE | {S.REPORTED}
CLOSED = frozenset({S.ACCEPTED, S.WITHDRAWN})


class DirectiveQuerySet(RecordQuerySet):
    """Directives; governors see all of their hospital's, others only what concerns themselves."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if person.roles & GOVERNORS:
            return rows
        return rows.filter(
            Q(issued_by=person)
            | Q(addressee=person)
            | Q(parent__issued_by=person)
            | Q(parent__addressee=person)
        )

    def open(self) -> Self:
        """Neither accepted nor withdrawn."""
        return self.filter(status__in=OPEN)

    def overdue(self, on: date) -> Self:
        """Still with the addressee although the due day is past on this day."""
        late = Q(next_report_on__lt=on) | Q(next_report_on__isnull=True, due_on__lt=on)
        return self.filter(late, status__in=WITH_ADDRESSEE)

    def with_people(self) -> Self:
        """With issuer and addressee, as lists show them."""
        return self.select_related("issued_by", "addressee")


class Directive(InstitutionRecord):
    """One thing that one person is told to do by a day. `number` runs by fiscal year: 2026-031.

    `origin` names what made it necessary: any record, or an obligation as `obligation:G-5.2.1-1`. `root` is
    the directive at the top of the line down which this one was handed, empty at the top itself.
    """

    number = models.CharField(_("番号"), max_length=12, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    sequence = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("件名"), max_length=200)
    body = models.TextField(_("指示の内容"), validators=[MaxLengthValidator(20_000)])
    issued_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("指示した人")
    )
    addressee = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="directives", verbose_name=_("指示を受ける人")
    )
    addressee_role = models.CharField(_("あて先の役割"), max_length=20, choices=Role, blank=True)
    issued_on = models.DateField(_("指示日"))
    due_on = models.DateField(_("期限"))
    origin = models.CharField(_("きっかけ"), max_length=100, blank=True)
    obligation_id = models.CharField(_("遵守事項"), max_length=40, blank=True, db_index=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上位の指示"),
    )
    root = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    status = models.CharField(_("状態"), max_length=12, choices=DirectiveStatus, default=S.ISSUED)
    recurrence = models.CharField(_("報告の周期"), max_length=12, choices=Recurrence, default=Recurrence.NONE)
    next_report_on = models.DateField(_("次の報告期限"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("受領日時"), null=True, blank=True)
    closed_on = models.DateField(_("終了日"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("取り下げた人"),
    )
    withdraw_reason = models.TextField(_("取下げの理由"), validators=[MaxLengthValidator(2_000)], blank=True)
    reminded_at = models.DateTimeField(_("最後の催促"), null=True, blank=True)
    reminder_count = models.PositiveSmallIntegerField(_("催促の回数"), default=0)
    search_key = models.CharField(max_length=600, editable=False, blank=True)

    objects = DirectiveQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("指示")
        ordering = ("-fiscal_year", "-sequence")
        indexes = [
            models.Index(fields=["institution", "status", "due_on"], name="directive_by_status"),
            models.Index(fields=["institution", "obligation_id"], name="directive_by_obligation"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "fiscal_year", "sequence"],
                name="one_directive_per_number",
                violation_error_message=_("指示の番号が重なりました。もう一度保存してください。"),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")),
                name="directive_due_after_issue",
                violation_error_message=_("期限は、指示日以後の日にしてください。"),
            ),
            models.CheckConstraint(
                condition=~Q(addressee=F("issued_by")),
                name="directive_to_another",
                violation_error_message=_("自分あての指示は出せません。別の人をあて先に選んでください。"),
            ),
            models.CheckConstraint(
                condition=Q(recurrence=Recurrence.NONE, next_report_on__isnull=True)
                | Q(~Q(recurrence=Recurrence.NONE), ~Q(status=S.ACCEPTED), next_report_on__isnull=False),
                name="directive_standing_has_next_report",
                violation_error_message=_("継続する指示には、次の報告期限が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(CLOSED), closed_on__isnull=False)
                | Q(status__in=sorted(OPEN), closed_on__isnull=True),
                name="directive_closed_on_when_closed",
                violation_error_message=_("終わった指示には終了日が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(status=S.ISSUED, acknowledged_at__isnull=True)
                | Q(status=S.WITHDRAWN)
                | Q(~Q(status__in=[S.ISSUED, S.WITHDRAWN]), acknowledged_at__isnull=False),
                name="directive_acknowledged_when_begun",
                violation_error_message=_("受け取った日時が記録されていません。"),
            ),
            models.CheckConstraint(
                condition=Q(~Q(withdraw_reason=""), status=S.WITHDRAWN, withdrawn_by__isnull=False)
                | Q(~Q(status=S.WITHDRAWN), withdraw_reason="", withdrawn_by__isnull=True),
                name="directive_withdrawn_with_reason",
                violation_error_message=_("取り下げる理由を入力してください。"),
            ),
            models.CheckConstraint(
                condition=Q(reminder_count=0, reminded_at__isnull=True)
                | Q(reminder_count__gt=0, reminded_at__isnull=False),
                name="directive_reminders_counted",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True)
                | Q(parent__isnull=False, root__isnull=False),
                name="directive_root_with_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("directives:directive_detail", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        """Whether it stays in force until withdrawn, with a report every period."""
        return self.recurrence != Recurrence.NONE

    @property
    def is_open(self) -> bool:
        """Whether it is neither accepted nor withdrawn."""
        return self.status in OPEN

    @property
    def is_with_addressee(self) -> bool:
        """Whether the next move is the addressee's."""
        return self.status in WITH_ADDRESSEE

    @property
    def deadline_on(self) -> date:
        """The day by which the next report is due."""
        return self.next_report_on or self.due_on

    def is_overdue(self, on: date) -> bool:
        """Whether the due day is past on this day while the next move is the addressee's."""
        return self.is_with_addressee and self.deadline_on < on

    @property
    def is_late(self) -> bool:
        """Whether it is overdue today."""
        return self.is_overdue(clock.today())


class DirectiveReportQuerySet(RecordQuerySet):
    """Reports: whoever sees the directive sees its reports."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if person.roles & GOVERNORS:
            return rows
        return rows.filter(directive__in=Directive.objects.visible_to(person).order_by().values("pk"))


class DirectiveReport(InstitutionRecord):
    """One answer to a directive, and what the judge said of it. Evidence is attached to this row.

    `period_ends_on` is the due day of the period reported on, for a standing directive. `judged_in_role` is
    the weightiest role the judge then held; an executive may confirm what somebody else accepted.
    """

    directive = models.ForeignKey(
        Directive, on_delete=models.PROTECT, related_name="reports", verbose_name=_("指示")
    )
    sequence = models.PositiveIntegerField(_("回"))
    period_ends_on = models.DateField(_("対象期間の末日"), null=True, blank=True)
    body = models.TextField(_("報告の内容"), validators=[MaxLengthValidator(20_000)])
    reported_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("報告した人")
    )
    reported_at = models.DateTimeField(_("報告日時"))
    verdict = models.CharField(_("判断"), max_length=12, choices=ReportVerdict, blank=True)
    judged_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("判断した人"),
    )
    judged_in_role = models.CharField(_("判断した役割"), max_length=20, choices=Role, blank=True)
    judged_at = models.DateTimeField(_("判断日時"), null=True, blank=True)
    judge_reason = models.TextField(
        _("判断の理由・コメント"), validators=[MaxLengthValidator(2_000)], blank=True
    )
    confirmed_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("確認した経営層"),
    )
    confirmed_at = models.DateTimeField(_("確認日時"), null=True, blank=True)

    objects = DirectiveReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("報告")
        ordering = ("directive", "sequence")
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "sequence"],
                name="one_report_per_turn",
                violation_error_message=_("この報告は既に出されています。画面を開き直して確かめてください。"),
            ),
            models.CheckConstraint(
                condition=Q(verdict="", judged_by__isnull=True, judged_at__isnull=True, judged_in_role="")
                | Q(~Q(verdict=""), ~Q(judged_in_role=""), judged_by__isnull=False, judged_at__isnull=False),
                name="report_verdict_has_judge",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=ReportVerdict.RETURNED) | ~Q(judge_reason=""),
                name="report_returned_with_reason",
                violation_error_message=_("差し戻す理由を入力してください。"),
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("reported_by")),
                name="report_judged_by_another",
                violation_error_message=_("自分の報告は判断できません。"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(verdict=ReportVerdict.ACCEPTED, confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="report_confirmed_by_and_at",
            ),
        ]

    def may_be_attached_to(self, person: Person) -> bool:
        """Its author adds evidence until it is judged."""
        return self.reported_by_id == person.pk and not self.verdict

    def __str__(self) -> str:
        return f"{self.directive.number} {_('報告')} {self.sequence}"

    def get_absolute_url(self) -> str:
        return f"{self.directive.get_absolute_url()}#report-{self.sequence}"

    @property
    def waits_for_executive(self) -> bool:
        """Whether no executive has spoken on it yet: unjudged, or accepted by another and not confirmed."""
        accepted_below = self.verdict == ReportVerdict.ACCEPTED and self.judged_in_role != Role.EXECUTIVE
        return not self.verdict or (accepted_below and self.confirmed_at is None)
