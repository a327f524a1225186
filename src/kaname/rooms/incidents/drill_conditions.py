"""What drills prove: that one was held with an executive on the plan in force, and that its findings are followed up.

Source: 経営管理編 3.4.1 ③, 3.4.3 ②
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.directives.models import DirectiveStatus
from kaname.foundation.ledger.findings import Finding, Mend, condition, fails, few, holds, mend, once, say

from .choices import DrillState, Moment
from .drill_reads import ended_drills
from .models import Drill
from .selectors import decisions_of, standing_decision

_READS = ("incidents.drill", "incidents.drillperson")
_SHOWN = 10
_LACKS = {
    "EXECUTIVE": _n("経営層の参加"),
    "PLAN": _n("承認されたBCP"),
    "PARTICIPANTS": _n("加わった人の記録"),
    "RESULT": _n("評価の記録"),
    Moment.ANNOUNCEMENT: _n("公表についての判断"),
}


def _ended(institution: Institution, on: date) -> list[Drill]:
    rows = once(("incidents.drills", institution.pk), lambda: ended_drills(institution))
    return [row for row in rows if row.held_on and row.ended_at and clock.day_of(row.ended_at) <= on]


def _next_step(institution: Institution) -> Mend:
    rows = once(
        ("incidents.drills.open", institution.pk),
        lambda: list(
            Drill.objects.of(institution)
            .filter(state__in=(DrillState.PLANNED, DrillState.RUNNING))
            .order_by("planned_on", "pk")[:1]
        ),
    )
    if rows:
        return mend(_n("予定している訓練を開く"), "incidents:drill_detail", rows[0].pk)
    return mend(_n("訓練を計画する"), "incidents:drill_new")


@condition(
    "drill_held_within",
    reads=(*_READS, "decisions.decision", "access.membership", "access.person"),
)
def drill_held_within(
    institution: Institution,
    *,
    on: date,
    months: int,
    plan: str = "",
    records: Sequence[str] = (),
    with_executive: bool = False,
    covers: Sequence[str] = (),
) -> Finding:
    """A drill was held within so many months.

    `plan` CURRENT: on the continuity plan that was in force on its day (docs/decisions/0014-drills.md says why not today's).
    `records`: SCENARIO (always there), PARTICIPANTS, RESULT. `with_executive`: one took part. `covers`: what was decided in
    it, by the code of the moment. Source: 経営管理編 3.4.1 ③, 3.4.3 ②
    """
    drills = _ended(institution, on)
    wanted = ["PLAN"] * (plan == "CURRENT") + [name for name in records if name != "SCENARIO"]
    wanted += ["EXECUTIVE"] * with_executive
    lacking = [(row, [*_lacking(row, wanted), *_not_covered(row, covers)]) for row in drills]
    good = next((row for row, lacks in lacking if not lacks), None)
    if good is not None and good.held_on is not None:
        until = add_months(good.held_on, months)
        if until >= on:
            text = say(
                _n("%(day)sに訓練「%(what)s」を行い、記録しました。"), day=good.held_on, what=good.title
            )
            return holds(text, proofs=[good], until=until)
    newest, lacks = lacking[0] if lacking else (None, [])
    if newest is not None and lacks and newest.held_on and add_months(newest.held_on, months) >= on:
        text = say(
            _n("%(day)sの訓練「%(what)s」に、足りないものがあります：%(lacks)s"),
            day=newest.held_on,
            what=newest.title,
            lacks=few([_LACKS.get(name, name) for name in lacks]),
        )
        step = (
            mend(_n("訓練を開く"), "incidents:drill_detail", newest.pk)
            if lacks == ["RESULT"]
            else _next_step(institution)
        )
        return fails(text, proofs=[newest], mend=step)
    if good is not None and good.held_on is not None:
        text = say(_n("最後の訓練（%(day)s）から%(n)sか月を過ぎました。"), day=good.held_on, n=months)
        return fails(text, proofs=[good], mend=_next_step(institution))
    return fails(say(_n("サイバー攻撃を想定した訓練の記録がありません。")), mend=_next_step(institution))


def _lacking(drill: Drill, wanted: Sequence[str]) -> list[str]:
    there = [row for row in drill.people.all() if row.attended]
    has = {
        "PLAN": bool(drill.plan),
        "PARTICIPANTS": bool(there),
        "RESULT": drill.is_evaluated,
        "EXECUTIVE": any(_was_executive(row.person, drill) for row in there if row.person),
    }
    return [name for name in wanted if not has[name]]


def _was_executive(person: Person, drill: Drill) -> bool:
    assert drill.held_on is not None
    return Role.EXECUTIVE in person.roles_on(drill.held_on)


def _not_covered(drill: Drill, covers: Sequence[str]) -> list[str]:
    if not covers or drill.incident is None:
        return []
    decisions = decisions_of(drill.incident)
    return [code for code in covers if standing_decision(decisions, code) is None]


@condition(
    "drill_findings_followed_up",
    reads=(*_READS, "incidents.drillfinding", "directives.directive", "decisions.decision"),
)
def drill_findings_followed_up(institution: Institution, *, on: date, roles: Sequence[str]) -> Finding:
    """What the newest drill showed was told to somebody by a directive with a day, and none of them is overdue.

    `roles`: to whom improvements go; the sentence names nobody else. Source: 経営管理編 3.4.1 ③
    """
    drills = _ended(institution, on)
    if not drills:
        return fails(say(_n("訓練の記録がないため、課題も改善もありません。")), mend=_next_step(institution))
    newest = drills[0]
    step = mend(_n("訓練を開く"), "incidents:drill_detail", newest.pk)
    if not newest.is_evaluated:
        return fails(
            say(_n("訓練「%(what)s」の評価がまだ書かれていません。"), what=newest.title),
            proofs=[newest],
            mend=step,
        )
    found = [
        row.directive
        for row in newest.findings.select_related("directive", "directive__addressee").order_by("pk")
    ]
    found = [row for row in found if row.status != DirectiveStatus.WITHDRAWN and row.addressee_role in roles]
    if not found and newest.decision is not None and newest.decision.is_approved:
        text = say(
            _n("訓練「%(what)s」に指示の要る課題はないことを、経営層が了承しています。"), what=newest.title
        )
        return holds(text, proofs=[newest, newest.decision])
    if not found:
        text = say(_n("訓練「%(what)s」の課題が、まだ誰にも指示されていません。"), what=newest.title)
        return fails(text, proofs=[newest], mend=step)
    late = [row for row in found if row.is_overdue(on)]
    if late:
        text = say(
            _n("訓練の課題に、期限を過ぎた指示が%(n)s件あります：%(what)s（期限 %(day)s）"),
            n=len(late),
            what=late[0].title,
            day=late[0].deadline_on,
        )
        return fails(
            text, proofs=late[:_SHOWN], mend=mend(_n("指示を開く"), "directives:directive_detail", late[0].pk)
        )
    until = min((row.deadline_on for row in found if row.is_with_addressee), default=None)
    done = sum(row.status == DirectiveStatus.ACCEPTED for row in found)
    text = say(
        _n(
            "訓練の課題%(n)s件は担当者と期限を決めて指示してあり、遅れはありません（確かめて完了：%(done)s件）。"
        ),
        n=len(found),
        done=done,
    )
    return holds(text, proofs=[newest, *found[:_SHOWN]], until=until)
