"""What an emergency kit carries from this room, and what of its records has come back already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar.display import reads_english

from .choices import Moment
from .clocks.rules import DeadlineKind, DeadlineRule, Hurry, Rule, shipped_rules
from .models import Incident, LogLine
from .moments import ANYBODY_IN_CHARGE, MAY_DECIDE, capacity_of
from .shown import FORCE


def duties_in_words(on: date) -> list[dict[str, Any]]:
    """Whom an incident obliges to tell: recipient, force, basis, deadline in words, channel, what to send; in order."""
    book = shipped_rules()
    return [
        {
            "id": rule.id,
            "recipient": str(rule.recipient),
            "force": str(FORCE[rule.legal_force]),
            "basis": rule.basis,
            "channel": str(rule.channel),
            "deadline": deadline_in_words(rule.deadline),
            "send": [str(text) for text in rule.contents] or _items(rule),
        }
        for rule in book.in_force(on)
    ]


def _items(rule: Rule) -> list[str]:
    return [str(shipped_rules().items[number]) for number in rule.items]


def rules_version() -> str:
    """Which rules of reporting are shipped."""
    return shipped_rules().version


_HURRY: dict[Hurry, Callable[[], str]] = {
    Hurry.IMMEDIATELY: lambda: _("直ちに"),
    Hurry.PROMPTLY: lambda: _("速やかに"),
    Hurry.WITHOUT_DELAY: lambda: _("遅滞なく"),
    Hurry.AS_THE_CASE_ALLOWS: lambda: _("状況に応じて速やかに"),
    Hurry.BY_CONTRACT: lambda: _("契約の定めによる"),
    Hurry.BY_DECISION: lambda: _("公表を決めた時刻による"),
    Hurry.NONE: lambda: "",
}


def deadline_in_words(rule: DeadlineRule) -> str:
    """A deadline as somebody without a calendar counts it."""
    period = _period(rule)
    between = ". " if reads_english() else "。"
    return between.join(text for text in (_HURRY[rule.hurry](), period) if text) or _("期限の定めなし")


def _period(rule: DeadlineRule) -> str:
    if rule.kind == DeadlineKind.NONE:
        return ""
    if rule.kind == DeadlineKind.WINDOW:
        return _("知った日を1日目として%(warn)s日目までに送り、遅くとも%(last)s日目まで。休日も数える") % {
            "warn": rule.warn_day,
            "last": rule.last_day,
        }
    if rule.kind == DeadlineKind.DAYS:
        more = (
            _("。不正の目的によるおそれがあるときは%(n)s日目まで") % {"n": rule.days_if_malicious}
            if rule.days_if_malicious
            else ""
        )
        shift = _("。最後の日が閉庁日なら次の開庁日まで") if rule.shifts else ""
        return _("知った日を1日目として%(n)s日目まで") % {"n": rule.days} + more + shift
    if rule.minutes:
        whole = rule.minutes % 60 == 0
        n = rule.minutes // 60 if whole else rule.minutes
        return _("目標は%(n)s時間以内") % {"n": n} if whole else _("目標は%(n)s分以内") % {"n": n}
    return _("目標は%(n)s日目まで") % {"n": rule.days}


def moments_in_words() -> list[list[str]]:
    """What may be decided on the spot: key and words."""
    return [[str(moment.value), str(moment.label)] for moment in Moment]


def deciders(institution: Institution, on: date) -> list[tuple[Person, list[str]]]:
    """Whoever may decide something on the spot on a day, with what; in the order of reading."""
    people = Person.objects.of(institution).holding(ANYBODY_IN_CHARGE, on).by_reading()
    found = []
    for person in people.prefetch_related("memberships"):
        roles = person.roles_on(on)
        may = [str(moment.value) for moment, allowed in MAY_DECIDE.items() if not roles.isdisjoint(allowed)]
        found.append((person, may))
    return found


def may_decide(person: Person, incident: Incident, moment: str) -> bool:
    """Whether this person may decide it in this incident, by role or because they command."""
    return bool(capacity_of(person, incident, moment))


def may_decide_by_role(person: Person, moment: str) -> bool:
    """The same before there is an incident in which anybody commands."""
    return not person.roles.isdisjoint(MAY_DECIDE[Moment(moment)])


def lines_by_key(institution: Institution, keys: Iterable[str]) -> dict[str, LogLine]:
    """The lines that stand in any log of the hospital under these keys."""
    rows = LogLine.objects.of(institution).filter(key__in=list(keys)).select_related("incident")
    return {row.key: row for row in rows}


def newest_of(line: LogLine) -> LogLine:
    """The line itself, or the last of those that correct it."""
    seen = {line.pk}
    while (later := line.corrections.order_by("pk").first()) is not None and later.pk not in seen:
        seen.add(later.pk)
        line = later
    return line
