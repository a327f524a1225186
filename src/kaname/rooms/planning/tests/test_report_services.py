"""What people do with status reports, and what nobody may do with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.records import StaleRecord, ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, DecisionStatus
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.planning.models import ReportKind, ReportStatus, ReportVerdict, StatusReport
from kaname.rooms.planning.services import reports
from kaname.rooms.planning.services.report_checks import usual_title

from .conftest import TODAY
from .factories import make_planner, reread
from .report_factories import ENDS, STARTS, judge, make_report, send, write

OUTSIDERS = [r for r in Role if r not in (Role.SAFETY_OFFICER, Role.PLANNING_MANAGER)]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_report_of_somebody_who_does_not_write_reports(executive, role):
    person = make_person(executive.institution, roles=[role])

    with pytest.raises(PermissionDenied):
        make_report(person)


def test_report_begins_with_number_and_usual_title(planner):
    first = reports.begin_report(by=planner, kind=ReportKind.SAFETY_STATUS, starts_on=STARTS, ends_on=ENDS)
    second = reports.begin_report(by=planner, kind=ReportKind.TRAINING_STATUS, starts_on=STARTS, ends_on=ENDS)

    assert [first.number, second.number] == ["2026-001", "2026-002"]
    assert first.title == "安全管理の状況報告（令和8年3月〜5月）"
    assert LedgerEntry.objects.of(planner.institution).filter(records__ref=ref_of(first)).count() == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "period"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), "令和8年4月"),
        (date(2025, 4, 1), date(2026, 3, 31), "令和7年4月〜令和8年3月"),
        (date(2026, 4, 2), date(2026, 6, 30), "令和8年4月2日〜令和8年6月30日"),
        (date(2019, 4, 1), date(2019, 5, 31), "平成31年4月〜令和元年5月"),
    ],
)
def test_usual_title_names_the_period(starts_on, ends_on, period):
    assert usual_title(ReportKind.TRAINING_STATUS, starts_on, ends_on) == f"教育の実施状況の報告（{period}）"


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(ENDS, STARTS), (TODAY + timedelta(days=1), TODAY + timedelta(days=30)), (date(2020, 1, 1), ENDS)],
)
def test_report_about_no_proper_period(planner, starts_on, ends_on):
    with pytest.raises(ValidationError):
        reports.begin_report(by=planner, kind=ReportKind.SAFETY_STATUS, starts_on=starts_on, ends_on=ends_on)


def test_second_draft_of_a_kind_is_refused(planner):
    make_report(planner)

    with pytest.raises(ValidationError, match="書きかけの下書き"):
        make_report(planner)


def test_draft_keeps_what_its_author_says(planner):
    report = make_report(planner)

    write(report, by=planner, comments={"obligations.standing": " 順調。\r\n", "directives.followed": "  "})

    assert reread(report).comments == {"obligations.standing": "順調。"}


def test_draft_changed_by_somebody_else_meanwhile(planner):
    report = make_report(planner)

    with pytest.raises(StaleRecord):
        write(report, by=planner, revision=report.revision - 1)


def test_discarded_draft_stays_in_the_ledger(planner):
    report = make_report(planner)
    ref = ref_of(report)

    reports.discard_report(by=planner, report=report)

    assert not StatusReport.objects.of(planner.institution).exists()
    assert LedgerEntry.objects.of(planner.institution).filter(records__ref=ref).count() == 3


def test_sent_report_is_frozen_with_its_material(planner, executive):
    report = send(planner, executive, ends_on=TODAY)

    assert report.status == ReportStatus.SENT
    assert [s["name"] for s in report.sections][:1] == ["obligations.standing"]
    decision = Decision.objects.of(planner.institution).get()
    assert (decision.subject_ref, decision.awaiting_id) == (ref_of(report), executive.pk)
    assert decision.obligation_id == "G-1.2.1-management-2"
    with pytest.raises(ValidationError, match="変えられません"):
        write(report, by=planner)


def test_sent_report_says_the_same_when_records_change(planner, executive):
    report = send(planner, executive, ends_on=TODAY)
    before = report.sections
    make_planner(executive, "石井 蓮")
    with clock.at(TODAY + timedelta(days=40)):
        report = judge(report, by=executive)

    assert (report.status, report.sections) == (ReportStatus.JUDGED, before)


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"assessment": ""}, "全体の評価"),
        ({"comment": ""}, "所見"),
        ({"ends_on": TODAY + timedelta(days=1)}, "期間がまだ"),
    ],
)
def test_report_that_is_not_whole_is_not_sent(planner, executive, missing, words):
    report = write(make_report(planner), by=planner, **missing)

    with pytest.raises(ValidationError, match=words):
        reports.send_report(by=planner, report=report, addressee=executive)


def test_report_goes_only_to_an_executive(planner, executive):
    officer = make_person(executive.institution, "森田 葵", roles=[Role.SAFETY_OFFICER])

    with pytest.raises(ValidationError, match="経営層"):
        reports.send_report(by=planner, report=make_report(planner), addressee=officer)


def test_report_goes_through_a_reviewer(planner, executive):
    officer = make_person(executive.institution, "森田 葵", roles=[Role.SAFETY_OFFICER])
    report = reports.send_report(
        by=planner, report=make_report(planner), addressee=executive, reviewer=officer
    )

    assert reread(report).decision.awaiting_id == officer.pk


@pytest.mark.parametrize(
    ("choice", "status"),
    [
        (ReportVerdict.ACCEPT, ReportStatus.JUDGED),
        (ReportVerdict.ORDER, ReportStatus.JUDGED),
        (ReportVerdict.RETURN, ReportStatus.RETURNED),
    ],
)
def test_report_judged(planner, executive, choice, status):
    report = judge(send(planner, executive), by=executive, choice=choice)

    assert (report.status, report.verdict, report.judged_by_id) == (status, choice, executive.pk)
    assert report.judged_on == TODAY


def test_improvement_ordered_from_the_report(planner, executive):
    report = judge(send(planner, executive), by=executive, choice=ReportVerdict.ORDER)

    directive = reports.order_improvement(
        by=executive,
        report=report,
        addressee=planner,
        title="VPN装置の更新を早める",
        body="年度内に終える。",
        due_on=TODAY + timedelta(days=60),
    )

    assert (directive.origin, directive.addressee_id) == (ref_of(report), planner.pk)


def test_improvement_is_not_ordered_from_an_accepted_report(planner, executive):
    report = judge(send(planner, executive), by=executive)
    told = {"addressee": planner, "title": "直す", "body": "直す。", "due_on": TODAY}

    with pytest.raises(ValidationError, match="改善を指示する"):
        reports.order_improvement(by=executive, report=report, **told)
    with pytest.raises(PermissionDenied):
        reports.order_improvement(by=planner, report=report, **told)


def test_returned_report_is_written_again_as_the_next_version(planner, executive):
    first = judge(send(planner, executive), by=executive, choice=ReportVerdict.RETURN)

    second = reports.revise_report(by=planner, report=first)

    assert (second.number, second.version, second.comment) == (first.number, 2, first.comment)
    with pytest.raises(ValidationError, match="直したところ"):
        reports.send_report(by=planner, report=second, addressee=executive)
    second = write(second, by=planner, change_note="監査の結果を加えた。")
    reports.send_report(by=planner, report=second, addressee=executive)
    assert reread(first).status == ReportStatus.RETURNED


def test_report_whose_request_came_back_is_withdrawn_and_written_again(planner, executive):
    report = send(planner, executive)
    decision = Decision.objects.of(planner.institution).get()
    decisions.return_to(by=executive, decision=decision, order=0, reason="監査の結果がない。")

    second = reports.revise_report(by=planner, report=reread(report))

    assert (reread(report).status, second.version) == (ReportStatus.WITHDRAWN, 2)
    assert reread(decision).status == DecisionStatus.WITHDRAWN


def test_report_that_waits_or_was_replaced_has_no_next_version(planner, executive):
    report = send(planner, executive)
    with pytest.raises(ValidationError, match="次の版"):
        reports.revise_report(by=planner, report=report)

    report = judge(report, by=executive, choice=ReportVerdict.RETURN)
    second = reports.revise_report(by=planner, report=report)
    reports.send_report(
        by=planner, report=write(second, by=planner, change_note="直した。"), addressee=executive
    )
    with pytest.raises(ValidationError, match="もう次の版"):
        reports.revise_report(by=planner, report=report)


def test_report_of_another_hospital(planner):
    stranger = make_planner(make_hospital("よその病院"))

    with pytest.raises(PermissionDenied):
        write(make_report(planner), by=stranger)
