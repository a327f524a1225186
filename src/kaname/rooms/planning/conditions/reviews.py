"""What management reviews prove: that one was held, that control was confirmed, and that improvements are followed up.

A review counts from the day it was held once its chair, an executive, has confirmed the minutes.
Source: 経営管理編 1.2.1 見直し・改善 ②, 2.2.3 ①, 3.1.1 ①, 4.2 ①
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.directives.models import Directive, DirectiveReport, DirectiveStatus
from kaname.foundation.directives.selectors import newest_reports
from kaname.foundation.ledger.findings import Finding, Mend, Value, condition, fails, holds, mend, once, say
from kaname.foundation.meetings.models import Meeting
from kaname.rooms.planning.models import Control, MeasureTopic, Outcome
from kaname.rooms.planning.selectors.reviews import confirmed_reviews, directives_of, unconfirmed_reviews

REVIEWS = ["meetings.meeting", "planning.managementreview", "access.membership"]
_CONTROL = {
    Control.EFFECTIVE: _n("働いている"),
    Control.PARTLY: _n("一部に弱いところがある"),
    Control.NOT_EFFECTIVE: _n("働いていない"),
}
_TOPICS = {
    MeasureTopic.TECHNICAL: _n("技術的な対策"),
    MeasureTopic.PHYSICAL: _n("物理的な対策"),
    MeasureTopic.PERSONNEL: _n("人的な対策"),
    MeasureTopic.ORGANISATIONAL: _n("組織的な対策"),
}


def _confirmed(institution: Institution, role: str, on: date) -> list[Meeting]:
    """The confirmed reviews held by a day whose chair then held the role, the newest first."""
    rows = once(("planning.reviews", institution.pk), lambda: confirmed_reviews(institution))
    held = [row for row in rows if row.held_on and row.held_on <= on]
    return [row for row in held if row.held_on and role in row.chair.roles_on(row.held_on)]


def _held_on(meeting: Meeting) -> date:
    return meeting.held_on or date.min


def _plan() -> Mend:
    return mend(_n("見直しを計画する"), "meetings:meeting_new", kind="planning.management_review")


@condition("management_review_held_within", reads=REVIEWS)
def management_review_held_within(
    institution: Institution, *, on: date, months: int, chaired_by: str
) -> Finding:
    """Whether a review with a recorded result was held within the interval, chaired by somebody of this role."""
    rows = _confirmed(institution, chaired_by, on)
    last = rows[0] if rows else None
    if last is not None and on <= (due := add_months(_held_on(last), months)):
        text = _n(
            "%(held)sに%(name)sさんが主宰して見直しを行い、結果を記録しています。次の期限は%(due)sです。"
        )
        return holds(say(text, held=_held_on(last), name=last.chair.name, due=due), proofs=[last], until=due)
    return _not_held(institution, last, on, months)


def _not_held(institution: Institution, last: Meeting | None, on: date, months: int) -> Finding:
    waiting = [row for row in unconfirmed_reviews(institution) if row.held_on and row.held_on <= on]
    if waiting:
        text = _n("%(held)sに行った見直しの議事録を、%(name)sさんがまだ確定していません。")
        sentence = say(text, held=_held_on(waiting[0]), name=waiting[0].chair.name)
        step = mend(_n("議事録を確定する"), "planning:review_detail", waiting[0].pk)
        return fails(sentence, mend=step, proofs=waiting[:1])
    if last is None:
        return fails(say(_n("経営層が主宰する見直しを、まだ行っていません。")), mend=_plan())
    due = add_months(_held_on(last), months)
    text = _n("最後の見直しは%(held)sに行ったもので、次の期限（%(due)s）を過ぎています。")
    return fails(say(text, held=_held_on(last), due=due), mend=_plan(), proofs=[last])


@condition("control_effectiveness_confirmed", reads=REVIEWS)
def control_effectiveness_confirmed(institution: Institution, *, on: date, months: int, by: str) -> Finding:
    """Whether somebody of this role has confirmed within the interval that control works, at least for the most part."""
    last = next((row for row in _confirmed(institution, by, on) if row.review.control), None)
    if last is None:
        sentence = say(_n("統制が働いているかを、経営層がまだ確かめていません。"))
        return fails(sentence, mend=_plan())
    held, due = _held_on(last), add_months(_held_on(last), months)
    if on > due:
        text = _n("統制が働いているかを最後に確かめたのは%(held)sで、次の期限（%(due)s）を過ぎています。")
        return fails(say(text, held=held, due=due), mend=_plan(), proofs=[last])
    if last.review.control == Control.NOT_EFFECTIVE:
        text = _n(
            "%(held)sの見直しで、%(name)sさんは統制が働いていないと判断しました。改善のあとで、もう一度見直してください。"
        )
        return fails(say(text, held=held, name=last.chair.name), mend=_plan(), proofs=[last])
    text = _n(
        "%(held)sの見直しで、%(name)sさんが統制を確かめました（判断：%(control)s）。次の期限は%(due)sです。"
    )
    words = _CONTROL[Control(last.review.control)]
    return holds(say(text, held=held, name=last.chair.name, control=words, due=due), proofs=[last], until=due)


@condition("executive_briefing_held_within", reads=REVIEWS)
def executive_briefing_held_within(
    institution: Institution, *, on: date, topics: Sequence[str], months: int
) -> Finding:
    """Whether an executive was told of each of these kinds of measures within the interval, in a review."""
    rows = _confirmed(institution, "EXECUTIVE", on)
    newest = {topic: next((row for row in rows if topic in row.review.briefed), None) for topic in topics}
    missing = [topic for topic, row in newest.items() if row is None]
    if missing:
        text = _n("経営層が説明を受けた記録がありません：%(topics)s。")
        names = "、".join(_TOPICS[MeasureTopic(topic)] for topic in missing)
        found = list(dict.fromkeys(row for row in newest.values() if row))
        return fails(say(text, topics=names), mend=_plan(), proofs=found)
    told = list(dict.fromkeys(row for row in newest.values() if row))
    oldest = min(told, key=_held_on)
    due = add_months(_held_on(oldest), months)
    names = "、".join(_TOPICS[MeasureTopic(topic)] for topic in topics)
    if on > due:
        text = _n("対策の説明を最後に受けたのは%(held)sで、次の期限（%(due)s）を過ぎています：%(topics)s。")
        late = [t for t, row in newest.items() if row and add_months(_held_on(row), months) < on]
        names = "、".join(_TOPICS[MeasureTopic(topic)] for topic in late)
        sentence = say(text, held=_held_on(oldest), due=due, topics=names)
        return fails(sentence, mend=_plan(), proofs=told)
    text = _n("経営層は%(topics)sの説明を受けています（%(held)s）。次の期限は%(due)sです。")
    return holds(say(text, topics=names, held=_held_on(oldest), due=due), proofs=told, until=due)


@dataclass(frozen=True)
class _Orders:
    """What confirmed reviews ordered, as it is on record; asked about any day from today on."""

    rows: Sequence[Directive]
    unheard: dict[int, DirectiveReport]
    within_days: int

    def late(self, day: date) -> list[Directive]:
        return [row for row in self.rows if row.is_overdue(day)]

    def judge_by(self, row: Directive) -> date:
        return clock.day_of(self.unheard[row.pk].reported_at) + timedelta(days=self.within_days)

    def not_judged(self, day: date) -> list[Directive]:
        return [row for row in self.rows if row.pk in self.unheard and self.judge_by(row) < day]

    def until(self) -> date | None:
        """The last day on which nothing is late and nothing waits too long, if nobody does anything."""
        ends = [row.deadline_on for row in self.rows if row.is_with_addressee]
        return min([*ends, *(self.judge_by(r) for r in self.rows if r.pk in self.unheard)], default=None)


@condition(
    "review_improvements_followed_up",
    reads=[*REVIEWS, "directives.directive", "directives.directivereport", "access.person"],
)
def review_improvements_followed_up(
    institution: Institution, *, on: date, roles: Sequence[str], judged_within_days: int
) -> Finding:
    """Whether everything that reviews decided was ordered of these roles, is not late, and is accepted by an executive.

    The newest review must have ordered what it decided; of every review nothing may be late, nor wait for an
    executive's verdict longer than so many days.
    """
    reviews = _confirmed(institution, "EXECUTIVE", on)
    if not reviews:
        return fails(say(_n("経営層が主宰する見直しを、まだ行っていません。")), mend=_plan())
    kept = [d for d in directives_of(institution, reviews) if d.status != DirectiveStatus.WITHDRAWN]
    newest = [d for d in kept if d.origin == f"meetings.meeting:{reviews[0].pk}"]
    if reviews[0].review.outcome == Outcome.IMPROVE and not any(d.addressee_role in roles for d in newest):
        text = _n("%(held)sの見直しで改善を命じると決めましたが、有効な指示がありません。")
        step = mend(_n("指示を出す"), "directives:directive_new", origin=f"meetings.meeting:{reviews[0].pk}")
        return fails(say(text, held=_held_on(reviews[0])), mend=step, proofs=reviews[:1])
    unheard = {pk: r for pk, r in newest_reports(kept).items() if r.waits_for_executive}
    orders = _Orders(kept, unheard, judged_within_days)
    return _late(orders, on) or _not_heard(orders, on) or _in_order(orders, reviews[0], newest)


def _late(orders: _Orders, on: date) -> Finding | None:
    late = sorted(orders.late(on), key=lambda row: row.deadline_on)
    if not late:
        return None
    first = late[0]
    text = _n("見直しで命じた改善「%(title)s」の期限（%(due)s）が過ぎています。担当は%(name)sさんです。")
    values: dict[str, Value] = {
        "title": first.title,
        "due": first.deadline_on,
        "name": first.addressee.name,
    }
    step = mend(_n("催促する"), "directives:directive_detail", first.pk)
    return fails(say(text, **values), mend=step, proofs=late)


def _not_heard(orders: _Orders, on: date) -> Finding | None:
    waiting = sorted(orders.not_judged(on), key=orders.judge_by)
    if not waiting:
        return None
    first = waiting[0]
    text = _n("見直しで命じた改善「%(title)s」の報告に、%(limit)sまでに経営層の判断がありませんでした。")
    step = mend(_n("報告を判断する"), "directives:directive_detail", first.pk)
    return fails(say(text, title=first.title, limit=orders.judge_by(first)), mend=step, proofs=waiting)


def _in_order(orders: _Orders, review: Meeting, newest: Sequence[Directive]) -> Finding:
    done = sum(row.status == DirectiveStatus.ACCEPTED for row in newest)
    proofs = [review, *orders.rows]
    if not newest:
        text = _n("%(held)sの見直しの結果、改善は要りませんでした。前の改善にも遅れはありません。")
        return holds(say(text, held=_held_on(review)), proofs=proofs, until=orders.until())
    text = _n("%(held)sの見直しで命じた%(n)s件の改善のうち%(done)s件が完了し、遅れはありません。")
    return holds(
        say(text, held=_held_on(review), n=len(newest), done=done), proofs=proofs, until=orders.until()
    )
