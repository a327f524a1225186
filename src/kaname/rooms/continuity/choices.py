"""The words of business continuity: bands of time, kinds of harm, parts of the plan, states of procedures and checks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Band(models.TextChoices):
    """How long a service has been without its systems."""

    H2 = "H2", _("2時間まで")
    H12 = "H12", _("2〜12時間")
    H72 = "H72", _("12〜72時間")
    D7 = "D7", _("3〜7日")
    W4 = "W4", _("1〜4週間")
    LONGER = "LONGER", _("4週間を超える")


class Harm(models.TextChoices):
    """What happens to patients: what is asked first."""

    NONE = "NONE", _("影響なし")
    DELAY = "DELAY", _("診療が遅れる")
    HARM = "HARM", _("健康被害")
    LIFE = "LIFE", _("生命の危険")


class OtherImpact(models.TextChoices):
    """What happens besides: duties by law, money, trust."""

    NONE = "NONE", _("影響なし")
    LIMITED = "LIMITED", _("限られる")
    SERIOUS = "SERIOUS", _("大きい")


class PartKey(models.TextChoices):
    """The parts of the plan that are kept as data beside its document."""

    GO_ON = "GO_ON", _("診療を続ける基準")
    LIMIT = "LIMIT", _("診療を制限する基準")
    STOP = "STOP", _("診療を止める基準")
    DIVERT = "DIVERT", _("転送し、受入れを断る基準")
    DECISION_MAKER = "DECISION_MAKER", _("決める人")
    DEPUTY_DECISION_MAKER = "DEPUTY_DECISION_MAKER", _("決める人の代理")
    TRIGGER = "TRIGGER", _("非常時の宣言")
    LEAKAGE_WITHOUT_STOP = "LEAKAGE_WITHOUT_STOP", _("止まらずに情報が漏れたとき")


CRITERIA = (PartKey.GO_ON, PartKey.LIMIT, PartKey.STOP, PartKey.DIVERT)
NEEDS_PERSON = frozenset({PartKey.DECISION_MAKER, PartKey.DEPUTY_DECISION_MAKER, PartKey.TRIGGER})
NEEDS_TEXT = frozenset({*CRITERIA, PartKey.TRIGGER, PartKey.LEAKAGE_WITHOUT_STOP})


class PhaseStatus(models.TextChoices):
    """Whether the plan settles an item of the five phases."""

    SETTLED = "SETTLED", _("策定済み")
    OPEN = "OPEN", _("未策定")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("該当なし")


class ProcedureStatus(models.TextChoices):
    """Where a version of a recovery procedure stands."""

    DRAFT = "DRAFT", _("下書き")
    REQUESTED = "REQUESTED", _("承認待ち")
    APPROVED = "APPROVED", _("承認済み")
    SUPERSEDED = "SUPERSEDED", _("旧版")
    REJECTED = "REJECTED", _("不承認")


class OfflineCopy(models.TextChoices):
    """Whether a copy lies where nobody reaches it over the network."""

    UNKNOWN = "UNKNOWN", _("確かめていない")
    YES = "YES", _("ある")
    NO = "NO", _("ない")


class CheckKind(models.TextChoices):
    """How it was tried whether the hospital can recover."""

    RESTORE_TEST = "RESTORE_TEST", _("復元試験")
    SELF_CHECK = "SELF_CHECK", _("復旧手順の自己点検")


class CheckResult(models.TextChoices):
    """How it went."""

    GOOD = "GOOD", _("目標どおり")
    CONCERNS = "CONCERNS", _("課題がある")
    FAILED = "FAILED", _("復元できなかった")


class CheckStatus(models.TextChoices):
    """Where a check stands between whoever held it and the executive."""

    RECORDED = "RECORDED", _("報告前")
    SENT = "SENT", _("判断待ち")
    JUDGED = "JUDGED", _("判断済み")
    RETURNED = "RETURNED", _("差戻し")


class CheckVerdict(models.TextChoices):
    """What an executive can answer to a check; the keys of the decision's options."""

    ACCEPT = "ACCEPT", _("了承する")
    ORDER = "ORDER", _("改善を指示する")
    RETURN = "RETURN", _("差し戻す")


class FindingState(models.TextChoices):
    """Where a finding stands, by its directive."""

    WITHOUT_DIRECTIVE = "WITHOUT_DIRECTIVE", _("指示なし")
    OPEN = "OPEN", _("改善中")
    OVERDUE = "OVERDUE", _("期限超過")
    CLOSED = "CLOSED", _("完了")
