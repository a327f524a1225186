"""The pages: who comes in, what they can do there, what stays hidden, and how many queries it takes."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kaname.foundation.calendar import clock
from kaname.foundation.directives import services
from kaname.foundation.directives.models import Directive, DirectiveStatus

from .factories import day, make_directive, make_line

pytestmark = pytest.mark.django_db
S = DirectiveStatus
EVERYBODY = ("executive", "officer", "manager", "operator", "auditor", "staff", "vendor", "desk")


@pytest.fixture
def line():
    with clock.at(day("2026-06-01")):
        yield make_line(account=True)


def as_person(client, person):
    client.force_login(person.user)
    return client


def url(name, *args):
    return reverse(f"directives:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def offered(answer):
    return [(move.name, move.is_primary) for move in answer.context["moves"]]


@pytest.mark.parametrize("who", EVERYBODY)
def test_list_shows_what_concerns_one(client, line, who):
    foreign = make_line("さくら病院")
    make_directive(foreign.executive, foreign.vendor, title="よその話")
    make_directive(line.executive, line.vendor, title="事業者だけの話")
    answer = as_person(client, getattr(line, who)).get(url("directive_list_all"))
    assert answer.status_code == 200
    assert ("事業者だけの話" in text_of(answer)) is (who not in ("staff", "desk"))
    assert "よその話" not in text_of(answer)


def test_list_needs_a_person(client):
    assert client.get(url("directive_list")).status_code == 302


@pytest.mark.parametrize(
    ("tab", "query", "expected"),
    [
        ("directive_list", {}, {"A"}),
        ("directive_list_issued", {}, {"B"}),
        ("directive_list_all", {}, {"A", "B", "C"}),
        ("directive_list_all", {"state": "OVERDUE"}, {"A"}),
        ("directive_list_all", {"state": "OPEN"}, {"A", "B", "C"}),
        ("directive_list_all", {"state": "REPORTED"}, {"C"}),
        ("directive_list_all", {"q": "２０２６-００２"}, {"B"}),
    ],
)
def test_list_tabs_filters_and_search(client, line, tab, query, expected):
    make_directive(line.executive, line.manager, title="A", due_on=day("2026-06-10"))
    make_directive(line.manager, line.operator, title="B")
    third = make_directive(line.executive, line.operator, title="C")
    services.report(by=line.operator, directive=third, body="済みました。")
    with clock.at(day("2026-06-11")):
        answer = as_person(client, line.manager).get(url(tab), query)
    assert {row.title for row in answer.context["listing"].page} == expected


def test_list_as_excel(client, line):
    make_directive(line.executive, line.manager, title="=1+1")
    answer = as_person(client, line.executive).get(url("directive_list_all"), {"format": "xlsx"})
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_list_queries_do_not_grow(client, line, django_assert_max_num_queries):
    for _ in range(60):
        make_directive(line.executive, line.manager)
    as_person(client, line.executive).get(url("directive_list"))
    with django_assert_max_num_queries(15):
        assert client.get(url("directive_list_all")).status_code == 200


# --- new


def test_new_is_filled_in_from_an_obligation(client, line):
    query = {"obligation": "G-3.4.2-1", "role": "PLANNING_MANAGER", "title": "手順の整備"}
    form = as_person(client, line.executive).get(url("directive_new"), query).context["form"]
    assert {
        name: form.initial[name]
        for name in ("obligation_id", "addressee_role", "title", "origin", "addressee")
    } == {
        "obligation_id": "G-3.4.2-1",
        "addressee_role": "PLANNING_MANAGER",
        "title": "手順の整備",
        "origin": "obligation:G-3.4.2-1",
        "addressee": line.manager.pk,
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_new_by_role(client, line, who):
    answer = as_person(client, getattr(line, who)).get(url("directive_new"))
    assert answer.status_code == (200 if who in ("executive", "officer", "manager", "operator") else 403)


def test_new_issues_and_keeps_what_was_typed_when_refused(client, line):
    as_person(client, line.executive)
    typed = {"addressee": line.manager.pk, "title": "点検", "body": "点検する。", "due_on": "2026-05-01"}
    refused = client.post(url("directive_new"), typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["due_on"])
    assert "点検する。" in text_of(refused)
    made = client.post(url("directive_new"), typed | {"due_on": "2026-06-30", "form_token": "t1"})
    directive = Directive.objects.of(line.institution).get()
    assert (made.status_code, made.url, directive.title) == (302, directive.get_absolute_url(), "点検")


def test_new_sent_twice_makes_one(client, line):
    as_person(client, line.executive)
    typed = {"addressee": line.manager.pk, "title": "点検", "body": "点検する。", "due_on": "2026-06-30"}
    answers = [client.post(url("directive_new"), typed | {"form_token": "same"}) for _ in range(2)]
    directive = Directive.objects.of(line.institution).get()
    assert [a.url for a in answers] == [directive.get_absolute_url()] * 2


# --- detail and moves


def test_detail_of_another_hospital(client, line):
    foreign = make_line("さくら病院")
    directive = make_directive(foreign.executive, foreign.manager, title="よその話")
    as_person(client, line.executive)
    for name in ("directive_detail", "directive_print"):
        assert client.get(url(name, directive.pk)).status_code == 404
    for name in ("acknowledge", "report", "accept", "return", "confirm", "hand_down", "remind", "withdraw"):
        assert client.post(url(f"directive_{name}", directive.pk)).status_code == 404


def test_detail_of_somebody_elses_directive(client, line):
    directive = make_directive(line.executive, line.vendor)
    assert as_person(client, line.staff).get(directive.get_absolute_url()).status_code == 404


def test_detail_offers_each_what_they_can_do(client, line):
    directive = make_directive(line.executive, line.manager)

    def offers(who):
        return offered(as_person(client, getattr(line, who)).get(directive.get_absolute_url()))

    over = [("remind", True), ("withdraw", False)]
    assert offers("executive") == offers("officer") == over
    assert offers("manager") == [("acknowledge", True), ("report", False), ("hand_down", False)]
    assert offers("operator") == offers("auditor") == []
    services.report(by=line.manager, directive=directive, body="済みました。")
    assert offers("executive") == [("accept", True), ("return", False), ("withdraw", False)]
    assert offers("manager") == []
    services.accept(by=line.officer, directive=directive)
    assert offers("executive") == [("confirm", True)]


def test_detail_blocks_the_report_while_a_child_is_open(client, line):
    directive = make_directive(line.executive, line.manager)
    services.hand_down(
        by=line.manager,
        directive=directive,
        addressee=line.operator,
        title="準備",
        body="x",
        due_on=day("2026-06-10"),
    )
    answer = as_person(client, line.manager).get(directive.get_absolute_url())
    assert offered(answer) == [("hand_down", False)]
    assert "2026-002 準備" in text_of(answer)


def test_the_whole_loop(client, line):
    directive = make_directive(line.executive, line.manager)

    def press(who, name, **typed):
        answer = as_person(client, getattr(line, who)).post(url(f"directive_{name}", directive.pk), typed)
        directive.refresh_from_db()
        return answer.status_code, directive.status

    assert press("manager", "acknowledge") == (302, S.ACKNOWLEDGED)
    assert press("manager", "report", body="済みました。") == (302, S.REPORTED)
    assert press("executive", "return", reason="") == (422, S.REPORTED)
    assert press("executive", "return", reason="写真を添えてください。", due_on="2026-07-31") == (
        302,
        S.RETURNED,
    )
    assert press("executive", "remind") == (302, S.RETURNED)
    assert press("manager", "report", body="添えました。") == (302, S.REPORTED)
    assert press("operator", "accept") == (403, S.REPORTED)
    assert press("executive", "accept", comment="よし。") == (302, S.ACCEPTED)
    assert press("executive", "withdraw", reason="見直しのため") == (422, S.ACCEPTED)


def test_detail_names_the_obligation_in_words(client, line):
    directive = make_directive(line.executive, line.manager, obligation_id="G-3.4.2-1")
    page = text_of(as_person(client, line.executive).get(directive.get_absolute_url()))
    assert "3.4.2 ①" in page
    assert ">G-3.4.2-1<" not in page


def test_report_hands_its_files_to_evidence(client, line, monkeypatch):
    calls = []
    monkeypatch.setattr(services.evidence, "attach", lambda **given: calls.append(given))
    directive = make_directive(line.executive, line.manager)
    files = [SimpleUploadedFile(name, b"x") for name in ("a.txt", "b.txt")]
    as_person(client, line.manager).post(
        url("directive_report", directive.pk), {"body": "済みました。", "files": files}
    )
    row = directive.reports.get()
    assert [(c["by"], c["record"], [f.name for f in c["files"]]) for c in calls] == [
        (line.manager, row, ["a.txt", "b.txt"])
    ]


def test_hand_down_from_the_page(client, line):
    directive = make_directive(line.executive, line.manager)
    typed = {"addressee": line.operator.pk, "title": "準備", "body": "準備する。", "due_on": "2026-06-10"}
    as_person(client, line.manager).post(url("directive_hand_down", directive.pk), typed)
    assert [child.addressee for child in directive.children.all()] == [line.operator]


def test_somebody_was_first(client, line, settings):
    directive = make_directive(line.executive, line.manager)
    services.remind(by=line.executive, directive=directive)
    answer = as_person(client, line.manager).post(
        url("directive_report", directive.pk), {"body": "x", "revision": 1}
    )
    assert answer.status_code == 409
    assert Directive.objects.of(line.institution).get().status == S.ISSUED


def test_detail_queries_do_not_grow(client, line, django_assert_max_num_queries):
    directive = make_directive(line.executive, line.manager)
    fields = {"title": "準備", "body": "x", "due_on": day("2026-06-10")}
    for _ in range(20):
        services.hand_down(by=line.manager, directive=directive, addressee=line.operator, **fields)
    as_person(client, line.executive).get(directive.get_absolute_url())
    with django_assert_max_num_queries(15):
        assert client.get(directive.get_absolute_url()).status_code == 200


def test_print_page(client, line):
    directive = make_directive(line.executive, line.manager, title="復元テスト")
    assert "復元テスト" in text_of(as_person(client, line.auditor).get(url("directive_print", directive.pk)))


def test_evidence_of_a_report_shows_in_its_story(client, line, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    directive = make_directive(line.executive, line.manager)
    file = SimpleUploadedFile("restore-log.txt", "4時間12分で復元".encode(), content_type="text/plain")
    typed = {"body": "済みました。", "files": [file]}
    assert (
        as_person(client, line.manager).post(url("directive_report", directive.pk), typed).status_code == 302
    )
    assert "restore-log.txt" in text_of(as_person(client, line.executive).get(directive.get_absolute_url()))
