"""The words of an incident: how it stands, how care goes on, who does what, what is decided."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IncidentStatus(TextChoices):
    """From the alarm to the end; an alarm that was none is dismissed with a reason."""

    ALARM = "ALARM", _("通報")
    OPEN = "OPEN", _("対応中")
    CLOSED = "CLOSED", _("終結")
    DISMISSED = "DISMISSED", _("事故ではない")


class Gravity(TextChoices):
    """How grave it is. Until it is judged it counts as major."""

    MAJOR = "MAJOR", _("重大")
    MINOR = "MINOR", _("軽微")


class Precision(TextChoices):
    """How well a moment is known."""

    EXACT = "EXACT", _("この時刻")
    ABOUT = "ABOUT", _("このころ")
    DAY = "DAY", _("この日のうち")


class LineKind(TextChoices):
    """What a line of the log tells."""

    LOG = "LOG", _("記録")
    CONTACT = "CONTACT", _("連絡")
    CHANGE = "CHANGE", _("変更")
    EVIDENCE = "EVIDENCE", _("保全")
    TASK = "TASK", _("依頼")
    DECISION = "DECISION", _("判断")
    BOARD = "BOARD", _("診療")
    FACTS = "FACTS", _("事実")
    REPORT = "REPORT", _("報告")
    ROLE = "ROLE", _("体制")
    STATE = "STATE", _("経過")


WRITTEN = (LineKind.LOG, LineKind.CONTACT, LineKind.CHANGE)


class CareState(TextChoices):
    """How a function of care goes on."""

    NORMAL = "NORMAL", _("通常")
    LIMITED = "LIMITED", _("制限")
    PAPER = "PAPER", _("紙")
    STOPPED = "STOPPED", _("停止")


CARE_FUNCTIONS = (
    _("救急"),
    _("外来"),
    _("手術"),
    _("ICU"),
    _("透析"),
    _("分娩"),
    _("検査"),
    _("薬剤"),
    _("輸血"),
    _("画像"),
    _("給食"),
    _("会計"),
)


class TeamRole(TextChoices):
    """What somebody answers for while the incident lasts."""

    COMMANDER = "COMMANDER", _("本部長")
    RECORDER = "RECORDER", _("記録")
    CARE = "CARE", _("診療の継続")
    TECHNICAL = "TECHNICAL", _("技術と復旧")
    EVIDENCE = "EVIDENCE", _("証拠の保全")
    AUTHORITIES = "AUTHORITIES", _("官庁・警察への連絡")
    EXPLANATION = "EXPLANATION", _("説明と広報")
    PATIENTS = "PATIENTS", _("患者の窓口")
    LOGISTICS = "LOGISTICS", _("総務・物資")


class EvidenceState(TextChoices):
    """Whether something was saved before it could be lost."""

    TO_PRESERVE = "TO_PRESERVE", _("まだ")
    PRESERVED = "PRESERVED", _("保全した")
    LOST = "LOST", _("残っていなかった")


class Moment(TextChoices):
    """What is decided on the spot."""

    CARE = "CARE", _("診療を続けるか")
    SYSTEM = "SYSTEM", _("システムを止めるか続けるか")
    NETWORK = "NETWORK", _("ネットワークを切り離すか")
    DIVERSION = "DIVERSION", _("救急を他院に振り替えるか")
    PAPER = "PAPER", _("紙の運用に切り替えるか")
    HEADQUARTERS = "HEADQUARTERS", _("対策本部を置くか")
    RANSOM = "RANSOM", _("身代金の要求に応じるか")
    EXPERTS = "EXPERTS", _("外部の専門家を呼ぶか")
    ANNOUNCEMENT = "ANNOUNCEMENT", _("公表するか")
    RECOVERY = "RECOVERY", _("復旧を宣言するか")
    OTHER = "OTHER", _("そのほか")


class ReportState(TextChoices):
    """A draft may change; what was sent is frozen."""

    DRAFT = "DRAFT", _("下書き")
    SENT = "SENT", _("送った")


class ReviewState(TextChoices):
    """Where the post-incident review stands."""

    DRAFT = "DRAFT", _("作成中")
    REPORTED = "REPORTED", _("経営層に報告した")
    JUDGED = "JUDGED", _("経営層が決めた")


class DrillState(TextChoices):
    """From the plan to the end of a drill. Whether its clock runs is reckoned, see `drills/reckoning.py`."""

    PLANNED = "PLANNED", _("予定")
    RUNNING = "RUNNING", _("実施中")
    ENDED = "ENDED", _("終了")
    CANCELLED = "CANCELLED", _("取りやめ")


class DrillPart(TextChoices):
    """What somebody does in a drill."""

    PLAYER = "PLAYER", _("参加者")
    FACILITATOR = "FACILITATOR", _("進行役")
    OBSERVER = "OBSERVER", _("見学")


class DrillMarkValue(TextChoices):
    """The facilitator's word on something expected."""

    MET = "MET", _("できた")
    PARTLY = "PARTLY", _("一部できた")
    MISSED = "MISSED", _("できなかった")
    SKIPPED = "SKIPPED", _("行わなかった")
