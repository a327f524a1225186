"""A committee's members, its meetings, and when it should meet next."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.meetings import services as meetings
from kaname.foundation.meetings.kinds import get_kind
from kaname.foundation.meetings.models import Meeting
from kaname.rooms.organisation import services
from kaname.rooms.organisation.committee_year import committee_year
from kaname.rooms.organisation.external import external_people
from kaname.rooms.organisation.meetings import COMMITTEE
from kaname.rooms.organisation.models import Committee

pytestmark = pytest.mark.django_db
FOUNDED = date(2026, 4, 1)


@pytest.fixture
def director() -> Person:
    with clock.at(FOUNDED):
        return make_hospital()


@pytest.fixture
def committee(director: Person) -> Committee:
    with clock.at(FOUNDED):
        made = services.found_committee(
            by=director, name="情報システム管理委員会", purpose="安全管理を審議する。", chair=director
        )
        nurse = make_person(director.institution, "西村 空")
        services.seat_member(by=director, committee=made, person=nurse, capacity="看護部")
        return made


def _meet(director: Person, committee: Committee, day: date) -> None:
    with clock.at(day):
        planned = meetings.plan_meeting(
            by=director,
            kind=COMMITTEE,
            title=committee.name,
            planned_on=day,
            chair=director,
            subject=ref_of(committee),
        )
        meetings.hold_meeting(by=director, meeting=planned, held_on=day, present=set())


def test_somebody_sits_on_a_committee_once(director: Person, committee: Committee) -> None:
    member = committee.members.get()
    with clock.at(FOUNDED), pytest.raises(ValidationError, match="もう委員です"):
        services.seat_member(by=director, committee=committee, person=member.person)


@pytest.mark.parametrize(
    ("on", "is_late"),
    [(date(2026, 9, 10), False), (date(2026, 9, 11), True)],
)
def test_a_quarterly_committee_is_late_three_months_after_it_met(
    director: Person, committee: Committee, on: date, is_late: bool
) -> None:
    _meet(director, committee, date(2026, 6, 10))
    year = committee_year(committee, on)
    assert (year.held, year.wanted, year.next_due_on, year.is_late(on)) == (1, 4, date(2026, 9, 10), is_late)


def test_the_new_fiscal_year_counts_from_none(director: Person, committee: Committee) -> None:
    _meet(director, committee, date(2027, 3, 31))
    assert committee_year(committee, date(2027, 3, 31)).held == 1
    assert committee_year(committee, date(2027, 4, 1)).held == 0


def test_members_who_left_are_not_called(director: Person, committee: Committee) -> None:
    with clock.at(date(2026, 5, 1)):
        services.unseat_member(by=director, member=committee.members.get(), ends_on=date(2026, 5, 31))
    assert [m.person.name for m in committee_year(committee, date(2026, 5, 31)).members] == ["西村 空"]
    assert committee_year(committee, date(2026, 6, 1)).members == []


def test_the_committees_page_plans_its_meeting(director: Person, committee: Committee) -> None:
    client = Client()
    assert director.user is not None
    client.force_login(director.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with clock.at(date(2026, 6, 1)):
        page = client.get(committee.get_absolute_url()).content.decode()
        form = client.get(committee_year(committee, date(2026, 6, 1)).plan_url).content.decode()
    assert "年に 4 回開く委員会で、今年度は 0 回開きました。" in page
    assert "西村 空" in page
    assert f'value="{ref_of(committee)}"' in form


def test_staff_cannot_seat_members(director: Person, committee: Committee) -> None:
    with clock.at(FOUNDED):
        nurse = make_person(director.institution, "木下 奏", roles=[Role.STAFF], account=True)
        client = Client()
        assert nurse.user is not None
        client.force_login(nurse.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.post(f"/organisation/committees/{committee.pk}/members/", {"person": nurse.pk})
    assert answer.status_code == 403
    assert committee.members.count() == 1


def test_people_not_employed_here_are_shown_with_what_is_missing(director: Person) -> None:
    with clock.at(FOUNDED):
        make_person(director.institution, "平田 杏", kind="DISPATCHED", employer="港スタッフ")
        client = Client()
        assert director.user is not None
        client.force_login(director.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get("/organisation/external/").content.decode()
        file = client.get("/organisation/external/?format=xlsx")
    assert "港スタッフ" in page
    assert "誓約がありません" in page
    assert "1人のうち1人に、足りないものがあります" in page
    assert file.content.startswith(b"PK")


def test_members_and_chair_are_called_in_their_capacities(director: Person, committee: Committee) -> None:
    client = Client()
    assert director.user is not None
    client.force_login(director.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    member = committee.members.get()
    posted = {
        "kind": COMMITTEE,
        "subject": ref_of(committee),
        "title": committee.name,
        "planned_on": "2026-06-10",
        "chair": director.pk,
        "people": [director.pk, member.person_id],
    }
    with clock.at(date(2026, 6, 1)):
        assert client.post("/meetings/new/", posted).status_code == 302
    meeting = Meeting.objects.get()
    assert {a.person: a.capacity for a in meeting.attendances.all()} == {
        director: "委員長",
        member.person: "看護部",
    }


def test_what_the_last_meeting_ordered_is_put_before_the_next_one(
    director: Person, committee: Committee
) -> None:
    with clock.at(FOUNDED):
        operator = make_person(director.institution, "石井 蓮", roles=[Role.OPERATIONS_STAFF])
    _meet(director, committee, date(2026, 6, 10))
    first = Meeting.objects.get()
    with clock.at(date(2026, 6, 10)):
        meetings.order(
            by=director,
            meeting=first,
            addressee=operator,
            title="復元を試す",
            body="試す",
            due_on=date(2026, 7, 1),
        )
    _meet(director, committee, date(2026, 9, 10))
    second = Meeting.objects.exclude(pk=first.pk).get()
    part = get_kind(COMMITTEE).annex(second)[0]
    assert part["title"] == "前回の会議の後"
    assert part["sentences"] == ["前回（令和8年6月10日）の会議から出た指示1件のうち、0件が完了しました。"]
    assert [[row[0][-5:], *row[1:]] for row in part["rows"]] == [
        ["復元を試す", "石井 蓮", "令和8年7月1日", "未受領"]
    ]
    assert [p["title"] for p in get_kind(COMMITTEE).annex(first)][:1] != ["前回の会議の後"]


def test_lacks_lead_to_the_pages_that_mend_them(director: Person) -> None:
    with clock.at(FOUNDED):
        person = make_person(director.institution, "平田 杏", kind="DISPATCHED", employer="港スタッフ")
        (row,) = external_people(director.institution, FOUNDED)
    assert [(lack.text, lack.url) for lack in row.lacks] == [
        ("誓約がありません", f"/laws/pledges/people/{person.pk}/"),
        ("この12か月に受けた教育がありません", f"/training/people/{person.pk}/"),
    ]


def test_people_of_the_house_and_of_another_are_not_external(director: Person) -> None:
    with clock.at(FOUNDED):
        make_person(director.institution, "西村 空")
        make_person(make_hospital().institution, "平田 杏", kind="DISPATCHED", employer="港スタッフ")
        assert external_people(director.institution, FOUNDED) == []
