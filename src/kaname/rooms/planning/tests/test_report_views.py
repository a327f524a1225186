"""The pages of status reports: what each person sees and can press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.rooms.planning.models import ReportKind, ReportStatus, ReportVerdict, StatusReport

from .conftest import TODAY
from .factories import make_planner, reread
from .report_factories import judge, make_report, send


def client_of(person):
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def planner(executive):
    return make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True)


def url(name, *args):
    return reverse(f"planning:report_{name}", args=args)


def text_of(client, address):
    return client.get(address).content.decode()


def test_list_says_what_must_be_written_and_judged(planner, executive):
    report = send(planner, executive)

    assert "読んで判断する" in text_of(client_of(executive), url("list"))
    shown = text_of(client_of(planner), url("list"))
    assert report.title in shown
    assert "読んで判断する" not in shown
    assert url("begin", ReportKind.LEGAL_COMPLIANCE) in shown


def test_list_as_excel(planner, executive):
    send(planner, executive)

    answer = client_of(executive).get(url("list"), {"format": "xlsx"})

    assert answer["Content-Type"].startswith("application/vnd")


def test_list_of_many_reports_takes_few_queries(planner, executive, django_assert_max_num_queries):
    send(planner, executive)
    client = client_of(executive)
    client.get(url("list"))

    with django_assert_max_num_queries(15):
        client.get(url("list"))


def test_report_is_begun_written_and_sent(planner, executive):
    client = client_of(planner)
    begun = client.post(
        url("begin", "SAFETY_STATUS"), {"starts_on": "2026-03-01", "ends_on": "2026-06-01", "title": ""}
    )
    report = StatusReport.objects.of(planner.institution).get()
    assert begun.url == url("write", report.pk)

    page = client.get(begun.url)
    assert "遵守事項の充足状況" in page.content.decode()
    said = {
        "title": report.title,
        "starts_on": "2026-03-01",
        "ends_on": "2026-06-01",
        "assessment": "GOOD",
        "comment": "順調です。",
        "proposals": "",
        "comment_obligations-standing": "判定を始めました。",
        "revision": report.revision,
    }
    assert client.post(begun.url, said).url == report.get_absolute_url()
    report = reread(report)
    assert report.comments == {"obligations.standing": "判定を始めました。"}

    client.post(url("send", report.pk), {"addressee": executive.pk, "revision": report.revision})
    assert reread(report).status == ReportStatus.SENT


def test_beginning_leads_to_the_draft_that_is_there(planner):
    report = make_report(planner)

    assert client_of(planner).get(url("begin", "SAFETY_STATUS")).url == url("write", report.pk)
    assert client_of(planner).get(url("begin", "NOTHING")).status_code == 404


def test_executive_sees_no_draft(planner, executive):
    report = make_report(planner)

    assert client_of(executive).get(report.get_absolute_url()).status_code == 404


def test_executive_reads_judges_and_orders(planner, executive):
    report = send(planner, executive, ends_on=TODAY)
    client = client_of(executive)
    assert f"{report.decision.get_absolute_url()}#act" in text_of(client, report.get_absolute_url())
    shown = text_of(client, report.decision.get_absolute_url())
    assert "改善を指示する" in shown
    assert "要旨" in shown

    report = judge(report, by=executive, choice=ReportVerdict.ORDER, reason="更新を早めること。")
    assert url("order", report.pk) in text_of(client, report.get_absolute_url())
    assert url("order", report.pk) in text_of(client, url("list"))
    due_on = (TODAY + timedelta(days=30)).isoformat()
    told = {"addressee": planner.pk, "title": "更新を早める", "body": "年度内に。", "due_on": due_on}
    client.post(url("order", report.pk), told)

    directive = Directive.objects.of(planner.institution).get()
    assert directive.title in text_of(client, report.get_absolute_url())
    assert url("order", report.pk) not in text_of(client, url("list"))


def test_returned_report_shows_why_and_is_written_again(planner, executive):
    report = judge(send(planner, executive), by=executive, choice=ReportVerdict.RETURN, reason="監査がない。")
    client = client_of(planner)
    shown = text_of(client, report.get_absolute_url())
    assert "監査がない。" in shown

    client.post(url("revise", report.pk))

    second = StatusReport.objects.of(planner.institution).get(version=2)
    assert "差戻しを受けて直したところ" in text_of(client, url("write", second.pk))
    assert "次の版として直す" not in text_of(client, report.get_absolute_url())


def test_draft_is_discarded(planner):
    report = make_report(planner)

    client_of(planner).post(url("discard", report.pk))

    assert not StatusReport.objects.of(planner.institution).exists()


@pytest.mark.parametrize("state", ["draft", "sent", "judged"])
def test_report_on_paper(planner, executive, state):
    report = make_report(planner) if state == "draft" else send(planner, executive, ends_on=TODAY)
    if state == "judged":
        report = judge(report, by=executive)

    answer = client_of(planner).get(url("pdf", report.pk))

    assert answer.getvalue().startswith(b"%PDF")


def test_material_names_a_record_and_a_comment_outlives_its_section(planner, executive):
    report = make_report(planner)
    report.comments = {"gone.section": "前回の所見。"}

    from kaname.rooms.planning.selectors.sections import shown

    assert [(s.title, s.comment) for s in shown([], report.comments)] == [("そのほかの所見", "前回の所見。")]


def test_report_of_another_hospital_is_not_found(planner, executive):
    other = make_hospital("よその病院")
    with clock.at(TODAY):
        report = send(make_planner(other), other)

    assert client_of(executive).get(report.get_absolute_url()).status_code == 404


def test_report_reads_in_english(planner, executive):
    report = send(planner, executive, ends_on=TODAY)
    client = client_of(executive)

    with translation.override("ja"):  # what the request chooses does not outlive it
        answer = client.get(report.get_absolute_url(), headers={"accept-language": "en"})

    assert answer.status_code == 200
    assert "Comply with the laws" in answer.content.decode()
