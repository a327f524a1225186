"""The words of the contact chart: whom it names, by which way an entry was confirmed, to whom reports go."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    """What somebody on the chart is to the hospital, in the order in which the chart shows them."""

    INSIDE = "INSIDE", _("院内")
    VENDOR = "VENDOR", _("システム関連事業者")
    OUTSIDE_EXPERT = "OUTSIDE_EXPERT", _("外部の専門家")
    MHLW = "MHLW", _("厚生労働省")
    PREFECTURE = "PREFECTURE", _("都道府県・保健所")
    PREFECTURAL_POLICE = "PREFECTURAL_POLICE", _("都道府県警察")
    PERSONAL_INFORMATION_COMMISSION = "PERSONAL_INFORMATION_COMMISSION", _("個人情報保護委員会")
    COMPETENT_AUTHORITY = "COMPETENT_AUTHORITY", _("所管官庁")
    PAYER_FUND = "PAYER_FUND", _("支払基金・国保連")
    INSURER = "INSURER", _("サイバー保険")
    NEIGHBOUR_HOSPITAL = "NEIGHBOUR_HOSPITAL", _("近隣の医療機関")
    LAWYER = "LAWYER", _("顧問弁護士")
    PRESS = "PRESS", _("報道機関")
    OTHER = "OTHER", _("そのほか")


# The clocks of an incident (by their names in the rules) for which each party is called.
CLOCKS: dict[str, tuple[str, ...]] = {
    Party.INSIDE: ("executive_call",),
    Party.VENDOR: ("vendor_call", "vendor_to_us"),
    Party.OUTSIDE_EXPERT: ("jpcert_ipa",),
    Party.MHLW: ("mhlw_report",),
    Party.PREFECTURE: ("prefecture_report",),
    Party.PREFECTURAL_POLICE: ("police",),
    Party.PERSONAL_INFORMATION_COMMISSION: ("ppc_prelim", "ppc_final", "my_number", "my_number_final"),
    Party.COMPETENT_AUTHORITY: ("designated_operator", "designated_operator_final"),
    Party.PAYER_FUND: ("payer_fund",),
    Party.INSURER: ("insurer",),
    Party.PRESS: ("publication",),
}


class Method(models.TextChoices):
    """How an entry was confirmed."""

    PHONE = "PHONE", _("電話で確かめた")
    LINK = "LINK", _("先方がリンクから答えた")


class RequestStatus(models.TextChoices):
    """What became of a link that was sent to a contact."""

    WAITING = "WAITING", _("答えを待っています")
    CONFIRMED = "CONFIRMED", _("このままでよいと答えました")
    CORRECTED = "CORRECTED", _("訂正が届きました")
    TAKEN = "TAKEN", _("訂正を取り入れました")
    REFUSED = "REFUSED", _("訂正を取り入れませんでした")
    WITHDRAWN = "WITHDRAWN", _("取り下げました")


class Recipient(models.TextChoices):
    """To whom the hospital reports or announces; the first internal report comes before all others."""

    FIRST_INTERNAL = "FIRST_INTERNAL", _("院内の第一報")
    MHLW = "MHLW", _("厚生労働省")
    PREFECTURE = "PREFECTURE", _("都道府県・保健所")
    POLICE = "POLICE", _("警察")
    PERSONAL_INFORMATION_COMMISSION = "PERSONAL_INFORMATION_COMMISSION", _("個人情報保護委員会")
    COMPETENT_AUTHORITY = "COMPETENT_AUTHORITY", _("所管官庁")
    PATIENTS = "PATIENTS", _("患者等")
    VENDORS = "VENDORS", _("システム関連事業者")
    PARTNER_INSTITUTIONS = "PARTNER_INSTITUTIONS", _("連携する医療機関")
    STAFF = "STAFF", _("職員")


PARTY_OF_RECIPIENT: dict[str, str] = {
    Recipient.MHLW: Party.MHLW,
    Recipient.PREFECTURE: Party.PREFECTURE,
    Recipient.POLICE: Party.PREFECTURAL_POLICE,
    Recipient.PERSONAL_INFORMATION_COMMISSION: Party.PERSONAL_INFORMATION_COMMISSION,
    Recipient.COMPETENT_AUTHORITY: Party.COMPETENT_AUTHORITY,
    Recipient.VENDORS: Party.VENDOR,
    Recipient.PARTNER_INSTITUTIONS: Party.NEIGHBOUR_HOSPITAL,
}


class AnnouncementAudience(models.TextChoices):
    """For whom the text of an announcement is."""

    PATIENTS = "PATIENTS", _("患者・家族")
    WEB = "WEB", _("ホームページ")
    PRESS = "PRESS", _("報道機関")
    VENDORS = "VENDORS", _("システム関連事業者")
    STAFF = "STAFF", _("職員")


# What may stand between {{ }} in a text, and what takes its place when it is used.
PLACES: dict[str, object] = {
    "hospital": _("病院の名前"),
    "today": _("知らせる日"),
    "occurred_at": _("起きた日時"),
    "detected_at": _("気づいた日時"),
    "what": _("起きたこと"),
    "systems": _("影響した情報システム"),
    "services": _("止めている診療・続けている診療"),
    "data": _("漏えいのおそれがある情報"),
    "persons": _("対象の人数"),
    "actions": _("いましていること"),
    "next_update": _("次に知らせる時"),
    "desk": _("問合せ先"),
    "spokesperson": _("説明する人"),
}
