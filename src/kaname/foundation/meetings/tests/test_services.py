"""Meetings are planned, held, written up and confirmed; confirmed minutes stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.services import withdraw
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.meetings import selectors, services
from kaname.foundation.meetings.models import Meeting, MeetingStatus
from kaname.foundation.notices import meeting_sources

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


def test_presence_stays_when_the_head_of_the_minutes_changes(cast: dict[str, Person]) -> None:
    meeting = _held(cast)
    with clock.at(TODAY):
        services.change_meeting(
            by=cast["manager"],
            meeting=meeting,
            title="別の名前",
            planned_on=TODAY,
            chair=cast["chair"],
            people=[services.Invitation(cast["operator"], "委員"), services.Invitation(cast["nurse"])],
        )
    assert {a.person: a.present for a in meeting.attendances.all()} == {
        cast["operator"]: True,
        cast["nurse"]: None,
    }


def test_the_roll_says_who_came_only_once_the_meeting_was_held(cast: dict[str, Person]) -> None:
    roll = [services.Invitation(cast["nurse"], "説明者", True)]
    planned = _planned(cast)
    with clock.at(TODAY):
        with pytest.raises(ValidationError, match="開いたことを記録"):
            services.change_roll(by=cast["manager"], meeting=planned, people=roll)
        services.hold_meeting(by=cast["manager"], meeting=planned, held_on=TODAY, present=set())
        services.change_roll(by=cast["manager"], meeting=planned, people=roll)
    assert [(a.person, a.capacity, a.present) for a in planned.attendances.all()] == [
        (cast["nurse"], "説明者", True)
    ]


def _question(cast: dict[str, Person], meeting: Meeting) -> Decision:
    return services.ask_decision(
        by=cast["manager"],
        meeting=meeting,
        question="私物のUSBメモリを禁じてよいか",
        steps=[Step(StepKind.APPROVE, cast["chair"])],
    )


def test_a_question_of_a_meeting_is_a_decision_about_it(cast: dict[str, Person]) -> None:
    planned = _planned(cast)
    with clock.at(TODAY):
        with pytest.raises(ValidationError, match="会議を開いた後"):
            _question(cast, planned)
        services.hold_meeting(by=cast["manager"], meeting=planned, held_on=TODAY, present=set())
        asked = _question(cast, planned)
    assert (asked.subject, selectors.decisions_of(planned)) == (planned, [asked])


def _order(cast: dict[str, Person], meeting: Meeting) -> Directive:
    return services.order(
        by=cast["chair"],
        meeting=meeting,
        addressee=cast["operator"],
        title="復元を試す",
        body="試してください。",
        due_on=date(2026, 7, 15),
    )


def _closed(cast: dict[str, Person]) -> Meeting:
    meeting = _held(cast)
    with clock.at(TODAY):
        _order(cast, meeting)
        withdraw(by=cast["chair"], directive=_order(cast, meeting), reason="重なったため")
        services.write_minutes(by=cast["manager"], meeting=meeting, items=[], result="復元を試す")
        return services.close_minutes(by=cast["chair"], meeting=meeting)


def test_confirmed_minutes_keep_the_orders_that_stood_and_are_intact(cast: dict[str, Person]) -> None:
    closed = Meeting.objects.get(pk=_closed(cast).pk)
    assert [order["number"] for order in closed.orders] == ["2026-001"]
    assert selectors.is_intact(closed)


def test_minutes_changed_behind_the_services_are_no_longer_intact(cast: dict[str, Person]) -> None:
    closed = _closed(cast)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_meeting SET result = 'x' WHERE id = %s", [closed.pk])
    assert not selectors.is_intact(Meeting.objects.get(pk=closed.pk))


def test_another_hospital_changes_nothing(cast: dict[str, Person]) -> None:
    meeting, stranger = _held(cast), make_hospital()
    with clock.at(TODAY):
        for attempt in (
            lambda: services.write_minutes(by=stranger, meeting=meeting, items=[], result="x"),
            lambda: services.change_roll(by=stranger, meeting=meeting, people=[]),
            lambda: _order({**cast, "chair": stranger}, meeting),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
        with pytest.raises(ValidationError, match="この病院の人"):
            services.change_roll(by=cast["manager"], meeting=meeting, people=[services.Invitation(stranger)])


def _acts(cast: dict[str, Person], by: Person) -> dict[str, Callable[[], object]]:
    """Each thing that can be done, on a meeting of its own, by one person."""
    planned, held, again, closed = _planned(cast), _held(cast), _held(cast), _closed(cast)
    same = {"title": "x", "planned_on": TODAY, "chair": cast["chair"]}
    return {
        "meetings.manage plan": lambda: services.plan_meeting(by=by, kind="meetings.general", **same),
        "meetings.manage change": lambda: services.change_meeting(by=by, meeting=planned, **same),
        "meetings.manage roll": lambda: services.change_roll(by=by, meeting=held, people=[]),
        "meetings.manage minutes": lambda: services.write_minutes(by=by, meeting=held, items=[]),
        "meetings.manage add": lambda: services.add_addendum(by=by, meeting=closed, text="x"),
        "meetings.manage hold": lambda: services.hold_meeting(
            by=by, meeting=planned, held_on=TODAY, present=set()
        ),
        "meetings.manage cancel": lambda: services.cancel_meeting(by=by, meeting=_planned(cast), reason="x"),
        "directives.issue order": lambda: services.order(
            by=by, meeting=again, addressee=cast["operator"], title="x", body="x", due_on=TODAY
        ),
    }


def test_whoever_only_works_here_does_nothing_about_meetings(cast: dict[str, Person]) -> None:
    with clock.at(TODAY):
        for attempt in _acts(cast, cast["nurse"]).values():
            with pytest.raises(PermissionDenied):
                attempt()


def test_each_thing_done_leaves_a_ledger_entry(cast: dict[str, Person]) -> None:
    with clock.at(TODAY):
        for name, act in _acts(cast, cast["manager"]).items():
            entries = LedgerEntry.objects.of(cast["chair"].institution)
            before = entries.count()
            act()
            assert entries.count() > before, name


def test_notices_go_to_the_chair_the_called_and_whoever_keeps_the_minutes(cast: dict[str, Person]) -> None:
    home = cast["chair"].institution
    _planned(cast)
    written = _held(cast)
    with clock.at(TODAY):
        services.write_minutes(by=cast["manager"], meeting=written, items=[], result="x")
    assert [d.person for d in meeting_sources.minutes_to_confirm(home, on=TODAY)] == [cast["chair"]]
    called = [d.person for d in meeting_sources.meetings_called(home, on=date(2026, 6, 8))]
    assert called == [cast["operator"], cast["manager"]]
    assert list(meeting_sources.meetings_called(home, on=date(2026, 6, 7))) == []
    assert list(meeting_sources.meetings_unrecorded(home, on=TODAY)) == []
    late = meeting_sources.meetings_unrecorded(home, on=date(2026, 6, 16))
    assert [d.person for d in late] == [cast["chair"]]
