"""What the management review does: inputs, conclusions, improvements, minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services as directives
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.meetings import services as meetings
from kaname.foundation.meetings.models import MeetingStatus
from kaname.rooms.planning.models import Control, Outcome
from kaname.rooms.planning.selectors.reviews import period_of
from kaname.rooms.planning.services import reviews

from .conftest import TODAY
from .factories import make_planner, reread
from .review_factories import (
    conclude,
    confirm,
    confirm_with_improvement,
    hold,
    improve,
    make_review,
)


@pytest.fixture
def planner(executive):
    return make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True)


def test_review_is_chaired_by_an_executive(planner, executive):
    with pytest.raises(ValidationError, match="経営層"):
        make_review(planner, planner)


def test_inputs_are_frozen_when_the_review_is_held(planner, executive):
    meeting = hold(planner, executive)

    names = [part["name"] for part in meeting.inputs]
    assert "obligations.standing" in names
    make_planner(executive, "石井 蓮")
    assert reread(meeting).inputs == meeting.inputs


def test_period_begins_after_the_review_before(planner, executive):
    first = confirm(planner, executive)
    with clock.at(TODAY + timedelta(days=100)):
        second = make_review(planner, executive)

    assert period_of(first).starts_on == TODAY.replace(year=2025)
    assert period_of(second).starts_on == TODAY + timedelta(days=1)


def test_next_review_hears_what_became_of_the_improvements(planner, executive):
    _meeting, directive = confirm_with_improvement(planner, executive)
    directives.report(by=planner, directive=reread(directive), body="計画に入れました。")
    directives.accept(by=executive, directive=reread(directive))
    with clock.at(TODAY + timedelta(days=100)):
        second = hold(planner, executive)

    told = second.inputs[0]
    assert told["name"] == "planning.follow_up"
    assert told["sentences"][0]["values"]["done"] == 1
    assert told["rows"][0][3]["text"] == "完了"


def test_conclusions_are_written_into_the_minutes(planner, executive):
    meeting = hold(planner, executive)

    conclude(
        meeting, by=planner, remarks={"obligations.standing": "おおむね順調。", "directives.followed": " "}
    )

    items = [(i.topic, i.discussion, i.conclusion) for i in meeting.items.all()]
    assert items == [
        ("遵守事項の充足状況", "おおむね順調。", ""),
        ("統制が働いているか", "規程が守られ、問題が見つかり直されている。", "働いている"),
        ("見直しの結果", "", "変更は要らない"),
    ]
    assert reread(meeting).result == "変更は要らない。"


def test_conclusions_can_be_written_again_and_planned_items_stay(planner, executive):
    meeting = make_review(planner, executive)
    meetings.change_meeting(
        by=planner,
        meeting=meeting,
        title=meeting.title,
        planned_on=TODAY,
        chair=executive,
        items=[meetings.Line("理事会への報告")],
    )
    meetings.hold_meeting(by=planner, meeting=meeting, held_on=TODAY, present=[])
    conclude(meeting, by=planner)
    conclude(meeting, by=planner, control=Control.PARTLY)

    topics = [(i.topic, i.conclusion) for i in meeting.items.all()]
    assert topics == [
        ("理事会への報告", ""),
        ("統制が働いているか", "一部に弱いところがある"),
        ("見直しの結果", "変更は要らない"),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"control": ""}, "統制"),
        ({"outcome": ""}, "見直しの結果"),
        ({"outcome": Outcome.IMPROVE}, "改善の指示"),
        ({"result": ""}, "結論"),
    ],
)
def test_minutes_that_lack_something_are_not_confirmed(planner, executive, said, words):
    meeting = hold(planner, executive)
    conclude(meeting, by=planner, **said)

    with pytest.raises(ValidationError, match=words):
        meetings.close_minutes(by=executive, meeting=meeting)


def test_minutes_without_conclusions_or_with_stray_improvements_are_not_confirmed(planner, executive):
    meeting = hold(planner, executive)
    meetings.write_minutes(by=planner, meeting=meeting, items=[], result="済んだ。")
    with pytest.raises(ValidationError, match="統制"):
        meetings.close_minutes(by=executive, meeting=meeting)

    conclude(meeting, by=planner)
    improve(meeting, by=executive, addressee=planner)
    with pytest.raises(ValidationError, match="改善の指示が出ています"):
        meetings.close_minutes(by=executive, meeting=meeting)


def test_control_needs_a_reason(planner, executive):
    with pytest.raises(ValidationError, match="理由"):
        conclude(hold(planner, executive), by=planner, control_reason=" ")


def test_confirmed_review_does_not_change(planner, executive):
    meeting = confirm(planner, executive)

    with pytest.raises(ValidationError):
        conclude(meeting, by=planner)
    with pytest.raises(ValidationError):
        improve(meeting, by=executive, addressee=planner)
    assert LedgerEntry.objects.of(planner.institution).filter(records__ref=ref_of(meeting)).exists()


def test_improvement_goes_to_those_who_plan_or_operate(planner, executive):
    meeting = hold(planner, executive)
    staff = make_person(executive.institution, "西村 空", roles=[Role.STAFF])

    assert improve(meeting, by=executive, addressee=planner).addressee_role == Role.PLANNING_MANAGER
    with pytest.raises(ValidationError, match="企画管理者"):
        improve(meeting, by=executive, addressee=staff)


@pytest.mark.parametrize("role", [Role.OPERATIONS_STAFF, Role.AUDITOR, Role.STAFF, Role.VENDOR])
def test_review_of_somebody_who_does_not_plan(planner, executive, role):
    person = make_person(executive.institution, "大野 歩", roles=[role])

    with pytest.raises(PermissionDenied):
        conclude(hold(planner, executive), by=person)


def test_review_of_another_hospital(planner, executive):
    other = make_hospital("よその病院")

    with pytest.raises(PermissionDenied):
        reviews.write_review(by=other, meeting=hold(planner, executive))


def client_of(person):
    client = Client()
    client.force_login(person.user)
    return client


def url(name, *args):
    return reverse(f"planning:review_{name}", args=args)


def test_review_from_its_pages(planner, executive):
    meeting = make_review(planner, executive)
    client, chair = client_of(planner), client_of(executive)
    assert meeting.get_absolute_url() == url("detail", meeting.pk)
    assert "section-obligations-standing" in client.get(url("detail", meeting.pk)).content.decode()
    meetings.hold_meeting(by=planner, meeting=meeting, held_on=TODAY, present=[executive.pk])

    said = {
        "remark_obligations-standing": "順調。",
        "control": "PARTLY",
        "control_reason": "復元試験が足りない。",
        "briefed": ["TECHNICAL"],
        "outcome": "IMPROVE",
        "result": "復元試験を増やす。",
        "revision": reread(meeting).revision,
    }
    assert client.post(url("write", meeting.pk), said).url == url("detail", meeting.pk)
    told = {
        "addressee": planner.pk,
        "title": "復元試験を増やす",
        "body": "半年ごとに。",
        "due_on": (TODAY + timedelta(days=60)).isoformat(),
    }
    assert chair.post(url("order", meeting.pk), told).url == url("detail", meeting.pk)
    assert "議事録を確定する" in chair.get(url("detail", meeting.pk)).content.decode()
    chair.post(reverse("meetings:meeting_close", args=[meeting.pk]))

    assert reread(meeting).status == MeetingStatus.CLOSED
    shown = chair.get(url("detail", meeting.pk)).content.decode()
    assert "復元試験が足りない。" in shown
    assert "復元試験を増やす" in shown
    assert chair.get(url("write", meeting.pk)).url == url("detail", meeting.pk)


def test_review_list_says_when_the_next_is_due(planner, executive, django_assert_max_num_queries):
    client = client_of(executive)
    assert "まだありません" in client.get(url("list")).content.decode()
    confirm(planner, executive)

    with django_assert_max_num_queries(15):
        shown = client.get(url("list")).content.decode()
    assert "令和9年6月1日" in shown
    assert client.get(url("list"), {"format": "xlsx"}).status_code == 200


def test_minutes_on_paper_carry_what_was_put_before_the_review(planner, executive):
    meeting = confirm(planner, executive)

    answer = client_of(executive).get(reverse("meetings:meeting_pdf", args=[meeting.pk]))

    assert answer.getvalue().startswith(b"%PDF")
