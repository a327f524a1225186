"""Pages and operations of the desk: who sees what, what leaves as a file, how many queries a list needs."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.summaries.registry import Period, Purpose, collect, metrics
from kaname.rooms.inquiries import services
from kaname.rooms.inquiries.models import ContactPoint, Inquiry, NoticeConfirmation
from kaname.rooms.inquiries.selectors import open_inquiries_of

from .conftest import TODAY
from .factories import (
    ANSWER,
    BODY,
    CONTACT,
    SECRETS,
    SENDER,
    answered,
    make_desk,
    make_inquiry,
    make_worker,
    read,
)
from .test_public import signed_in


def sheet(answer: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def shown(answer: Any) -> str:
    """A page's text without the places where headlines may break."""
    return str(answer.content.decode().replace("<wbr>", ""))


def secrets_in(text: str) -> set[str]:
    return {s for s in SECRETS if s in text}


@pytest.fixture
def put_forward(desk, worker, executive) -> Inquiry:
    """A complaint whose answer waits for the executive."""
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)
    services.ask_approval(by=worker, inquiry=inquiry, approver=executive)
    return read(inquiry)


READS_ALL = {Role.DESK, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.EXECUTIVE}
READS_NONE = {Role.OPERATIONS_STAFF, Role.AUDITOR}


@pytest.mark.parametrize("role", list(Role))
def test_detail_shows_personal_text_to_those_who_need_it(executive, put_forward, role):
    person = make_person(executive.institution, "誰か", roles=[role])

    page = signed_in(person).get(put_forward.get_absolute_url())

    if role in READS_ALL | READS_NONE:
        expected = set(SECRETS) if role in READS_ALL else set()
        assert (page.status_code, secrets_in(page.content.decode())) == (200, expected)
    else:
        assert page.status_code == 403


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.OPERATIONS_STAFF, Role.AUDITOR])
def test_decision_shows_the_answer_to_those_who_may_read_it(executive, put_forward, role):
    person = make_person(executive.institution, "誰か", roles=[role])

    page = signed_in(person).get(put_forward.decision.get_absolute_url())

    expected = set(SECRETS) if role in READS_ALL else set()
    assert (page.status_code, secrets_in(page.content.decode())) == (200, expected)


@pytest.mark.parametrize("role", sorted(READS_ALL | READS_NONE))
def test_lists_files_and_history_name_nobody(executive, put_forward, role):
    client = signed_in(make_person(executive.institution, "誰か", roles=[role]))
    listed = client.get(reverse("inquiries:inquiry_list"))
    filed = client.get(reverse("inquiries:inquiry_list"), {"format": "xlsx"})
    paper = client.get(reverse("inquiries:statistics"))

    assert put_forward.number in listed.content.decode()
    assert put_forward.number in sheet(filed)
    assert secrets_in(listed.content.decode() + sheet(filed) + paper.content.decode()) == set()
    if role != Role.DESK:
        history = client.get(reverse("ledger:record", args=[f"inquiries.inquiry:{put_forward.pk}"]))
        assert "照合用の値だけを残しています" in history.content.decode()
        assert secrets_in(history.content.decode()) == set()


def test_member_of_staff_enters_an_inquiry_and_sees_no_list(executive, desk):
    staff = make_person(executive.institution, "西村 空", roles=[Role.STAFF])
    client = signed_in(staff)
    data = {
        "desk": desk.pk, "kind": "QUESTION", "channel": "PHONE", "received_on": TODAY.isoformat(),
        "subject": "会計の画面", "body": BODY, "sender": SENDER, "contact": CONTACT, "form_token": "once",
    }  # fmt: skip

    entered = client.post(reverse("inquiries:inquiry_new"), data)
    again = client.post(reverse("inquiries:inquiry_new"), data)

    assert "Q2026-001" in client.get(entered["Location"]).content.decode()
    assert (again.status_code, again["Location"]) == (302, reverse("inquiries:inquiry_entered"))
    assert Inquiry.objects.of(desk.institution).get().received_by == staff
    assert client.get(reverse("inquiries:inquiry_list")).status_code == 403
    assert "問合せの受付" in client.get("/").content.decode()


