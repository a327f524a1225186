"""The words of documents: types, audiences, states, and the clauses that a type must hold.

Types and clauses are those of the catalogue file of the guideline's edition; a test compares the two.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentType(models.TextChoices):
    """What a controlled document is for (経営管理編 1.1 ②, 3.3.1 ほか)."""

    SECURITY_POLICY = "SECURITY_POLICY", _("情報セキュリティ方針")
    RISK_POLICY = "RISK_POLICY", _("リスク管理方針")
    OPERATION_REGULATION = "OPERATION_REGULATION", _("運用管理規程")
    INFORMATION_REGULATION = "INFORMATION_REGULATION", _("情報管理規程")
    COMMITTEE_CHARTER = "COMMITTEE_CHARTER", _("委員会規程")
    ORGANISATION_CHART = "ORGANISATION_CHART", _("組織体制図")
    CONTACT_CHART = "CONTACT_CHART", _("連絡体制図")
    SYSTEM_DIAGRAM = "SYSTEM_DIAGRAM", _("システム構成図")
    OPERATION_MANUAL = "OPERATION_MANUAL", _("運用手順書")
    SAFETY_PLAN = "SAFETY_PLAN", _("安全管理計画")
    INQUIRY_PROCEDURE = "INQUIRY_PROCEDURE", _("問合せ・苦情対応手順")
    DISCLOSURE_PROCEDURE = "DISCLOSURE_PROCEDURE", _("第三者提供手順")
    VENDOR_CRITERIA = "VENDOR_CRITERIA", _("委託先選定基準")
    EMERGENCY_PROCEDURE = "EMERGENCY_PROCEDURE", _("非常時対応手順")
    INCIDENT_REPORTING = "INCIDENT_REPORTING", _("インシデント報告手順")
    INCIDENT_COMMUNICATION = "INCIDENT_COMMUNICATION", _("インシデント説明・広報手順")
    PUBLIC_RELATIONS = "PUBLIC_RELATIONS", _("公表・広報手順")
    CONTINUITY_PLAN = "CONTINUITY_PLAN", _("BCP（サイバー攻撃を想定）")
    RECOVERY_PROCEDURE = "RECOVERY_PROCEDURE", _("復旧手順書")
    LAW_REGISTER = "LAW_REGISTER", _("法令等一覧")
    OTHER = "OTHER", _("その他")


# Types that only an executive may approve (経営管理編 3.3.1, 3.4.1 ①).
EXECUTIVE_TYPES = frozenset({DocumentType.SECURITY_POLICY, DocumentType.CONTINUITY_PLAN})


class ProvisionKey(models.TextChoices):
    """A clause that a condition looks for in a document."""

    AUTHORITY_OVER_ALL_DEPARTMENTS = "AUTHORITY_OVER_ALL_DEPARTMENTS", _("安全管理の権限が全部門に及ぶこと")
    GUIDELINE_CONFORMITY = "GUIDELINE_CONFORMITY", _("本指針に適合していること")
    LEGAL_CONFORMITY = "LEGAL_CONFORMITY", _("法令に適合していること")
    VENDOR_DISCLOSURE = "VENDOR_DISCLOSURE", _("事業者の開示書（MDS/SDSなど）を確かめること")


# The clauses that the editor asks for, by type.
PROVISIONS_OF: dict[str, tuple[ProvisionKey, ...]] = {
    DocumentType.OPERATION_REGULATION: (ProvisionKey.AUTHORITY_OVER_ALL_DEPARTMENTS,),
    DocumentType.VENDOR_CRITERIA: (
        ProvisionKey.GUIDELINE_CONFORMITY,
        ProvisionKey.LEGAL_CONFORMITY,
        ProvisionKey.VENDOR_DISCLOSURE,
    ),
}


class AudienceKind(models.TextChoices):
    """Whom a document is for."""

    ALL_STAFF = "ALL_STAFF", _("全職員")
    ROLES = "ROLES", _("役割を選ぶ")
    RULES = "RULES", _("区分・部門・役割で決める")


class DocumentStatus(models.TextChoices):
    """Whether a document is kept up."""

    ACTIVE = "ACTIVE", _("管理中")
    RETIRED = "RETIRED", _("廃止")


class VersionStatus(models.TextChoices):
    """Where a version stands. A superseded one is current until the day its successor takes effect."""

    DRAFT = "DRAFT", _("下書き")
    REQUESTED = "REQUESTED", _("承認待ち")
    APPROVED = "APPROVED", _("承認済み")
    REJECTED = "REJECTED", _("不承認")
    SUPERSEDED = "SUPERSEDED", _("改定済み")


OPEN_STATUSES = (VersionStatus.DRAFT, VersionStatus.REQUESTED)
ADOPTED_STATUSES = (VersionStatus.APPROVED, VersionStatus.SUPERSEDED)


class DistributionMethod(models.TextChoices):
    """How a version was made known to its audience."""

    KANAME = "KANAME", _("「読む文書」で知らせた")
    MAIL = "MAIL", _("メールで配った")
    PAPER = "PAPER", _("紙で配った")
    POSTED = "POSTED", _("院内に掲示した")
    MEETING = "MEETING", _("会議・朝礼で伝えた")
