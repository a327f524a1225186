"""What incidents prove: that care was decided on, everybody was told, the cause was found, and it was learnt from.

Source: 経営管理編 1.2.2
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.decisions.models import Decision, DecisionStatus
from kaname.foundation.directives.models import Directive, DirectiveStatus
from kaname.foundation.ledger.findings import Finding, condition, fails, few, holds, mend, once, say

from . import drill_conditions, selectors  # noqa: F401  (registers what drills prove)
from .choices import EvidenceState, Gravity, IncidentStatus, Moment, ReviewState, TeamRole
from .clocks.reckoning import Clock, ClockState
from .keys import NO_TEAM
from .models import Incident, ResponseMember

_SHOWN = 10
_READS = ("incidents.incident", "decisions.decision")
_NONE_YET = _n("重大な事故は起きていません。")


def _major(institution: Institution, on: date, severity: str) -> list[Incident]:
    """The incidents of this gravity that had been taken up by a day."""
    rows = once(("incidents.major", institution.pk), lambda: selectors.major_incidents(institution))
    if severity != Gravity.MAJOR:
        rows = list(
            Incident.objects.of(institution).real().filter(declared_at__isnull=False).order_by("-alarm_at")
        )
    return [row for row in rows if clock.day_of(row.alarm_at) <= on]


@dataclass(frozen=True)
class _Care:
    """One incident with what was decided about care and who explains."""

    incident: Incident
    decided: Decision | None
    has_team: bool
    last_day: date

    @property
    def is_done(self) -> bool:
        return self.decided is not None and self.has_team


@condition("incident_continuity_decided", reads=(*_READS, "incidents.teammember"))
def incident_continuity_decided(
    institution: Institution, *, on: date, severity: str, within_hours: int
) -> Finding:
    """Each grave incident has, within so many hours, a decision on care and somebody who explains.

    Source: 経営管理編 1.2.2 説明責任 ①
    """
    cases = [_care(row, within_hours) for row in _major(institution, on, severity)]
    if not cases:
        return holds(say(_NONE_YET))
    open_cases = [case for case in cases if not case.is_done]
    late = [case for case in open_cases if case.last_day < on]
    if late:
        first = late[0]
        what = _n("%(incident)sは、診療を続けるかの決定がないまま%(n)s時間を過ぎました。")
        if first.decided is not None:
            what = _n("%(incident)sは、説明と広報の担当が決まらないまま%(n)s時間を過ぎました。")
        step = mend(_n("判断を記録する"), "incidents:decide", first.incident.pk, moment=Moment.CARE)
        if first.decided is not None:
            step = mend(_n("担当を決める"), "incidents:role", first.incident.pk, role=TeamRole.EXPLANATION)
        text = say(what, incident=str(first.incident), n=within_hours)
        return fails(text, proofs=[c.incident for c in late[:_SHOWN]], mend=step)
    until = min((case.last_day for case in open_cases), default=None)
    if open_cases:
        text = say(
            _n("%(incident)sについて、診療を続けるかの決定と説明の担当を %(day)s までに決めます。"),
            incident=str(open_cases[0].incident),
            day=open_cases[0].last_day,
        )
    else:
        text = say(_n("重大な事故%(n)s件のすべてで、診療の決定と説明の担当が残っています。"), n=len(cases))
    proofs = [*(c.incident for c in cases[:_SHOWN]), *(c.decided for c in cases[:_SHOWN] if c.decided)]
    return holds(text, proofs=proofs, until=until)


def _care(incident: Incident, hours: int) -> _Care:
    decided = selectors.standing_decision(selectors.decisions_of(incident), Moment.CARE)
    has_team = incident.team.filter(role=TeamRole.EXPLANATION).exists()
    return _Care(incident, decided, has_team, clock.day_of(incident.alarm_at + timedelta(hours=hours)))


@condition(
    "incident_notices_sent",
    reads=(*_READS, "incidents.factsheet", "incidents.incidentreport", "calendar.holiday"),
)
def incident_notices_sent(institution: Institution, *, on: date, severity: str) -> Finding:
    """No notice or announcement of a grave incident is unsent past its day, unless it was decided not to apply.

    Source: 経営管理編 1.2.2 説明責任 ①, 個人情報保護法 第26条
    """
    rows = _major(institution, on, severity)
    if not rows:
        return holds(say(_NONE_YET))
    waiting = [(row, c) for row in rows for c in _unsent(row, on)]
    late = [(row, c) for row, c in waiting if _last_day(c) < on]
    if late:
        row, duty = late[0]
        text = say(
            _n(
                "%(incident)sについて、%(to)sへの連絡が %(day)s の期限を過ぎています（過ぎた連絡は全部で%(n)s件）。"
            ),
            incident=str(row),
            to=duty.rule.recipient.ja,
            day=_last_day(duty),
            n=len(late),
        )
        step = mend(_n("連絡を記録する"), "incidents:clock", row.pk, duty.rule.id)
        return fails(text, proofs=list(dict.fromkeys(r for r, _c in late))[:_SHOWN], mend=step)
    until = min((_last_day(c) for _row, c in waiting), default=None)
    if waiting:
        row, duty = min(waiting, key=lambda pair: _last_day(pair[1]))
        text = say(
            _n("期限を過ぎた連絡はありません。次は %(to)s へ、%(day)s までです（%(incident)s）。"),
            to=duty.rule.recipient.ja,
            day=_last_day(duty),
            incident=row.number,
        )
    else:
        text = say(
            _n("重大な事故%(n)s件の連絡は、すべて済んでいるか、省いた理由が決裁されています。"), n=len(rows)
        )
    return holds(text, proofs=rows[:_SHOWN], until=until)


_WAITS = (ClockState.RUNNING, ClockState.WARNED, ClockState.LATE, ClockState.TO_DECIDE)


def _unsent(incident: Incident, on: date) -> list[Clock]:
    now = clock.at_start_of(on)
    rows = selectors.clocks_for(incident, now=max(now, incident.alarm_at))
    return [c for c in rows if c.state in _WAITS and c.due is not None]


def _last_day(duty: Clock) -> date:
    """The last day on which it may still be sent."""
    assert duty.due is not None
    return clock.day_of(duty.due.due_at - timedelta(seconds=1))


@condition(
    "incidents_investigated",
    reads=(
        *_READS,
        "incidents.factsheet",
        "incidents.logline",
        "incidents.participant",
        "incidents.preserveditem",
    ),
)
def incidents_investigated(
    institution: Institution, *, on: date, severity: str, records: Sequence[str]
) -> Finding:
    """Closed grave incidents have their records whole; none is open past the day its investigation was to end.

    `records`: TIMELINE, CAUSE, PARTICIPANTS, PRESERVED_EVIDENCE, EXECUTIVE_ACCEPTANCE. Source: 経営管理編 1.2.2 善後策 ①
    """
    rows = _major(institution, on, severity)
    if not rows:
        return holds(say(_NONE_YET))
    closed = [row for row in rows if row.status == IncidentStatus.CLOSED]
    for row in closed:
        lacking = [name for name in records if not _HAS[name](row)]
        if lacking:
            text = say(
                _n("終結した%(incident)sに、足りない記録があります：%(what)s"),
                incident=str(row),
                what=few([str(_RECORD_NAMES[name]) for name in lacking]),
            )
            return fails(text, proofs=[row], mend=mend(_n("事故を開く"), "incidents:incident_detail", row.pk))
    running = [row for row in rows if row.status == IncidentStatus.OPEN and row.investigation_due_on]
    late = [row for row in running if row.investigation_due_on and row.investigation_due_on < on]
    if late:
        text = say(
            _n("%(incident)sの調査は %(day)s までに終える予定でしたが、まだ終結していません。"),
            incident=str(late[0]),
            day=late[0].investigation_due_on or on,
        )
        step = mend(_n("終結までの一覧を見る"), "incidents:closing", late[0].pk)
        return fails(text, proofs=late[:_SHOWN], mend=step)
    until = min((row.investigation_due_on for row in running if row.investigation_due_on), default=None)
    text = say(
        _n("重大な事故%(n)s件のうち%(closed)s件は、経緯・原因から経営層の了承まで記録して終結しています。"),
        n=len(rows),
        closed=len(closed),
    )
    return holds(text, proofs=rows[:_SHOWN], until=until)


def _has_cause(row: Incident) -> bool:
    sheet = selectors.newest_sheet(row)
    return bool(sheet.cause_text or sheet.cause_unknowable)


_HAS: dict[str, Callable[[Incident], bool]] = {
    "TIMELINE": lambda row: row.lines.exists(),
    "CAUSE": _has_cause,
    "PARTICIPANTS": lambda row: row.participants.exists(),
    "PRESERVED_EVIDENCE": lambda row: row.items.exclude(state=EvidenceState.TO_PRESERVE).exists(),
    "EXECUTIVE_ACCEPTANCE": lambda row: row.closing_id is not None,
}
_RECORD_NAMES = {
    "TIMELINE": _n("経緯"),
    "CAUSE": _n("原因"),
    "PARTICIPANTS": _n("調査に加わった組織"),
    "PRESERVED_EVIDENCE": _n("保全した証拠"),
    "EXECUTIVE_ACCEPTANCE": _n("経営層の了承"),
}


@condition("incident_prevention_followed_up", reads=(*_READS, "incidents.measure", "directives.directive"))
def incident_prevention_followed_up(
    institution: Institution, *, on: date, severity: str, verified_by_other: bool
) -> Finding:
    """Each closed grave incident has measures against its cause; none is overdue; whoever verified was somebody else.

    `verified_by_other`: the directive was accepted, which nobody may do for their own report.
    Source: 経営管理編 1.2.2 善後策 ②
    """
    rows = _major(institution, on, severity)
    if not rows:
        return holds(say(_NONE_YET))
    for row in rows:
        if row.status == IncidentStatus.CLOSED and not row.measures.exists():
            text = say(_n("%(incident)sに、原因に応じた再発防止策がありません。"), incident=str(row))
            return fails(
                text, proofs=[row], mend=mend(_n("再発防止策を決める"), "incidents:aftermath", row.pk)
            )
    directives = [
        m.directive for row in rows for m in row.measures.select_related("directive").order_by("pk")
    ]
    late = [d for d in directives if d.is_overdue(on)]
    if late:
        text = say(
            _n("期限を過ぎた再発防止策が%(n)s件あります：%(what)s（期限 %(day)s）"),
            n=len(late),
            what=late[0].title,
            day=late[0].deadline_on,
        )
        step = mend(_n("指示を開く"), "directives:directive_detail", late[0].pk)
        return fails(text, proofs=late[:_SHOWN], mend=step)
    gone = [d for d in directives if d.status == DirectiveStatus.WITHDRAWN]
    if directives and len(gone) == len(directives):
        text = say(_n("再発防止策の指示が、すべて取り下げられています。"))
        return fails(
            text, proofs=gone[:_SHOWN], mend=mend(_n("再発防止策を決める"), "incidents:aftermath", rows[0].pk)
        )
    until = min((d.deadline_on for d in directives if d.is_with_addressee), default=None)
    done = sum(d.status == DirectiveStatus.ACCEPTED for d in directives)
    text = say(
        _n("再発防止策%(n)s件に担当者と期限があり、遅れはありません（別の人が確かめて完了：%(done)s件）。"),
        n=len(directives),
        done=done,
    )
    proofs: list[Directive | Incident] = [*directives[:_SHOWN]] or [*rows[:_SHOWN]]
    return holds(text, proofs=proofs, until=until)


@condition("incident_prevention_announced", reads=(*_READS, "incidents.measure"))
def incident_prevention_announced(institution: Institution, *, on: date, severity: str) -> Finding:
    """The staff concerned were told of the measures of every closed grave incident. Source: 経営管理編 1.2.2 善後策 ②"""
    rows = [r for r in _major(institution, on, severity) if r.status == IncidentStatus.CLOSED]
    if not rows:
        return holds(say(_n("終結した重大な事故はありません。")))
    measures = [m for row in rows for m in row.measures.order_by("pk")]
    untold = [m for m in measures if m.announced_on is None or m.announced_on > on]
    if untold:
        text = say(
            _n("職員に知らせていない再発防止策が%(n)s件あります：%(what)s"),
            n=len(untold),
            what=untold[0].title,
        )
        step = mend(_n("知らせたことを記録する"), "incidents:measure_announce", untold[0].pk)
        return fails(text, proofs=untold[:_SHOWN], mend=step)
    text = say(_n("再発防止策%(n)s件は、関係する職員に知らせてあります。"), n=len(measures))
    return holds(text, proofs=measures[:_SHOWN] or rows[:_SHOWN])


@condition("post_incident_reviews_reported", reads=(*_READS, "incidents.postreview"))
def post_incident_reviews_reported(
    institution: Institution, *, on: date, severity: str, within_days: int
) -> Finding:
    """Within so many days of its end each grave incident was reviewed, and an executive decided on the changes.

    Source: 経営管理編 1.2.2 善後策 ②
    """
    rows = [r for r in _major(institution, on, severity) if r.closed_on is not None and r.closed_on <= on]
    if not rows:
        return holds(say(_n("終結した重大な事故はありません。")))
    pending = [(r, r.closed_on + timedelta(days=within_days)) for r in rows if r.closed_on and not _judged(r)]
    late = [(row, day) for row, day in pending if day < on]
    if late:
        row, day = late[0]
        text = say(
            _n("%(incident)sの事後検証は %(day)s までに経営層が決める必要がありましたが、まだです。"),
            incident=str(row),
            day=day,
        )
        step = mend(_n("事後検証を書く"), "incidents:aftermath", row.pk)
        return fails(text, proofs=[r for r, _d in late[:_SHOWN]], mend=step)
    if pending:
        row, day = min(pending, key=lambda pair: pair[1])
        text = say(_n("%(incident)sの事後検証は %(day)s までです。"), incident=str(row), day=day)
        return holds(text, proofs=[row], until=day)
    text = say(
        _n("終結した重大な事故%(n)s件は、事後検証が経営層に報告され、変更が決められています。"), n=len(rows)
    )
    return holds(text, proofs=rows[:_SHOWN])


def _judged(incident: Incident) -> bool:
    review = getattr(incident, "review", None)
    return review is not None and review.state == ReviewState.JUDGED


@condition(
    "response_team_appointed_or_waived",
    reads=("incidents.responsemember", "access.person", "decisions.decision"),
)
def response_team_appointed_or_waived(institution: Institution, *, on: date) -> Finding:
    """A response team stands, every place filled by somebody who is here; or an executive decided that none is needed.

    Source: 経営管理編 1.2.2 善後策 ③
    """
    members = list(ResponseMember.objects.of(institution).select_related("person").order_by("-is_lead", "pk"))
    named = [m for m in members if m.starts_on <= on and (m.ends_on is None or m.ends_on >= on)]
    days = {d for m in members for d in _turns(m) if d > on}
    if named:
        gone = [m for m in named if not m.is_in_place_on(on)]
        if gone:
            text = say(_n("対応チームの%(name)s さんが在籍していません。"), name=gone[0].person.name)
            return fails(
                text,
                proofs=gone,
                mend=mend(_n("メンバーを決める"), "incidents:team"),
                changes_on=min(days, default=None),
            )
        until = min((d for m in named for d in (m.ends_on, m.person.ends_on) if d), default=None)
        lead = next((m for m in named if m.is_lead), named[0])
        text = say(
            _n("対応チームに%(n)s人がいます（リーダー：%(name)s さん）。"),
            n=len(named),
            name=lead.person.name,
        )
        return holds(text, proofs=named[:_SHOWN], until=until, changes_on=min(days, default=None))
    waived = _no_team(institution, on)
    if waived is not None:
        text = say(_n("対応チームを置かないことが決裁されています（%(number)s）。"), number=waived.number)
        until = waived.review_on - ONE_DAY if waived.review_on else None
        return holds(text, proofs=[waived], until=until, changes_on=min(days, default=None))
    text = say(_n("インシデント対応チームのメンバーが決まっておらず、置かないとする決裁もありません。"))
    return fails(
        text, mend=mend(_n("メンバーを決める"), "incidents:team"), changes_on=min(days, default=None)
    )


def _turns(member: ResponseMember) -> set[date]:
    ends = [d + ONE_DAY for d in (member.ends_on, member.person.ends_on) if d]
    return {member.starts_on, member.person.starts_on, *ends}


def _no_team(institution: Institution, on: date) -> Decision | None:
    rows = Decision.objects.of(institution).filter(kind=NO_TEAM, status=DecisionStatus.DECIDED)
    for row in rows.order_by("-decided_at", "-pk"):
        if not row.takes_effect_on or row.takes_effect_on > on:
            continue
        return row if row.is_approved and (row.review_on is None or row.review_on > on) else None
    return None
