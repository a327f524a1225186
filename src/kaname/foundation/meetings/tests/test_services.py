"""Meetings are planned, held, written up and confirmed; confirmed minutes stay as they are."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.meetings import selectors, services
from kaname.foundation.meetings.models import Meeting, MeetingStatus

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def cast() -> dict[str, Person]:
    with clock.at(date(2026, 4, 1)):
        return _people()


def _people() -> dict[str, Person]:
    chair = make_hospital()
    roles = {
        "manager": Role.PLANNING_MANAGER,
        "operator": Role.OPERATIONS_STAFF,
        "nurse": Role.STAFF,
    }
    others = {key: make_person(chair.institution, key, roles=[role]) for key, role in roles.items()}
    return {"chair": chair, **others}


def _planned(cast: dict[str, Person]) -> Meeting:
    with clock.at(TODAY):
        return services.plan_meeting(
            by=cast["manager"],
            kind="meetings.general",
            title="情報システム管理委員会",
            planned_on=TODAY,
            chair=cast["chair"],
            people=[
                services.Invitation(cast["operator"], "委員"),
                services.Invitation(cast["manager"], "書記"),
            ],
            items=[services.Line("バックアップの状況"), services.Line("")],
        )


def _held(cast: dict[str, Person]) -> Meeting:
    meeting = _planned(cast)
    with clock.at(TODAY):
        return services.hold_meeting(
            by=cast["manager"], meeting=meeting, held_on=TODAY, present={cast["operator"].pk}
        )


def test_planned_meeting_calls_people_and_keeps_named_topics(cast: dict[str, Person]) -> None:
    meeting = _planned(cast)
    assert meeting.number == "2026-001"
    assert [(a.person, a.capacity, a.present) for a in meeting.attendances.all()] == [
        (cast["operator"], "委員", None),
        (cast["manager"], "書記", None),
    ]
    assert [i.topic for i in meeting.items.all()] == ["バックアップの状況"]


def test_held_meeting_knows_who_came(cast: dict[str, Person]) -> None:
    meeting = _held(cast)
    assert {a.person: a.present for a in meeting.attendances.all()} == {
        cast["operator"]: True,
        cast["manager"]: False,
    }


def test_meeting_is_not_held_in_days_to_come(cast: dict[str, Person]) -> None:
    meeting = _planned(cast)
    with clock.at(date(2026, 6, 14)), pytest.raises(ValidationError, match="今日まで"):
        services.hold_meeting(by=cast["manager"], meeting=meeting, held_on=TODAY, present=set())


def test_directive_of_a_meeting_leads_back_to_it(cast: dict[str, Person]) -> None:
    meeting = _held(cast)
    with clock.at(TODAY):
        given = services.order(
            by=cast["chair"],
            meeting=meeting,
            addressee=cast["operator"],
            title="復元を試す",
            body="来月までに復元を試してください。",
            due_on=date(2026, 7, 15),
        )
    assert given.origin == f"meetings.meeting:{meeting.pk}"
    assert list(selectors.improvements_of(meeting)) == [given]


def test_only_the_chair_confirms_minutes_and_only_with_a_result(cast: dict[str, Person]) -> None:
    meeting = _held(cast)
    with clock.at(TODAY):
        with pytest.raises(ValidationError, match="結論"):
            services.close_minutes(by=cast["chair"], meeting=meeting)
        services.write_minutes(
            by=cast["manager"],
            meeting=meeting,
            items=[services.Line("バックアップの状況", "正常", "続ける")],
            result="変更なし",
        )
        with pytest.raises(PermissionDenied):
            services.close_minutes(by=cast["manager"], meeting=meeting)
        closed = services.close_minutes(by=cast["chair"], meeting=meeting)
    assert (closed.status, closed.closed_by, closed.digest) == (
        MeetingStatus.CLOSED,
        cast["chair"],
        selectors.digest_of(closed),
    )


def test_confirmed_minutes_take_only_addenda(cast: dict[str, Person]) -> None:
    meeting = _held(cast)
    with clock.at(TODAY):
        services.write_minutes(by=cast["manager"], meeting=meeting, items=[], result="変更なし")
        services.close_minutes(by=cast["chair"], meeting=meeting)
        with pytest.raises(ValidationError):
            services.write_minutes(by=cast["manager"], meeting=meeting, items=[], result="別の結論")
        with pytest.raises(ValidationError):
            services.order(
                by=cast["chair"],
                meeting=meeting,
                addressee=cast["operator"],
                title="a",
                body="b",
                due_on=TODAY,
            )
        added = services.add_addendum(by=cast["manager"], meeting=meeting, text="出席者の所属を訂正します。")
    assert list(meeting.addenda.all()) == [added]


def test_meeting_is_seen_by_governors_and_those_called(cast: dict[str, Person]) -> None:
    meeting = _planned(cast)
    stranger = make_hospital()
    seen = {key: meeting in Meeting.objects.visible_to(person) for key, person in cast.items()}
    assert seen == {"chair": True, "manager": True, "operator": True, "nurse": False}
    assert meeting not in Meeting.objects.visible_to(stranger)
