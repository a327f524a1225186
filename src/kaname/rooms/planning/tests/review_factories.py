"""Plain factories: management reviews, made through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.foundation.meetings import services as meetings
from kaname.foundation.meetings.models import Meeting
from kaname.foundation.meetings.services import Invitation
from kaname.rooms.planning.models import REVIEW, Control, MeasureTopic, Outcome
from kaname.rooms.planning.services import reviews


def make_review(by: Person, chair: Person, title: str = "令和8年度 経営層による見直し") -> Meeting:
    """A review planned for today, to which its chair and whoever plans it are called."""
    people = [Invitation(chair), Invitation(by)]
    return meetings.plan_meeting(
        by=by, kind=REVIEW, title=title, planned_on=clock.today(), chair=chair, secretary=by, people=people
    )


def hold(by: Person, chair: Person) -> Meeting:
    """A review held today with everybody present."""
    meeting = make_review(by, chair)
    present = [chair.pk, by.pk]
    return meetings.hold_meeting(by=by, meeting=meeting, held_on=clock.today(), present=present)


def conclude(meeting: Meeting, *, by: Person, **said: Any) -> Any:
    """Conclusions that lack nothing."""
    usual = {
        "control": Control.EFFECTIVE,
        "control_reason": "規程が守られ、問題が見つかり直されている。",
        "outcome": Outcome.NO_CHANGE,
        "result": "変更は要らない。",
        "briefed": list(MeasureTopic.values),
    }
    return reviews.write_review(by=by, meeting=meeting, **{**usual, **said})


def improve(meeting: Meeting, *, by: Person, addressee: Person, days: int = 30) -> Directive:
    """An improvement due in so many days."""
    return reviews.order_in_review(
        by=by,
        meeting=meeting,
        addressee=addressee,
        title="復元試験を半年ごとに行う",
        body="計画に入れること。",
        due_on=clock.today() + timedelta(days=days),
    )


def confirm(by: Person, chair: Person, **said: Any) -> Meeting:
    """A whole review: held, concluded and confirmed today."""
    meeting = hold(by, chair)
    conclude(meeting, by=by, **said)
    return meetings.close_minutes(by=chair, meeting=meeting)


def confirm_with_improvement(by: Person, chair: Person, days: int = 30) -> tuple[Meeting, Directive]:
    """A whole review that ordered one improvement of whoever planned it."""
    meeting = hold(by, chair)
    conclude(meeting, by=by, outcome=Outcome.IMPROVE, result="復元試験を増やす。")
    directive = improve(meeting, by=chair, addressee=by, days=days)
    return meetings.close_minutes(by=chair, meeting=meeting), directive