def test_way_through_the_pages_from_receipt_to_end(desk, worker):
    client, inquiry = signed_in(worker), make_inquiry(desk)
    worker = Person._default_manager.get(pk=worker.pk)

    def post(name: str, **data: object) -> int:
        data["revision"] = read(inquiry).revision
        return client.post(reverse(f"inquiries:{name}", args=[inquiry.pk]), data).status_code

    assert post("inquiry_assign", assignee=worker.pk) == 302
    assert post("answer_draft", answer="") == 422
    assert post("answer_draft", answer=ANSWER) == 302
    assert post("answer_record", channel="PHONE", answered_on="2026-11-20", close="") == 302
    assert read(inquiry).status == "ANSWERED"
    assert post("inquiry_close", reason="DONE") == 302
    assert read(inquiry).status == "CLOSED"
    assert post("inquiry_close", reason="DONE") == 422


def test_form_made_from_an_older_state_is_told_so(desk, worker):
    client, inquiry = signed_in(worker), make_inquiry(desk)
    services.retitle(by=worker, inquiry=read(inquiry), subject="先の人")

    url = reverse("inquiries:inquiry_title", args=[inquiry.pk])
    assert client.post(url, {"subject": "後の人", "revision": inquiry.revision}).status_code == 409


def test_lookup_finds_open_inquiries_by_name_or_number(desk, worker):
    client, inquiry = signed_in(worker), make_inquiry(desk)
    done = make_inquiry(desk)
    answered(done, by=worker)
    url = reverse("inquiries:inquiry_lookup")

    for words in ("葛城", "7777-2345", "２３４５"):
        page = client.post(url, {"words": words})
        assert (inquiry.number in page.content.decode(), done.number in page.content.decode()) == (
            True,
            False,
        )
    assert "あてはまる問合せはありません" in shown(client.post(url, {"words": "別の人"}))
    assert client.post(url, {"words": "x"}).status_code == 422
    assert client.get(url).status_code == 405, "a name in an address would stand in logs"


@pytest.mark.parametrize("role", list(Role))
def test_personal_file_only_for_desk_and_safety_officer(executive, desk, role):
    make_inquiry(desk)
    person = make_person(executive.institution, "誰か", roles=[role])

    answer = signed_in(person).post(reverse("inquiries:personal_export"))

    entries = LedgerEntry.objects.of(executive.institution).filter(action="inquiries.export_personal")
    if role in (Role.DESK, Role.SAFETY_OFFICER):
        assert SENDER in sheet(answer)
        assert BODY in sheet(answer)
        assert entries.get().person == person
    else:
        assert (answer.status_code, entries.count()) == (403, 0)


def test_directive_comes_from_an_inquiry_and_leads_back(executive, desk, put_forward):
    officer = make_person(executive.institution, "森田 葵", roles=[Role.SAFETY_OFFICER])
    client = signed_in(officer)
    page = client.get(put_forward.get_absolute_url()).content.decode()
    assert f"origin=inquiries.inquiry:{put_forward.pk}" in page

    told: Directive = issue_directive(
        by=officer, addressee=make_person(executive.institution, "石井 蓮", roles=[Role.OPERATIONS_STAFF]),
        title="板を付ける", body="覗き見を防ぐ。", due_on=TODAY, origin=f"inquiries.inquiry:{put_forward.pk}",
    )  # fmt: skip
    assert "板を付ける" in client.get(put_forward.get_absolute_url()).content.decode()
    assert put_forward.get_absolute_url() in client.get(told.get_absolute_url()).content.decode()


