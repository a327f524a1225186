"""Why a clock stands as it does, in sentences a director understands."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _n

from kaname.foundation.calendar import clock as house_clock
from kaname.foundation.ledger.findings import Sentence, say

from .counting import Due
from .facts import Facts
from .rules import DeadlineKind, Rule
from .stops import Filing, Waiver

_WAITING = {
    "detected_at": _n("最初に気づいた時刻が記録されると始まります。"),
    "aware_at": _n("院内のいずれかの部署が知った時刻が記録されると始まります。"),
    "vendor_aware_at": _n("委託先が知った時刻が記録されると始まります。"),
    "network_cut_at": _n("ネットワークの遮断が決まると始まります。"),
    "publication_decided_at": _n("公表が決まると始まります。"),
    "harm_judged_at": _n("医療安全の担当の判断が記録されると始まります。"),
}


def waiting_for(moment: str) -> Sentence:
    """What has to be recorded for the clock to begin."""
    return say(_WAITING[moment])


def to_decide() -> Sentence:
    """That corrected facts alone stop nothing."""
    return say(_n("事実が改められ、対象ではないと見込まれます。非該当とする決裁があるまで、期限は続きます。"))


def of_deadline(rule: Rule, due: Due | None) -> tuple[Sentence, ...]:
    """How the deadline was counted."""
    deadline, minutes = rule.deadline, rule.deadline.minutes
    if due is None:
        return (say(_n("期限の定めはありません。")),)
    start = house_clock.day_of(due.starts_at)
    if minutes and minutes % 60:
        return (say(_n("法令に時間の定めはありません。目標は%(n)s分以内です。"), n=minutes),)
    if minutes:
        return (say(_n("法令に時間の定めはありません。目標は%(n)s時間以内です。"), n=minutes // 60),)
    count = (due.raw_on - start).days + 1
    if deadline.kind == DeadlineKind.TARGET:
        return (
            say(_n("法令に日数の定めはありません。目標は%(n)s日目の%(day)sです。"), n=count, day=due.due_on),
        )
    if deadline.kind == DeadlineKind.WINDOW:
        text = _n(
            "%(start)sを1日目として%(warn)s日目までに送り、遅くとも%(n)s日目の%(day)sまでに送ります。休日でも延びません。"
        )
        return (say(text, start=start, warn=deadline.warn_day, n=count, day=due.due_on),)
    counted = say(_n("%(start)sを1日目として%(n)s日目は%(day)sです。"), start=start, n=count, day=due.raw_on)
    if due.due_on == due.raw_on:
        return (counted,)
    return (counted, say(_n("その日は閉庁日なので、次の開庁日の%(day)sが期限です。"), day=due.due_on))


def of_filing(filing: Filing, due: Due | None, current: Facts) -> tuple[Sentence, ...]:
    """When the report went out, and whether it is still what is known."""
    day = house_clock.day_of(filing.sent_at)
    found = [say(_n("%(day)sに送りました（事実の第%(n)s版から）。"), day=day, n=filing.version)]
    if due is not None and filing.sent_at >= due.due_at:
        found.append(say(_n("期限を過ぎてから送られています。")))
    if filing.version < current.version:
        found.append(say(_n("その後に事実が改められました。追って知らせることがないかを確かめてください。")))
    return tuple(found)


def of_waiver(waiver: Waiver, current: Facts) -> tuple[Sentence, ...]:
    """When it was decided, and whether the facts are still those it was decided on."""
    found = [say(_n("%(day)sに非該当と決裁されました。"), day=house_clock.day_of(waiver.decided_at))]
    if waiver.version < current.version:
        found.append(say(_n("その後に事実が改められました。非該当のままでよいかを確かめてください。")))
    return tuple(found)
