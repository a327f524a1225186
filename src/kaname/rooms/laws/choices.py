"""The words of laws and pledges: kinds, applicability, judgements, ways of signing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LawKind(models.TextChoices):
    """What kind of rule it is."""

    ACT = "ACT", _("法律")
    ORDER = "ORDER", _("政省令")
    NOTICE = "NOTICE", _("通知")
    GUIDELINE = "GUIDELINE", _("指針")
    ORDINANCE = "ORDINANCE", _("条例")
    OTHER = "OTHER", _("その他")


class LawApplicability(models.TextChoices):
    """Whether it binds this hospital."""

    APPLIES = "APPLIES", _("対象")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("対象外")


class Confidence(models.TextChoices):
    """How sure our paraphrase is; blank for what the hospital wrote itself."""

    CONFIRMED = "CONFIRMED", _("資料で確認済み")
    PARTLY = "PARTLY", _("一部は未確認")
    UNCONFIRMED = "UNCONFIRMED", _("未確認")


class ReviewResult(models.TextChoices):
    """What a review of a law found."""

    COMPLIANT = "COMPLIANT", _("守れている")
    GAPS = "GAPS", _("不備がある")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("対象外のまま")


class ChangeState(models.TextChoices):
    """Where the review of a law's change stands; it follows from the directive."""

    UNREVIEWED = "UNREVIEWED", _("未確認")
    UNDER_REVIEW = "UNDER_REVIEW", _("確認中")
    DONE = "DONE", _("確認済み")
    NOT_RELEVANT = "NOT_RELEVANT", _("対応不要")


class GapState(models.TextChoices):
    """Where a shortcoming stands; it follows from the directive."""

    WITHOUT_DIRECTIVE = "WITHOUT_DIRECTIVE", _("指示なし")
    OPEN = "OPEN", _("是正中")
    OVERDUE = "OVERDUE", _("期限超過")
    CLOSED = "CLOSED", _("是正済み")


class GapSource(models.TextChoices):
    """Where a shortcoming was found."""

    COMPLIANCE_REPORT = "COMPLIANCE_REPORT", _("遵守状況の報告")
    REVIEW = "REVIEW", _("法令の見直し")
    SELF_INSPECTION = "SELF_INSPECTION", _("自己点検")
    AUDIT = "AUDIT", _("監査・立入検査")
    INCIDENT = "INCIDENT", _("事故の振り返り")
    OTHER = "OTHER", _("その他")


class Severity(models.TextChoices):
    """How grave a shortcoming is."""

    HIGH = "HIGH", _("重い")
    MEDIUM = "MEDIUM", _("中くらい")
    LOW = "LOW", _("軽い")


class PledgeWay(models.TextChoices):
    """How a pledge was given."""

    SCREEN = "SCREEN", _("画面で署名")
    PAPER = "PAPER", _("紙に署名")
    CLAUSE = "CLAUSE", _("契約の条項")
