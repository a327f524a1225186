"""What directives prove for the obligations: that somebody was told, is not late, and was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution, Membership, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import (
    Finding,
    Mend,
    Sentence,
    condition,
    fails,
    holds,
    mend,
    once,
    say,
)

from .models import Directive, DirectiveReport
from .schedule import Recurrence
from .selectors import directives_by_obligation, newest_reports

JUDGED_WITHIN_DAYS = 30
_ROLE_NAMES = {
    Role.EXECUTIVE: _n("経営層"),
    Role.SAFETY_OFFICER: _n("医療情報システム安全管理責任者"),
    Role.PLANNING_MANAGER: _n("企画管理者"),
    Role.OPERATIONS_STAFF: _n("システム運用担当者"),
    Role.STAFF: _n("職員"),
    Role.VENDOR: _n("システム関連事業者"),
    Role.DESK: _n("窓口担当"),
}


@dataclass(frozen=True)
class _Case:
    """The directives that answer one obligation, as they are on record; asked about any day from today on."""

    item: str
    roles: Sequence[str]
    rows: list[Directive]
    unjudged: dict[int, DirectiveReport]
    standing: bool

    def of_role(self, role: str, day: date) -> list[Directive]:
        """Those whose addressee still belongs to the hospital and holds the role on that day."""
        return [r for r in self.rows if r.addressee_role == role and role in r.addressee.roles_on(day)]

    def all_of(self, day: date) -> list[Directive]:
        return [row for role in self.roles for row in self.of_role(role, day)]

    def missing(self, day: date) -> list[str]:
        return [role for role in self.roles if not self.of_role(role, day)]

    def overdue(self, day: date) -> list[Directive]:
        return [row for row in self.all_of(day) if row.is_overdue(day)]

    def unheard(self, day: date) -> list[Directive]:
        return [
            row
            for row in self.all_of(day)
            if row.pk in self.unjudged and _judge_by(self.unjudged[row.pk]) < day
        ]

    def is_in_order(self, day: date) -> bool:
        return not (self.missing(day) or self.overdue(day) or self.unheard(day))

    def changes_on(self, on: date) -> date | None:
        """The first day after `on` on which the answer differs if nobody does anything."""
        now = self.is_in_order(on)
        return next((day for day in sorted(self._turns()) if day > on and self.is_in_order(day) != now), None)

    def _turns(self) -> set[date]:
        days = {row.deadline_on + ONE_DAY for row in self.rows if row.is_with_addressee}
        days |= {_judge_by(report) + ONE_DAY for report in self.unjudged.values()}
        for row in self.rows:
            periods: list[Person | Membership] = [row.addressee, *row.addressee.memberships.all()]
            for period in periods:
                days.add(period.starts_on)
                days |= {period.ends_on + ONE_DAY} if period.ends_on else set()
        return days


@condition(
    "directive_in_force",
    reads=["directives.directive", "directives.directivereport", "access.person", "access.membership"],
)
def directive_in_force(
    institution: Institution,
    *,
    on: date,
    item: str,
    roles: Sequence[str],
    judged: bool = False,
    standing: bool = False,
) -> Finding:
    """Whether somebody in each role has been directed to see to the obligation, and nothing is overdue.

    A directive counts while its addressee holds the role, until it is withdrawn; also when it is done.
    `judged`: its newest report carries an executive's verdict, or waits for one no longer than 30 days.
    `standing`: only directives that stay in force count.
    """
    key = ("directives.by_obligation", institution.pk, on)
    directed = once(key, lambda: directives_by_obligation(institution, on=on))
    rows = [r for r in directed.get(item, ()) if r.is_standing or not standing]
    case = _Case(item, roles, rows, _unjudged(rows) if judged else {}, standing)
    changes_on = case.changes_on(on)
    if case.is_in_order(on):
        until = changes_on - ONE_DAY if changes_on else None
        return holds(_in_order(case, on, until), proofs=case.all_of(on), until=until)
    sentence, step, proofs = _problem(case, on)
    return fails(sentence, mend=step, proofs=proofs, changes_on=changes_on)


def _unjudged(rows: list[Directive]) -> dict[int, DirectiveReport]:
    """Newest reports that no executive has spoken on, by directive; those below are their issuers' matter."""
    tops = [row for row in rows if row.parent_id is None]
    return {pk: report for pk, report in newest_reports(tops).items() if report.waits_for_executive}


