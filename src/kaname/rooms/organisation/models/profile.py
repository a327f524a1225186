"""What kind of hospital this is, and how the guideline is applied to it (経営管理編 3.1.2 ①)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord


class FounderKind(models.TextChoices):
    """Who founded the hospital."""

    MEDICAL_CORPORATION = "MEDICAL_CORPORATION", _("医療法人")
    PUBLIC = "PUBLIC", _("公立・公的")
    NATIONAL = "NATIONAL", _("国・独立行政法人")
    UNIVERSITY = "UNIVERSITY", _("大学")
    INDIVIDUAL = "INDIVIDUAL", _("個人")
    OTHER = "OTHER", _("その他")


class EmergencyLevel(models.TextChoices):
    """What the hospital does for emergencies."""

    NONE = "NONE", _("救急告示なし")
    PRIMARY = "PRIMARY", _("初期救急")
    SECONDARY = "SECONDARY", _("二次救急")
    TERTIARY = "TERTIARY", _("三次救急（救命救急センター）")


class Profile(InstitutionRecord):
    """The hospital's own character, on which the choice of controls rests: one row per institution."""

    view_action = "organisation.view"

    beds = models.PositiveIntegerField(_("病床数"))
    sites = models.PositiveSmallIntegerField(_("拠点数"), default=1)
    has_own_operator = models.BooleanField(_("院内にシステム運用の担当者がいる"))
    founder = models.CharField(_("開設者"), max_length=20, choices=FounderKind)
    emergency_level = models.CharField(_("救急"), max_length=10, choices=EmergencyLevel, blank=True)
    notes = models.TextField(_("そのほかの特性"), blank=True)

    class Meta:
        verbose_name = _("病院の特性")
        constraints = [
            models.UniqueConstraint(fields=["institution"], name="one_profile_per_institution"),
            models.CheckConstraint(
                condition=Q(sites__gte=1),
                name="profile_has_site",
                violation_error_message=_("拠点数は1以上にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return str(_("病院の特性"))

    def get_absolute_url(self) -> str:
        return reverse("organisation:profile")


class Hosting(models.TextChoices):
    """Where a system runs."""

    ON_PREMISES = "ON_PREMISES", _("院内設置（オンプレミス）")
    CLOUD = "CLOUD", _("クラウド")
    BOTH = "BOTH", _("両方")


class ProfileSystem(InstitutionRecord):
    """One line of the profile: a medical information system, and where it runs."""

    view_action = "organisation.view"

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="systems")
    name = models.CharField(_("システム名"), max_length=100)
    hosting = models.CharField(_("設置"), max_length=12, choices=Hosting)
    vendor = models.CharField(_("事業者"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("病院の特性（システム）")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "name"],
                name="one_profile_system_per_name",
                violation_error_message=_("同じ名前のシステムが二つあります。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation:profile")


class ApplicabilityPattern(models.TextChoices):
    """How the guideline is applied to a hospital: own operator or not × on-premises or cloud.

    The four numbers are the guideline's; the words are ours.
    """

    I = "I", _("Ⅰ 院内に運用担当者がいて、主に院内設置のシステムを使う")  # noqa: E741
    II = "II", _("Ⅱ 院内に運用担当者がいて、主にクラウドのシステムを使う")
    III = "III", _("Ⅲ 院内に運用担当者がおらず、主に院内設置のシステムを使う")
    IV = "IV", _("Ⅳ 院内に運用担当者がおらず、主にクラウドのシステムを使う")


class ApplicabilityStatus(models.TextChoices):
    """Where a proposal to apply the guideline stands."""

    PROPOSED = "PROPOSED", _("承認待ち")
    IN_FORCE = "IN_FORCE", _("決定")
    SUPERSEDED = "SUPERSEDED", _("以前の決定")
    REJECTED = "REJECTED", _("不承認・取下げ")


class Applicability(InstitutionRecord):
    """Which pattern applies and which obligations contracts simplify, with reasons.

    `simplified` holds `{"obligation": "G-…", "reason": "…"}`; `profile_digest` is what the profile was when decided.
    Source: 経営管理編 3.1.2 ①
    """

    view_action = "organisation.view"

    pattern = models.CharField(_("適用パターン"), max_length=4, choices=ApplicabilityPattern)
    reasons = models.TextField(_("理由"))
    simplified = models.JSONField(_("契約により簡略にする項目"), default=list, blank=True)
    profile_digest = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        _("状態"), max_length=10, choices=ApplicabilityStatus, default=ApplicabilityStatus.PROPOSED
    )
    proposed_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        "decisions.Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    decided_on = models.DateField(_("決定日"), null=True, blank=True)
    review_on = models.DateField(_("見直し期限"), null=True, blank=True)

    class Meta:
        verbose_name = _("適用パターン")
        constraints = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(status="IN_FORCE"),
                name="one_applicability_in_force",
            ),
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(status="PROPOSED"),
                name="one_applicability_proposed",
                violation_error_message=_("承認を待っている案が既にあります。先にそれを取り下げてください。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["IN_FORCE", "SUPERSEDED"],
                    decision__isnull=False,
                    decided_on__isnull=False,
                    review_on__isnull=False,
                )
                | Q(status__in=["PROPOSED", "REJECTED"], decided_on__isnull=True, review_on__isnull=True),
                name="applicability_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_pattern_display())

    def get_absolute_url(self) -> str:
        return reverse("organisation:applicability_detail", args=[self.pk])

    @property
    def simplified_lines(self) -> list[dict[str, Any]]:
        """The simplified obligations with their reasons."""
        return list(self.simplified)
