"""The line of report beside the line of personnel: who is in it, what is vacant or cut off, and what both say."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from kaname.foundation.access.tests.factories import make_hospital
from kaname.rooms.organisation import services
from kaname.rooms.organisation.line_paper import paper_of
from kaname.rooms.organisation.reporting import ReportingLine, reporting_line
from kaname.rooms.organisation.roles import AppointmentRole

from .conftest import TODAY, House
from .factories import make_appointment, make_department, make_line

pytestmark = pytest.mark.django_db


def _line(house: House, on: date = TODAY) -> ReportingLine:
    return reporting_line(house.executive.institution, on)


def _names(line: ReportingLine) -> list[list[str]]:
    return [[place.person.name for place in rung.places] for rung in line.rungs]


def test_line_goes_from_the_executives_to_operations(house: House) -> None:
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    line = _line(house)
    assert _names(line) == [
        [house.executive.name, "藤井 誠"],
        ["森田 葵"],
        ["中野 翔"],
        ["石井 蓮"],
    ]
    assert line.mendings == []


@pytest.mark.parametrize(("on", "vacant"), [(date(2026, 12, 31), []), (date(2027, 1, 1), ["企画管理者"])])
def test_vacancy_is_named_with_the_step_that_mends_it(house: House, on: date, vacant: list[str]) -> None:
    _first, planner, _last = make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    services.end_appointment(
        by=house.executive, appointment=planner, ends_on=date(2026, 12, 31), reason="任期満了"
    )
    line = _line(house, on)
    assert [rung.title for rung in line.rungs if rung.mending] == vacant
    assert [m.url for m in line.mendings][:1] == [
        f"/organisation/appointments/new/?role={AppointmentRole.PLANNING_MANAGER}" for _role in vacant
    ]


def test_report_that_ends_nowhere_is_named(house: House) -> None:
    officer, _planner, _operator = make_line(
        house.executive, house.officer, house.planner, house.operator, TODAY
    )
    services.end_appointment(
        by=house.executive, appointment=officer, ends_on=date(2026, 12, 31), reason="任期満了"
    )
    cut = [p.person for rung in _line(house, date(2027, 1, 1)).rungs for p in rung.places if p.mending]
    assert house.planner in cut


def test_personnel_line_follows_the_departments_upwards(house: House) -> None:
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    above = make_department(house.executive, "事務部")
    below = make_department(house.executive, "情報システム課", parent=above)
    for person in (house.planner, house.operator):
        services.post_person(by=house.executive, person=person, department=below, starts_on=TODAY)
    rungs = _line(house).rungs
    assert [(p.personnel_in_words, p.is_outward) for p in rungs[2].places] == [
        ("情報システム課 → 事務部", True)
    ]
    assert [(p.personnel_in_words, p.is_outward) for p in rungs[3].places] == [
        ("情報システム課 → 事務部", False)
    ]


def test_roles_beside_the_line_stand_apart(house: House) -> None:
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    make_appointment(house.executive, house.auditor, AppointmentRole.AUDITOR)
    assert [(r.title, [p.person for p in r.places]) for r in _line(house).others] == [
        ("監査担当", [house.auditor])
    ]


def test_another_hospital_has_a_line_of_its_own(house: House) -> None:
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    stranger = make_hospital()
    assert _names(reporting_line(stranger.institution, TODAY)) == [[stranger.name], [], [], []]


def test_line_is_read_in_few_questions(house: House, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    with django_assert_max_num_queries(6):
        _line(house)


def test_the_page_names_the_vacancy_and_leads_managers_to_mend_it(house: House) -> None:
    seen = {}
    for key in ("executive", "staff"):
        client = Client()
        client.force_login(
            getattr(house, key).user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        seen[key] = client.get("/organisation/reporting/").content.decode()
        assert client.get("/organisation/reporting.pdf").content.startswith(b"%PDF")
    assert all("「企画管理者」が空席です。" in page for page in seen.values())
    mend = f"/organisation/appointments/new/?role={AppointmentRole.PLANNING_MANAGER}"
    assert (mend in seen["executive"], mend in seen["staff"]) == (True, False)


def test_the_paper_says_what_the_page_says(house: House) -> None:
    paper = paper_of(house.executive.institution, _line(house))
    assert [rung["title"] for rung in paper["rungs"]] == [
        "経営層",
        "医療情報システム安全管理責任者",
        "企画管理者",
        "システム運用担当者",
    ]
    assert "「企画管理者」が空席です。" in paper["mendings"]


def test_line_over_rest(house: House) -> None:
    from kaname.foundation.access.services import issue_token

    _token, secret = issue_token(by=None, person=house.staff, name="test")
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    answer = Client().get("/api/v1/reporting-line", headers={"Authorization": f"Bearer {secret}"})
    assert [[p["person"]["name"] for p in rung["places"]] for rung in answer.json()["rungs"]][1:] == [
        ["森田 葵"],
        ["中野 翔"],
        ["石井 蓮"],
    ]
