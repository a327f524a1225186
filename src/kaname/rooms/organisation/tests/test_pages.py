"""Each page through the client: who sees it, what it says, what a form does, and how many queries a list takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.access.models import Membership, Person, User
from kaname.foundation.access.records import recording
from kaname.foundation.access.roles import Role
from kaname.foundation.access.search import search_key
from kaname.foundation.access.tests.factories import make_hospital
from kaname.rooms.organisation import services
from kaname.rooms.organisation.models import (
    Applicability,
    Appointment,
    AppointmentStatus,
    Committee,
    Department,
    Posting,
    Profile,
)
from kaname.rooms.organisation.roles import AppointmentRole

from .conftest import TODAY, House
from .factories import make_department, make_line, make_profile

DAY = timedelta(days=1)


@pytest.fixture
def rich(house: House) -> House:
    """The hospital with something of everything."""
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    department = make_department(house.manager, contact=house.planner)
    services.post_person(by=house.manager, person=house.operator, department=department)
    make_profile(house.manager)
    services.found_committee(
        by=house.manager, name="情報システム管理委員会", purpose="審議", chair=house.executive
    )
    services.propose_applicability(
        by=house.manager,
        approver=house.executive,
        pattern="I",
        reasons="院内に担当者がいる",
        review_on=TODAY + 365 * DAY,
    )
    return house


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=person.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def urls() -> dict[str, str]:
    """Every page that is read, by name."""
    appointment, department = Appointment.objects.first().pk, Department.objects.first().pk
    person, committee = Appointment.objects.first().person_id, Committee.objects.first().pk
    keys = {
        "overview": None, "person_list": None, "person_new": None, "person_detail": person, "person_change": person,
        "person_end": person, "department_list": None, "department_new": None, "department_detail": department,
        "department_change": department, "department_close": department, "appointment_list": None,
        "appointment_new": None, "appointment_detail": appointment, "appointment_change": appointment,
        "appointment_end": appointment, "appointment_letter": appointment, "appointment_letter_pdf": appointment,
        "profile": None, "profile_change": None, "applicability_new": None,
        "applicability_detail": Applicability.objects.first().pk, "committee_list": None, "committee_new": None,
        "committee_detail": committee, "committee_change": committee, "committee_end": committee,
        "posting_end": Posting.objects.first().pk, "person_role_end": Membership.objects.first().pk,
    }  # fmt: skip
    return {name: reverse(f"organisation:{name}", args=[key] if key else []) for name, key in keys.items()}


READ = {"overview", "department_list", "department_detail", "appointment_list", "appointment_detail", "appointment_letter",
        "appointment_letter_pdf", "profile", "applicability_detail", "committee_list", "committee_detail"}  # fmt: skip
PEOPLE = {"person_list", "person_detail"}


def test_every_page_opens_for_those_who_may_and_for_nobody_else(rich):
    opens = {
        who: {name for name, url in urls().items() if sign_in(getattr(rich, who)).get(url).status_code == 200}
        for who in ("executive", "manager", "auditor", "staff")
    }
    everything = set(urls())
    assert opens == {
        "executive": everything,
        "manager": everything - {"person_role_end"},
        "auditor": READ | PEOPLE,
        "staff": READ,
    }


def test_pages_of_another_institution_answer_404(rich):
    stranger = sign_in(make_hospital("よその病院"))
    pages = {name: url for name, url in urls().items() if any(part.isdigit() for part in url.split("/"))}
    assert {name: stranger.get(url).status_code for name, url in pages.items()} == dict.fromkeys(pages, 404)
    assert "森田 葵" not in stranger.get(reverse("organisation:person_list")).content.decode()


def test_overview_names_vacancies_with_the_button_that_mends_them(house):
    text = sign_in(house.executive).get(reverse("organisation:overview")).content.decode()
    assert "「医療情報システム安全管理責任者」が空席です。" in text.replace("<wbr>", "")
    assert f"{reverse('organisation:appointment_new')}?role=SAFETY_OFFICER" in text
    assert "空席" in text
    assert "stroke-dasharray" in text


def test_executive_appoints_on_the_page(house):
    url = f"{reverse('organisation:appointment_new')}?role=SAFETY_OFFICER"
    client = sign_in(house.executive)
    assert "全体を統括する" in client.get(url).content.decode()
    data = {"role": "SAFETY_OFFICER", "person": house.officer.pk, "duties": "統括", "authority": "指示",
            "starts_on": "令和8年11月22日"}  # fmt: skip
    response = client.post(url, data)
    made = Appointment.objects.get()
    assert (response.status_code, response.url) == (302, made.get_absolute_url())
    assert (made.status, made.person, made.starts_on) == (AppointmentStatus.IN_FORCE, house.officer, TODAY)


def test_manager_asks_for_approval_on_the_page(house):
    url = f"{reverse('organisation:appointment_new')}?role=AUDITOR"
    data = {"role": "AUDITOR", "person": house.auditor.pk, "duties": "監査", "authority": "閲覧",
            "starts_on": "2026-11-22", "approver": house.executive.pk}  # fmt: skip
    assert sign_in(house.manager).post(url, data).status_code == 302
    assert Appointment.objects.get().status == AppointmentStatus.PROPOSED


def test_form_keeps_what_was_typed_when_it_is_refused(house):
    url = f"{reverse('organisation:appointment_new')}?role=SAFETY_OFFICER"
    data = {"role": "SAFETY_OFFICER", "person": house.officer.pk, "duties": "独自に書いた職務", "authority": "",
            "starts_on": "2026-11-22"}  # fmt: skip
    response = sign_in(house.executive).post(url, data)
    assert response.status_code == 422
    assert "独自に書いた職務" in response.content.decode()


def test_letter_is_issued_and_attached(rich, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    row = Appointment.objects.get(role=AppointmentRole.SAFETY_OFFICER)
    url = reverse("organisation:appointment_attach", args=[row.pk])
    assert sign_in(rich.manager).post(url, {"issue": "1", "revision": row.revision}).status_code == 302
    row.refresh_from_db()
    assert (row.letter_on, row.letter_name) == (TODAY, f"辞令_{row.number}.pdf")
    pdf = sign_in(rich.staff).get(reverse("organisation:appointment_letter_pdf", args=[row.pk]))
    assert pdf.content.startswith(b"%PDF")


def test_stale_change_is_not_carried_out(rich):
    row = Appointment.objects.get(role=AppointmentRole.SAFETY_OFFICER)
    url = reverse("organisation:appointment_change", args=[row.pk])
    client = sign_in(rich.manager)
    assert (
        client.post(url, {"deputy": rich.second.pk, "reports_to": "", "revision": row.revision}).status_code
        == 302
    )
    assert client.post(url, {"deputy": "", "reports_to": "", "revision": row.revision}).status_code == 409
    row.refresh_from_db()
    assert row.deputy == rich.second


def test_person_is_registered_given_an_account_a_posting_and_released(rich):
    client = sign_in(rich.executive)
    data = {
        "name": "新田 花",
        "kana": "にった はな",
        "kind": "DISPATCHED",
        "employer": "",
        "starts_on": "2026-11-22",
    }
    assert client.post(reverse("organisation:person_new"), data).status_code == 422
    assert client.post(reverse("organisation:person_new"), {**data, "employer": "港人材"}).status_code == 302
    made = Person.objects.get(name="新田 花")

    def post(name: str, **values: object) -> int:
        return client.post(reverse(f"organisation:{name}", args=[made.pk]), values).status_code

    assert post("person_account", username="nitta", password="correct horse battery") == 302
    assert post("person_role", role="STAFF", starts_on="2026-11-22") == 302
    assert post("person_posting", department=Department.objects.get().pk, starts_on="2026-11-22") == 302
    assert post("person_posting", department=Department.objects.get().pk, starts_on="2026-11-22") == 422
    assert post("person_account_stop") == 302
    assert post("person_end", ends_on="2026-11-30", reason="契約満了") == 302
    made.refresh_from_db()
    assert (made.ends_on, made.user.is_active, made.postings.get().ends_on) == (
        TODAY + 8 * DAY,
        False,
        TODAY + 8 * DAY,
    )


def test_profile_is_recorded_with_systems(house):
    data = {"beds": "180", "sites": "1", "founder": "PUBLIC", "has_own_operator": "no", "system_0_name": "電子カルテ",
            "system_0_hosting": "CLOUD", "system_0_vendor": "みなとシステム"}  # fmt: skip
    assert sign_in(house.manager).post(reverse("organisation:profile_change"), data).status_code == 302
    profile = Profile.objects.get()
    assert (profile.beds, profile.has_own_operator) == (180, False)
    assert list(profile.systems.values_list("name", "hosting", "vendor")) == [
        ("電子カルテ", "CLOUD", "みなとシステム")
    ]


def test_simplified_items_need_reasons(rich):
    data = {"pattern": "I", "reasons": "理由", "simplified": "G-3.4.2-1", "review_on": "2027-11-22",
            "approver": rich.executive.pk}  # fmt: skip
    response = sign_in(rich.manager).post(reverse("organisation:applicability_new"), data)
    assert response.status_code == 422
    assert "理由がありません" in response.content.decode()


def _crowd(house: House, count: int) -> None:
    home = house.executive.institution
    mark = recording.set(True)
    try:
        people = Person.objects.bulk_create(
            Person(
                institution=home,
                name=f"人 {n}",
                kana=f"ひと{n:04}",
                search_key=search_key(f"人 {n}"),
                starts_on=TODAY,
            )
            for n in range(count)
        )
        Membership.objects.bulk_create(
            Membership(institution=home, person=p, role=Role.STAFF, starts_on=TODAY) for p in people
        )
        department = Department.objects.first()
        Posting.objects.bulk_create(
            Posting(institution=home, person=p, department=department, starts_on=TODAY) for p in people
        )
        Department.objects.bulk_create(
            Department(institution=home, name=f"部門{n}", starts_on=TODAY) for n in range(count // 10)
        )
    finally:
        recording.reset(mark)


@pytest.mark.parametrize(
    "name", ["person_list", "department_list", "appointment_list", "committee_list", "overview"]
)
def test_lists_take_the_same_queries_however_many_rows(rich, name):
    client = sign_in(rich.executive)
    url = reverse(f"organisation:{name}")
    counts = []
    for more in (0, 1000):
        _crowd(rich, more)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= (25 if name == "overview" else 15)


@pytest.mark.parametrize("name", ["person_list", "department_list", "appointment_list", "committee_list"])
def test_lists_leave_as_excel(rich, name):
    response = sign_in(rich.executive).get(reverse(f"organisation:{name}"), {"format": "xlsx"})
    assert response.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "もりた"}, []),
        ({"q": "森田"}, ["森田 葵"]),
        ({"role": "SAFETY_OFFICER"}, ["森田 葵"]),
        ({"presence": "GONE"}, []),
        ({"presence": "HERE", "kind": "VENDOR_STAFF"}, []),
    ],
)
def test_people_are_searched_and_filtered(rich, query, names):
    response = sign_in(rich.executive).get(reverse("organisation:person_list"), query)
    assert [row[0].text for row in response.context["listing"].rows] == names
