"""Verdicts with their validity intervals, and the decisions that exempt an obligation or change an interval."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord


class VerdictStatus(models.TextChoices):
    """How an obligation stands. There is no way to set one by hand."""

    MET = "MET", _("充足")
    LAPSING = "LAPSING", _("期限間近")
    UNMET = "UNMET", _("未充足")
    EXCEPTED = "EXCEPTED", _("例外承認")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("対象外")


GOOD = (VerdictStatus.MET, VerdictStatus.LAPSING)


class Verdict(InstitutionRecord):
    """What held for one obligation from `valid_from` until just before `valid_to` (None: still).

    `findings` are the conditions' answers as they were; `holds_until` is the last day on which it holds if nobody does
    anything; `changes_on` the first day on which the clock alone would change it.
    """

    view_action = "obligations.view"

    edition = models.CharField(max_length=40)
    obligation_id = models.CharField(max_length=60)
    status = models.CharField(max_length=16, choices=VerdictStatus)
    findings = models.JSONField(default=list, blank=True)
    holds_until = models.DateField(null=True, blank=True)
    changes_on = models.DateField(null=True, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("判定")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "edition", "obligation_id"],
                condition=Q(valid_to__isnull=True),
                name="one_open_verdict",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="verdict_interval"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "edition", "valid_from"], name="verdict_by_time"),
            models.Index(
                fields=["institution", "changes_on"],
                condition=Q(valid_to__isnull=True),
                name="verdict_by_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id}：{self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("obligations:obligation_detail", args=[self.obligation_id])


class ProposalStatus(models.TextChoices):
    PROPOSED = "PROPOSED", _("決裁待ち")
    IN_FORCE = "IN_FORCE", _("有効")
    REJECTED = "REJECTED", _("不承認")
    ENDED = "ENDED", _("終了")


class ExemptionKind(models.TextChoices):
    EXCEPTED = "EXCEPTED", _("例外として認める")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("自院には当てはまらない")


class Exemption(InstitutionRecord):
    """An executive's decision that an obligation is excepted for a time, or does not apply. Always with an end."""

    view_action = "obligations.view"

    edition = models.CharField(max_length=40)
    obligation_id = models.CharField(_("遵守事項"), max_length=60)
    kind = models.CharField(_("種類"), max_length=16, choices=ExemptionKind)
    reason = models.TextField(_("理由"))
    starts_on = models.DateField(_("開始日"), null=True, blank=True)
    ends_on = models.DateField(_("終了日"))
    status = models.CharField(max_length=16, choices=ProposalStatus, default=ProposalStatus.PROPOSED)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("例外・対象外")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="IN_FORCE") | Q(decision__isnull=False, starts_on__isnull=False),
                name="exemption_needs_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("obligations:obligation_detail", args=[self.obligation_id])


class ParameterChange(InstitutionRecord):
    """A hospital's own value for an interval of the catalogue, by decision. The newest in force counts."""

    view_action = "obligations.view"

    edition = models.CharField(max_length=40)
    name = models.CharField(_("項目"), max_length=60)
    value = models.PositiveIntegerField(_("値"))
    reason = models.TextField(_("理由"))
    status = models.CharField(max_length=16, choices=ProposalStatus, default=ProposalStatus.PROPOSED)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("間隔の変更")

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"

    def get_absolute_url(self) -> str:
        return reverse("obligations:parameter_list")
