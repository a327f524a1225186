"""The fact sheet (事実表) in versions: one truth from which every report is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.decisions.models import Decision
from kaname.rooms.incidents.clocks import facts as known
from kaname.rooms.incidents.clocks.facts import Facts

from .incident import Incident


class CauseKind(models.TextChoices):
    """Why it happened; the same values as `clocks.facts.Cause`."""

    UNKNOWN = "UNKNOWN", _("まだ分からない")
    RANSOMWARE = "RANSOMWARE", _("ランサムウェア")
    UNAUTHORISED_ACCESS = "UNAUTHORISED_ACCESS", _("不正アクセス")
    DENIAL_OF_SERVICE = "DENIAL_OF_SERVICE", _("DDoS（大量の通信による妨害）")
    THEFT = "THEFT", _("盗難")
    INSIDER = "INSIDER", _("内部の者による持ち出し")
    MISDELIVERY = "MISDELIVERY", _("誤送信・誤交付")
    LOSS = "LOSS", _("紛失")
    WRONG_DISPOSAL = "WRONG_DISPOSAL", _("誤廃棄")
    MALFUNCTION = "MALFUNCTION", _("機器・ソフトの故障")
    OTHER = "OTHER", _("そのほか")


class DataKind(models.TextChoices):
    """What personal data it touched; the same values as `clocks.facts.DataClass`."""

    UNKNOWN = "UNKNOWN", _("まだ分からない")
    MEDICAL = "MEDICAL", _("診療情報")
    SENSITIVE = "SENSITIVE", _("そのほかの要配慮個人情報")
    FINANCIAL = "FINANCIAL", _("カード番号・口座など")
    PERSONAL = "PERSONAL", _("氏名・住所などの個人情報")
    MY_NUMBER = "MY_NUMBER", _("個人番号（マイナンバー）")
    PSEUDONYMISED = "PSEUDONYMISED", _("仮名加工情報")


class SurenessKind(models.TextChoices):
    """A suspicion counts until it is denied with reasons; as `clocks.facts.Sureness`."""

    POSSIBLE = "POSSIBLE", _("おそれがある")
    CONFIRMED = "CONFIRMED", _("確認した")
    DENIED = "DENIED", _("ないと確認した")


class StandingKind(models.TextChoices):
    """As whom the hospital handles the data; as `clocks.facts.Standing`."""

    OWN = "OWN", _("当院のデータ")
    ENTRUSTED_TO_US = "ENTRUSTED_TO_US", _("当院が委託を受けて扱うデータ")
    AT_OUR_VENDOR = "AT_OUR_VENDOR", _("当院が委託した先で起きた")


def _flag(label: Any) -> models.BooleanField:
    return models.BooleanField(label, default=False)


def _text(label: Any) -> models.TextField:
    return models.TextField(label, blank=True, default="")


class FactSheet(InstitutionRecord):
    """One version of what is known. A correction is a new version that says what changed; the old one stays.

    The first half is what deadlines depend on (`facts`), the second what reports tell.
    Source: 個人情報保護法施行規則 第8条第1項, 経営管理編 1.2.2 善後策 ①
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="sheets")
    version = models.PositiveIntegerField(_("版"))
    known_at = models.DateTimeField(_("書いた時刻"))
    written_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    change_note = models.CharField(_("何を、なぜ改めたか"), max_length=300, blank=True)

    detected_at = models.DateTimeField(_("最初に気づいた時刻"), null=True, blank=True)
    aware_at = models.DateTimeField(_("院内のいずれかの部署が知った時刻"), null=True, blank=True)
    aware_department = models.CharField(_("最初に知った部署"), max_length=100, blank=True)
    vendor_aware_at = models.DateTimeField(_("委託先が知った時刻"), null=True, blank=True)
    harm_judged_at = models.DateTimeField(_("医療安全の担当が判断した時刻"), null=True, blank=True)
    cause = models.CharField(_("原因"), max_length=20, choices=CauseKind, default=CauseKind.UNKNOWN)
    suspects_attack = _flag(_("サイバー攻撃の疑いがある"))
    leak = models.CharField(
        _("情報の漏えい"), max_length=9, choices=SurenessKind, default=SurenessKind.POSSIBLE
    )
    damage = models.CharField(
        _("情報の滅失・毀損"), max_length=9, choices=SurenessKind, default=SurenessKind.POSSIBLE
    )
    data = models.JSONField(_("どの情報か"), default=list, blank=True)
    persons_min = models.PositiveIntegerField(_("本人の数（最小）"), default=0)
    persons_max = models.PositiveIntegerField(_("本人の数（最大）"), null=True, blank=True)
    affects_care = _flag(_("診療に影響がある、またはそのおそれがある"))
    expects_press = _flag(_("報道が見込まれる"))
    may_have_harmed = _flag(_("患者の死亡や障害につながったおそれがある"))
    standing = models.CharField(
        _("データの立場"), max_length=15, choices=StandingKind, default=StandingKind.OWN
    )
    is_strongly_encrypted = _flag(_("高度な暗号化がされ、鍵も侵されていない"))
    is_recovered_unseen = _flag(_("第三者に見られる前に全部を取り戻した"))
    is_same_data_kept = _flag(_("同じ内容の写しが手元に残っている"))
    is_designated_operator = _flag(_("特別社会基盤事業者の指定を受けている"))
    is_insured = _flag(_("サイバー保険に入っている"))

    overview = _text(_("事態の概要"))
    care_impact = _text(_("診療への影響"))
    patients_affected = models.PositiveIntegerField(
        _("影響を受ける患者の数（見込み）"), null=True, blank=True
    )
    data_items = _text(_("個人データの項目"))
    cause_text = _text(_("原因（分かっていること）"))
    cause_unknowable = _text(_("原因を特定できない理由"))
    secondary_harm = _text(_("二次被害とそのおそれ"))
    to_persons = _text(_("本人への対応"))
    publication = _text(_("公表の状況"))
    prevention = _text(_("再発防止の措置"))
    other = _text(_("そのほか参考になること"))
    actions = _text(_("取った措置"))
    police = _text(_("警察への相談"))
    support_needed = _text(_("求める支援"))
    next_update_at = models.DateTimeField(_("次の報告の予定"), null=True, blank=True)
    ransom_note = _text(_("脅迫文の本文"))
    extension = models.CharField(_("暗号化後の拡張子"), max_length=100, blank=True)
    strain = models.CharField(_("ランサムウェアの種別"), max_length=100, blank=True)
    intrusion_path = _text(_("侵入経路（推定を含む）"))
    indicators = _text(_("侵害指標（ハッシュ、IPアドレス、ドメイン）"))
    shares_with_nco = _flag(_("国家サイバー統括室への共有に同意する"))

    class Meta:
        verbose_name = _("事実表")
        ordering = ("incident", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "version"],
                name="one_sheet_per_version",
                violation_error_message=_("ほかの人が先に事実を改めました。開き直してください。"),
            ),
            models.CheckConstraint(
                condition=Q(persons_max__isnull=True) | Q(persons_max__gte=models.F("persons_min")),
                name="sheet_persons_in_order",
                violation_error_message=_("最大の人数は、最小の人数より少なくできません。"),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(incident)s 事実表 第%(n)s版")) % {"incident": self.incident.number, "n": self.version}

    def get_absolute_url(self) -> str:
        return f"{reverse('incidents:facts', args=[self.incident_id])}?version={self.version}"

    def facts(self, decided: Iterable[Decision] = ()) -> Facts:
        """This version as the clocks read it. `decided`: what was decided on the spot (network cut, announcement)."""
        moments = moments_of(decided)
        return Facts(
            version=self.version,
            known_at=self.known_at,
            detected_at=self.detected_at,
            aware_at=self.aware_at,
            vendor_aware_at=self.vendor_aware_at,
            harm_judged_at=self.harm_judged_at,
            network_cut_at=moments.get("NETWORK"),
            publication_decided_at=moments.get("ANNOUNCEMENT"),
            cause=known.Cause(self.cause),
            suspects_attack=self.suspects_attack,
            leak=known.Sureness(self.leak),
            damage=known.Sureness(self.damage),
            data=frozenset(known.DataClass(name) for name in self.data),
            persons_min=self.persons_min,
            persons_max=self.persons_max,
            is_major=self.incident.is_major,
            affects_care=self.affects_care,
            expects_press=self.expects_press,
            may_have_harmed=self.may_have_harmed,
            standing=known.Standing(self.standing),
            is_strongly_encrypted=self.is_strongly_encrypted,
            is_recovered_unseen=self.is_recovered_unseen,
            is_same_data_kept=self.is_same_data_kept,
            is_designated_operator=self.is_designated_operator,
            is_insured=self.is_insured,
        )


def _decided_first(decision: Decision) -> tuple[datetime, int]:
    return decision.decided_at or decision.requested_at, decision.pk


def moments_of(decided: Iterable[Decision]) -> dict[str, datetime]:
    """When something was first decided to be done, by what it was about; undoing it later does not unstart a clock."""
    found: dict[str, datetime] = {}
    for decision in sorted(decided, key=_decided_first):
        if decision.choice == "DO" and decision.decided_at is not None:
            found.setdefault(str(decision.proposal.get("moment", "")), decision.decided_at)
    return found