def test_desk_pages(executive, worker, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    client = signed_in(executive)
    data = {"name": "相談窓口", "audience": "PATIENTS", "responsible": worker.pk, "phone": "0123"}
    made = client.post(reverse("inquiries:desk_new"), data)
    desk = ContactPoint.objects.of(executive.institution).get()
    assert made["Location"] == desk.get_absolute_url()
    assert client.post(reverse("inquiries:desk_new"), {**data, "phone": ""}).status_code == 422

    changed = {**data, "has_public_form": "on", "revision": desk.revision}
    assert client.post(reverse("inquiries:desk_change", args=[desk.pk]), changed).status_code == 302
    noticed = {"where": "WEB", "confirmed_on": TODAY.isoformat(), "url": "https://minato.example.jp/"}
    assert client.post(reverse("inquiries:notice_new", args=[desk.pk]), noticed).status_code == 302
    page = client.get(desk.get_absolute_url()).content.decode()
    assert (desk.public_path in page, "https://minato.example.jp/" in page, "<svg" in page) == (
        True,
        True,
        True,
    )
    assert NoticeConfirmation.objects.of(executive.institution).count() == 1
    paper = client.get(reverse("inquiries:desk_poster_pdf", args=[desk.pk]))
    assert paper.content[:5] == b"%PDF-"
    closing = {"ends_on": "2026-12-31", "revision": ContactPoint.objects.get(pk=desk.pk).revision}
    assert client.post(reverse("inquiries:desk_close", args=[desk.pk]), closing).status_code == 302


def test_rules_of_a_class_are_changed_on_its_page(executive):
    client, url = signed_in(executive), reverse("inquiries:class_change", args=["QUESTION"])

    answer = client.post(url, {"due_days": 5, "retention_years": 2, "in_working_days": "on"})
    assert answer.status_code == 302
    assert "5営業日" in client.get(reverse("inquiries:settings")).content.decode()
    assert client.get(reverse("inquiries:class_change", args=["NONSENSE"])).status_code == 404


def test_retention_page_asks_for_one_decision(desk, worker, executive):
    answered(make_inquiry(desk), by=worker)
    client = signed_in(worker)
    assert "保存期間が過ぎた問合せはありません" in shown(client.get(reverse("inquiries:retention")))

    with clock.at(TODAY.replace(year=TODAY.year + 4)):
        page = client.get(reverse("inquiries:retention")).content.decode()
        assert "Q2026-001" in page
        assert client.post(reverse("inquiries:retention"), {"approver": executive.pk}).status_code == 302
        assert "消去の決裁を待っています" in client.get(reverse("inquiries:retention")).content.decode()


def test_list_needs_few_queries_however_many_rows(desk, worker):
    with writing(by=worker, action="inquiries.work") as entry:
        one = make_inquiry(desk)
        rows = []
        for n in range(2, 1002):
            row = Inquiry.objects.get(pk=one.pk)
            row.pk, row.serial, row.number, row._state.adding = None, n, f"Q2026-{n:03d}", True
            row.body, row.sender, row.contact = "本文", "名前", "宛先"
            rows.append(row)
        entry.save_all(rows)
    client = signed_in(worker)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(reverse("inquiries:inquiry_list"))

    assert page.status_code == 200
    assert len(asked) <= 25, [q["sql"][:90] for q in asked]
    mine = [q for q in asked if "inquiries_" in q["sql"]]
    assert len(mine) <= 8


def test_late_ones_stand_first_then_what_falls_due(desk, worker):
    done = make_inquiry(desk)
    answered(done, by=worker)
    later, sooner = make_inquiry(desk, kind="DISCLOSURE"), make_inquiry(desk, kind="LEAK")
    with clock.at(sooner.due_on.replace(day=30)):
        page = signed_in(worker).get(reverse("inquiries:inquiry_list")).content.decode()

    places = [page.index(f">{row.number}<") for row in (sooner, later, done)]
    assert places == sorted(places)
    assert "期限超過" in page


def test_review_hears_the_patients(desk, worker):
    answered(make_inquiry(desk), by=worker)
    make_inquiry(desk, kind="LEAK")
    period = Period(TODAY.replace(month=4, day=1), TODAY)

    for purpose in (Purpose.MANAGEMENT_REVIEW, Purpose.SAFETY_STATUS):
        found = [s for s in collect(desk.institution, purpose, period) if s.title.text == "患者の声"]
        assert [r[1:] for r in found[0].rows] == [(1, 0, 0, "100"), (1, 1, 0, "－")]
        assert [s.text for s in found[0].attention] == ["漏えいの申告が%(n)s件ありました。"]
    assert metrics["inquiries.on_time"].series(desk.institution, days=[TODAY.replace(year=2025), TODAY]) == [
        None,
        100.0,
    ]


def test_review_of_a_hospital_without_inquiries_says_nothing():
    hospital = make_hospital("何もない病院").institution
    period = Period(TODAY.replace(month=4, day=1), TODAY)

    assert [
        s for s in collect(hospital, Purpose.MANAGEMENT_REVIEW, period) if s.title.text == "患者の声"
    ] == []


class Api:
    def __init__(self, person: Person) -> None:
        if person.user is None:
            signed_in(person)
            person = Person._default_manager.select_related("institution", "user").get(pk=person.pk)
        _row, secret = access.issue_token(by=None, person=person, name="test", may_write=True)
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1{path}", body, content_type="application/json")


def test_api_from_receipt_to_answer(desk, worker):
    api = Api(worker)
    made = api.post("/inquiries", desk=desk.pk, kind="QUESTION", channel="PHONE", subject="件名", body=BODY)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert api.post(f"/inquiries/{pk}/assign", person=worker.pk).status_code == 200
    assert api.post(f"/inquiries/{pk}/answer").status_code == 422
    assert api.post(f"/inquiries/{pk}/draft", body=ANSWER).json()["answer"] == ANSWER
    assert api.post(f"/inquiries/{pk}/answer", channel="EMAIL").json()["status"] == "CLOSED"
    assert api.get("/inquiries?status=CLOSED").json()["count"] == 1
    assert api.get("/inquiries/statistics").json()["rate"] == 100.0
    assert api.get("/contact-points").json()[0]["public_path"] == desk.public_path


def test_api_gives_personal_text_only_to_those_who_need_it(executive, desk):
    inquiry = make_inquiry(desk)
    auditor = Api(make_person(executive.institution, "岡本 遥", roles=[Role.AUDITOR]))
    manager = Api(make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER]))

    assert auditor.get(f"/inquiries/{inquiry.pk}").json()["body"] is None
    assert manager.get(f"/inquiries/{inquiry.pk}").json()["body"] == BODY
    assert "body" not in manager.get("/inquiries").json()["items"][0]
    assert Api(executive).get(f"/inquiries/{inquiry.pk}").status_code == 404