def _judge_by(report: DirectiveReport) -> date:
    return clock.day_of(report.reported_at) + timedelta(days=JUDGED_WITHIN_DAYS)


def _in_order(case: _Case, on: date, until: date | None) -> Sentence:
    values = {"roles": _names(case.roles), "numbers": _numbers(case.all_of(on))}
    if until is None:
        return say(_n("%(roles)s への指示（%(numbers)s）が出ており、遅れはありません。"), **values)
    waiting = [row for row in case.all_of(on) if row.pk in case.unjudged]
    if any(_judge_by(case.unjudged[row.pk]) == until for row in waiting):
        text = _n(
            "%(roles)s への指示（%(numbers)s）が出ています。届いた報告を %(until)s までに経営層が判断します。"
        )
        return say(text, **values, until=until)
    if any(row.is_with_addressee and row.deadline_on == until for row in case.all_of(on)):
        text = _n(
            "%(roles)s への指示（%(numbers)s）が出ており、遅れはありません。次の期限は %(until)s です。"
        )
        return say(text, **values, until=until)
    text = _n("%(roles)s への指示（%(numbers)s）が出ています。受けた人の任期は %(until)s までです。")
    return say(text, **values, until=until)


def _problem(case: _Case, on: date) -> tuple[Sentence, Mend, list[Directive]]:
    """The first thing that is wrong, the step that mends it, and the records that show it."""
    if missing := case.missing(on):
        return _not_directed(case, missing)
    if overdue := case.overdue(on):
        return _late(overdue)
    return _not_heard(case, case.unheard(on))


def _not_directed(case: _Case, missing: list[str]) -> tuple[Sentence, Mend, list[Directive]]:
    query = {"obligation": case.item, "role": missing[0]}
    if case.standing:
        query["recurrence"] = Recurrence.YEARLY.value
    step = mend(_n("指示を出す"), "directives:directive_new", **query)
    left = [row for row in case.rows if row.addressee_role in missing]
    if left:
        text = _n("指示 %(numbers)s を受けた人が %(roles)s の役割を離れました。後任に指示してください。")
        return say(text, roles=_names(missing), numbers=_numbers(left)), step, left
    if case.standing:
        return say(_n("%(roles)s への、継続する指示が出ていません。"), roles=_names(missing)), step, []
    return say(_n("%(roles)s への指示が出ていません。"), roles=_names(missing)), step, []


def _late(rows: list[Directive]) -> tuple[Sentence, Mend, list[Directive]]:
    first = min(rows, key=lambda row: row.deadline_on)
    values = {"number": first.number, "title": first.title, "name": first.addressee.name}
    step = mend(_n("催促する"), "directives:directive_detail", first.pk)
    if len(rows) == 1:
        text = _n("指示 %(number)s「%(title)s」の期限（%(due)s）が過ぎています。担当は %(name)s さんです。")
        return say(text, **values, due=first.deadline_on), step, rows
    text = _n(
        "期限を過ぎた指示が %(n)s 件あります。"
        "最も古いのは %(number)s「%(title)s」（期限 %(due)s、担当 %(name)s さん）です。"
    )
    return say(text, **values, due=first.deadline_on, n=len(rows)), step, rows


def _not_heard(case: _Case, rows: list[Directive]) -> tuple[Sentence, Mend, list[Directive]]:
    first = min(rows, key=lambda row: case.unjudged[row.pk].reported_at)
    report = case.unjudged[first.pk]
    text = _n("指示 %(number)s への報告（%(reported)s）に、%(limit)s までに経営層の判断がありませんでした。")
    step = mend(_n("報告を判断する"), "directives:directive_detail", first.pk)
    reported = clock.day_of(report.reported_at)
    return say(text, number=first.number, reported=reported, limit=_judge_by(report)), step, rows


def _names(roles: Sequence[str]) -> str:
    return "、".join(_ROLE_NAMES.get(Role(role), role) for role in roles)


def _numbers(rows: list[Directive]) -> str:
    return "、".join(row.number for row in rows)
