"""Status reports (定期報告): what is put before an executive about a period, frozen when it is sent.

A report that was sent never changes. One that was returned or withdrawn is written again as the next version
under the same number. Source: 経営管理編 1.1 ①, 1.2.1 管理責任 ②, 3.2.2 ①
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year_label
from kaname.foundation.summaries.registry import Period, Purpose

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

MAX_TEXT = 20_000


class ReportKind(models.TextChoices):
    """The reports an executive must receive at intervals: the purposes of summaries without the review."""

    SAFETY_STATUS = Purpose.SAFETY_STATUS.value, Purpose.SAFETY_STATUS.label
    LEGAL_COMPLIANCE = Purpose.LEGAL_COMPLIANCE.value, Purpose.LEGAL_COMPLIANCE.label
    TRAINING_STATUS = Purpose.TRAINING_STATUS.value, Purpose.TRAINING_STATUS.label


class ReportStatus(models.TextChoices):
    """Where a report stands."""

    DRAFT = "DRAFT", _("下書き")
    SENT = "SENT", _("判断待ち")
    JUDGED = "JUDGED", _("判断済み")
    RETURNED = "RETURNED", _("差戻し")
    WITHDRAWN = "WITHDRAWN", _("取下げ")


class Assessment(models.TextChoices):
    """How its author sees the whole."""

    GOOD = "GOOD", _("おおむね良好")
    CONCERNS = "CONCERNS", _("課題がある")
    SERIOUS = "SERIOUS", _("重大な課題がある")


class ReportVerdict(models.TextChoices):
    """What an executive can answer to a report; the keys of the decision's options."""

    ACCEPT = "ACCEPT", _("了承する")
    ORDER = "ORDER", _("改善を指示する")
    RETURN = "RETURN", _("差し戻す")


S = ReportStatus
RECEIVED = (S.SENT, S.JUDGED, S.RETURNED)

# What a sent report said on its day, and says for ever.
FIXED_FIELDS = (
    "kind", "fiscal_year", "serial", "version", "title", "starts_on", "ends_on", "assessment", "comment",
    "proposals", "comments", "sections", "author_id", "addressee_id", "change_note", "sent_at",
)  # fmt: skip


class StatusReportQuerySet(RecordQuerySet):
    """Reports; those who govern see all, but a draft only who writes reports."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if not policy.may(person, "planning.view"):
            return rows.none()
        return rows if policy.may(person, "planning.report") else rows.exclude(status=S.DRAFT)

    def received(self) -> Self:
        """Those that an executive received and that were not withdrawn."""
        return self.filter(status__in=RECEIVED)

    def with_people(self) -> Self:
        return self.select_related("author", "addressee", "judged_by", "decision")


class StatusReport(InstitutionRecord):
    """One version of a report about a period. `number` runs by fiscal year over all kinds: 2026-003.

    `comments` are the author's words by the name of the section they belong to; `sections` is the material as it was
    on the day of sending, empty while a draft. A report counts as received on the day it was sent.
    """

    kind = models.CharField(_("種類"), max_length=20, choices=ReportKind)
    number = models.CharField(_("番号"), max_length=12, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    serial = models.PositiveIntegerField(editable=False)
    version = models.PositiveSmallIntegerField(_("版"), default=1, editable=False)
    title = models.CharField(_("表題"), max_length=200)
    starts_on = models.DateField(_("対象期間の初日"))
    ends_on = models.DateField(_("対象期間の末日"))
    assessment = models.CharField(_("全体の評価"), max_length=10, choices=Assessment, blank=True)
    comment = models.TextField(_("報告者の所見"), validators=[MaxLengthValidator(MAX_TEXT)], blank=True)
    proposals = models.TextField(_("経営層への提案"), validators=[MaxLengthValidator(MAX_TEXT)], blank=True)
    comments = models.JSONField(default=dict, blank=True)
    sections = models.JSONField(default=list, blank=True)
    change_note = models.TextField(_("直したところ"), validators=[MaxLengthValidator(2_000)], blank=True)
    author = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("報告者")
    )
    addressee = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("報告を受ける経営層"),
    )
    status = models.CharField(_("状態"), max_length=10, choices=ReportStatus, default=S.DRAFT)
    sent_at = models.DateTimeField(_("報告日時"), null=True, blank=True)
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(_("判断"), max_length=10, choices=ReportVerdict, blank=True)
    judged_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("判断した人"),
    )
    judged_at = models.DateTimeField(_("判断日時"), null=True, blank=True)

    objects = StatusReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("定期報告")
        ordering = ("-fiscal_year", "-serial", "-version")
        indexes = [
            models.Index(fields=["institution", "kind", "status", "sent_at"], name="report_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "fiscal_year", "serial", "version"],
                name="one_status_report_per_version",
                violation_error_message=_(
                    "同時に作られたため報告の番号が重なりました。もう一度お試しください。"
                ),
            ),
            models.UniqueConstraint(
                fields=["institution", "kind"],
                condition=Q(status="DRAFT"),
                name="one_status_report_draft",
                violation_error_message=_(
                    "この種類の報告には書きかけの下書きがあります。その下書きを続けてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="status_report_period",
                violation_error_message=_("対象期間の末日は、初日以後の日にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    status="DRAFT", sent_at__isnull=True, decision__isnull=True, addressee__isnull=True
                )
                | Q(sent_at__isnull=False, decision__isnull=False, addressee__isnull=False)
                & ~Q(status="DRAFT")
                & ~Q(assessment=""),
                name="status_report_sent_whole",
                violation_error_message=_("報告には、全体の評価と報告を受ける経営層が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["JUDGED", "RETURNED"], judged_by__isnull=False, judged_at__isnull=False
                )
                & ~Q(verdict="")
                | Q(
                    status__in=["DRAFT", "SENT", "WITHDRAWN"],
                    judged_by__isnull=True,
                    judged_at__isnull=True,
                    verdict="",
                ),
                name="status_report_judged_whole",
                violation_error_message=_("判断には、判断した人と日時がそろっている必要があります。"),
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s（%(number)s）") % {"title": self.title, "number": self.number_and_version}

    def get_absolute_url(self) -> str:
        return reverse("planning:report_detail", args=[self.pk])

    def clean(self) -> None:
        """Refuse any change of what was sent."""
        if self._state.adding:
            return
        stored = type(self)._base_manager.get(pk=self.pk)
        changed = any(getattr(stored, name) != getattr(self, name) for name in FIXED_FIELDS)
        if stored.status != S.DRAFT and changed:
            raise ValidationError(
                _("経営層に送った報告は変えられません。差し戻された報告は、次の版として直してください。")
            )

    @property
    def number_and_version(self) -> str:
        """2026-003, from the second version on 2026-003 第2版."""
        if self.version == 1:
            return self.number
        return _("%(number)s 第%(version)s版") % {"number": self.number, "version": self.version}

    @property
    def year_label(self) -> str:
        return fiscal_year_label(self.fiscal_year)

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def is_draft(self) -> bool:
        return self.status == S.DRAFT

    @property
    def sent_on(self) -> date | None:
        """The day in Japan on which it was received."""
        return clock.day_of(self.sent_at) if self.sent_at else None

    @property
    def judged_on(self) -> date | None:
        return clock.day_of(self.judged_at) if self.judged_at else None

    @property
    def awaits_directive(self) -> bool:
        """Whether improvement was ordered, so that directives belong to it."""
        return self.verdict == ReportVerdict.ORDER