def test_api_has_no_public_submission(desk):
    posted = Client().post("/api/v1/inquiries", {"desk": desk.pk}, content_type="application/json")

    assert posted.status_code == 401


def test_paper_register_comes_in_from_a_table(desk, executive):
    from kaname.foundation.imports.registry import ImportRow, tables

    manager = make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER])
    table = tables["inquiries.inquiries"](desk.institution, today=TODAY)
    row = {
        "source_number": "R7-12", "subject": "画面の向き", "kind": "COMPLAINT", "desk": desk.name, "channel": "PHONE",
        "received_on": TODAY.replace(year=2025), "due_on": None, "answered_on": TODAY.replace(year=2025, day=25),
        "answer_channel": "LETTER",
    }  # fmt: skip
    assert table.check(row, None) == {}
    assert list(table.check({**row, "answered_on": None}, None)) == ["answer_channel"]
    assert list(table.check({**row, "received_on": TODAY.replace(year=2027)}, None)) == [
        "received_on",
        "answered_on",
    ]

    table.save(manager, [ImportRow(2, row)])

    made = Inquiry.objects.of(desk.institution).get()
    assert (made.number, made.status, made.answered_on, made.was_on_time) == (
        "Q2025-001", "CLOSED", TODAY.replace(year=2025, day=25), True,
    )  # fmt: skip
    again = tables["inquiries.inquiries"](desk.institution, today=TODAY)
    known = again.load(desk.institution)
    assert again.values_of(known[("R7-12",)]) == {**row, "due_on": made.due_on}
    again.save(manager, [ImportRow(2, {**row, "subject": "画面"}, record=known[("R7-12",)])])
    assert Inquiry.objects.of(desk.institution).get().subject == "画面"


def test_lists_columns_are_those_of_the_import():
    from kaname.foundation.imports.registry import tables
    from kaname.rooms.inquiries.lists import COLUMNS

    table = tables["inquiries.inquiries"]
    labels = {str(f.label) for f in table.columns} | {str(words) for words in table.ignored}
    assert {str(column.label) for column in COLUMNS} == labels


def test_pages_of_another_hospital_are_not_found(desk, executive):
    inquiry = make_inquiry(desk)
    other = make_hospital("よその病院")
    stranger = signed_in(make_worker(other))
    make_desk(other)

    assert stranger.get(inquiry.get_absolute_url()).status_code == 404
    assert stranger.get(desk.get_absolute_url()).status_code == 404


def test_whoever_took_a_call_is_told_the_one_step_to_answer_it(desk, worker):
    inquiry = make_inquiry(desk)
    browser = signed_in(worker)
    page = browser.get(inquiry.get_absolute_url())
    assert "担当が決まると、回答を記録できます" in shown(page)

    form = page.context["take"]
    browser.post(
        reverse("inquiries:inquiry_assign", args=[inquiry.pk]),
        {name: form[name].value() for name in form.fields},
    )

    assert read(inquiry).assignee == worker
    assert "自分が担当になる" not in shown(browser.get(inquiry.get_absolute_url()))


def test_inquiry_of_nobody_that_falls_due_waits_at_the_desk(desk, worker, executive):
    inquiry = make_inquiry(desk)
    other = make_worker(executive, "鈴木 一")
    manager = make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER])

    def waits_for(days: int) -> list[bool]:
        with clock.at(inquiry.due_on - timedelta(days=days)):
            return [inquiry in open_inquiries_of(person) for person in (worker, other, manager)]

    assert waits_for(4) == [False, False, False]
    assert waits_for(3) == waits_for(1) == [True, True, False]
    services.assign(by=worker, inquiry=inquiry, assignee=other)
    assert waits_for(1) == [False, True, False]
