"""The words of training: what a course is about, how material is shown, how somebody came to complete a course."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CourseKind(models.TextChoices):
    """What a course is about."""

    SECURITY = "SECURITY", _("情報セキュリティ")
    PERSONAL_DATA = "PERSONAL_DATA", _("個人情報の保護")
    EMERGENCY = "EMERGENCY", _("非常時の対応")
    SYSTEM_USE = "SYSTEM_USE", _("システムの使い方")
    ROLE = "ROLE", _("担当者の実務")
    OTHER = "OTHER", _("その他")


class CourseStatus(models.TextChoices):
    """Whether a course is being prepared, given, or no longer given."""

    DRAFT = "DRAFT", _("準備中")
    OPEN = "OPEN", _("実施中")
    CLOSED = "CLOSED", _("終了")


class MaterialWay(models.TextChoices):
    """How material is shown."""

    PAGE = "PAGE", _("読みもの")
    SLIDES = "SLIDES", _("スライド")
    FILE = "FILE", _("ファイル")


class MaterialStatus(models.TextChoices):
    """Where a version of the material stands."""

    DRAFT = "DRAFT", _("下書き")
    PUBLISHED = "PUBLISHED", _("使用中")
    SUPERSEDED = "SUPERSEDED", _("改訂済み")


PUBLISHED_STATUSES = (MaterialStatus.PUBLISHED, MaterialStatus.SUPERSEDED)


class CompletionWay(models.TextChoices):
    """How somebody completed a course."""

    ONLINE = "ONLINE", _("オンライン")
    SESSION = "SESSION", _("集合研修")
    IMPORTED = "IMPORTED", _("記録の取込み")


class SessionStatus(models.TextChoices):
    """Where an in-person session stands. Only a closed one has its completions recorded."""

    PLANNED = "PLANNED", _("予定")
    HELD = "HELD", _("受付中")
    CLOSED = "CLOSED", _("締切り")
    CANCELLED = "CANCELLED", _("中止")


class AttendanceWay(models.TextChoices):
    """How it is known that somebody was there."""

    QR = "QR", _("スマートフォンで受付")
    NAME = "NAME", _("職員番号と氏名で受付")
    SHEET = "SHEET", _("出席簿に署名")
