"""The words of inquiries: what somebody brings, by which way, where it stands, how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.roles import Role


class Audience(models.TextChoices):
    """Whom a desk is for."""

    PATIENTS = "PATIENTS", _("患者・家族")
    COMMUNITY = "COMMUNITY", _("地域の方・紹介元")
    STAFF = "STAFF", _("職員")


class InquiryKind(models.TextChoices):
    """What somebody brings (経営管理編 1.2.1 説明責任 ②; 個人情報保護法 第33条から第35条, 第40条)."""

    QUESTION = "QUESTION", _("質問")
    COMPLAINT = "COMPLAINT", _("苦情")
    DISCLOSURE = "DISCLOSURE", _("開示請求")
    CORRECTION = "CORRECTION", _("訂正請求")
    STOP_USE = "STOP_USE", _("利用停止請求")
    LEAK = "LEAK", _("漏えいの申告")
    REQUEST = "REQUEST", _("要望")
    OTHER = "OTHER", _("その他")


class Channel(models.TextChoices):
    """By which way an inquiry came, or an answer went."""

    PUBLIC_FORM = "PUBLIC_FORM", _("ウェブの受付")
    PHONE = "PHONE", _("電話")
    LETTER = "LETTER", _("手紙・書面")
    EMAIL = "EMAIL", _("メール")
    IN_PERSON = "IN_PERSON", _("窓口で直接")


ENTERED_CHANNELS = [(c.value, c.label) for c in Channel if c != Channel.PUBLIC_FORM]


class InquiryStatus(models.TextChoices):
    """Where an inquiry stands."""

    RECEIVED = "RECEIVED", _("受付")
    IN_PROGRESS = "IN_PROGRESS", _("対応中")
    WAITING_APPROVAL = "WAITING_APPROVAL", _("承認待ち")
    ANSWERED = "ANSWERED", _("回答済み")
    CLOSED = "CLOSED", _("終了")


OPEN = (InquiryStatus.RECEIVED, InquiryStatus.IN_PROGRESS, InquiryStatus.WAITING_APPROVAL)


class IdentityMethod(models.TextChoices):
    """How it was made sure that somebody is who they say."""

    DOCUMENT = "DOCUMENT", _("窓口で本人確認書類を確かめた")
    COPY = "COPY", _("本人確認書類の写しを受け取った")
    REGISTERED = "REGISTERED", _("登録の電話番号へかけ直して確かめた")
    AGENT = "AGENT", _("代理人の委任状と本人確認書類を確かめた")


class CloseReason(models.TextChoices):
    """Why nothing more is to be done."""

    DONE = "DONE", _("回答して終わった")
    NO_ADDRESS = "NO_ADDRESS", _("返事の宛先がない・返事を望んでいない")
    WITHDRAWN = "WITHDRAWN", _("本人が取り下げた")
    DUPLICATE = "DUPLICATE", _("ほかの受付と重なる")
    NUISANCE = "NUISANCE", _("いたずら・迷惑な投稿")


class NoticePlace(models.TextChoices):
    """Where the desk is made known."""

    PREMISES = "PREMISES", _("院内掲示")
    WEB = "WEB", _("ウェブ")


class ErasureStatus(models.TextChoices):
    """Where a request to erase stands."""

    WAITING = "WAITING", _("決裁待ち")
    ERASED = "ERASED", _("消去済み")
    CLOSED = "CLOSED", _("消去しない")


# Who can answer for a desk: whoever may also open what comes in at it.
RESPONSIBLE_ROLES = frozenset({Role.DESK, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.EXECUTIVE})
