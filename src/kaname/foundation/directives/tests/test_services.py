"""Each verb with each role: who may, what it leaves behind, and what it refuses."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.directives import selectors, services
from kaname.foundation.directives.models import Directive, DirectiveStatus
from kaname.foundation.ledger.models import LedgerEntry, LedgerRecord

from .factories import day, make_directive, make_line

pytestmark = pytest.mark.django_db
EVERYBODY = ("executive", "officer", "manager", "operator", "auditor", "staff", "vendor", "desk")
S = DirectiveStatus


@pytest.fixture
def line():
    with clock.at(day("2026-06-01")):
        yield make_line()


def newest_action(line, record):
    """The newest ledger entry, checked to name this record."""
    entry = LedgerEntry.objects.of(line.institution).order_by("-seq")[0]
    assert LedgerRecord.objects.filter(entry=entry, ref=ref_of(record)).exists()
    return entry.action


# --- issue


MAY_TELL = {
    "executive": {"officer", "manager", "operator", "auditor", "staff", "vendor", "desk"},
    "officer": {"executive", "manager", "operator", "auditor", "staff", "vendor", "desk"},
    "manager": {"operator", "staff", "vendor"},
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("whom", EVERYBODY)
def test_issue_directive_by_role(line, who, whom):
    by, addressee = getattr(line, who), getattr(line, whom)
    if whom in MAY_TELL.get(who, ()):
        directive = make_directive(by, addressee)
        assert (directive.number, directive.status) == ("2026-001", S.ISSUED)
        assert newest_action(line, directive) == "directives.issue"
    else:
        with pytest.raises((PermissionDenied, ValidationError)):
            make_directive(by, addressee)
        assert not Directive.objects.of(line.institution).exists()


def test_issue_directive_numbers_by_fiscal_year_and_institution(line):
    other = make_line("さくら病院")
    with clock.at(day("2027-03-31")):
        assert make_directive(line.executive, line.manager).number == "2026-001"
        assert make_directive(line.executive, line.manager).number == "2026-002"
        assert make_directive(other.executive, other.manager).number == "2026-001"
    with clock.at(day("2027-04-01")):
        assert make_directive(line.executive, line.manager).number == "2027-001"


def test_issue_directive_infers_the_capacity(line):
    assert make_directive(line.executive, line.manager).addressee_role == "PLANNING_MANAGER"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": " "}, "title"),
        ({"body": "\n"}, "body"),
        ({"due_on": day("2026-05-31")}, "due_on"),
        ({"addressee_role": "OPERATIONS_STAFF"}, "addressee_role"),
        ({"addressee_role": "NOBODY"}, "addressee_role"),
        ({"recurrence": "DAILY"}, "recurrence"),
    ],
)
def test_issue_directive_refuses(line, fields, named):
    with pytest.raises(ValidationError) as refused:
        make_directive(line.executive, line.manager, **fields)
    assert list(refused.value.error_dict) == [named]


def test_issue_directive_due_today_is_allowed(line):
    assert make_directive(line.executive, line.manager, due_on=day("2026-06-01")).due_on == day("2026-06-01")


def test_issue_directive_to_another_hospital(line):
    with pytest.raises(ValidationError):
        make_directive(line.executive, make_line("さくら病院").manager)


def test_issue_directives_to_several_is_one_act(line):
    rows = services.issue_directives(
        by=line.executive,
        addressees=[line.manager, line.operator, line.manager],
        title="自己点検",
        body="点検してください。",
        due_on=day("2026-07-31"),
        obligation_id="G-3.3.1-1",
    )
    assert [(r.number, r.addressee, r.addressee_role) for r in rows] == [
        ("2026-001", line.manager, "PLANNING_MANAGER"),
        ("2026-002", line.operator, "OPERATIONS_STAFF"),
    ]
    with pytest.raises(ValidationError):
        services.issue_directives(
            by=line.manager,
            addressees=[line.operator, line.executive],
            title="x",
            body="y",
            due_on=day("2026-07-31"),
        )
    assert Directive.objects.of(line.institution).count() == 2


# --- acknowledge and report


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("verb", ["acknowledge", "report"])
def test_respond_by_the_addressee_only(line, who, verb):
    directive = make_directive(line.executive, line.manager)
    by = getattr(line, who)
    extra = {"body": "済みました。"} if verb == "report" else {}
    if who == "manager":
        getattr(services, verb)(by=by, directive=directive, **extra)
        assert newest_action(line, directive) == "directives.respond"
    else:
        with pytest.raises(PermissionDenied):
            getattr(services, verb)(by=by, directive=directive, **extra)


def test_acknowledge_twice_changes_nothing(line):
    directive = services.acknowledge(by=line.manager, directive=make_directive(line.executive, line.manager))
    entries = LedgerEntry.objects.count()
    services.acknowledge(by=line.manager, directive=directive)
    assert (directive.status, LedgerEntry.objects.count()) == (S.ACKNOWLEDGED, entries)


def test_report_implies_acknowledgement(line):
    directive = make_directive(line.executive, line.manager)
    row = services.report(by=line.manager, directive=directive, body=" 済みました。 ")
    assert (directive.status, directive.acknowledged_at, row.body) == (
        S.REPORTED,
        clock.now(),
        "済みました。",
    )


def test_report_twice_waits_for_the_verdict(line):
    directive = make_directive(line.executive, line.manager)
    services.report(by=line.manager, directive=directive, body="済みました。")
    with pytest.raises(ValidationError):
        services.report(by=line.manager, directive=directive, body="もう一度。")


def test_report_without_text(line):
    with pytest.raises(ValidationError):
        services.report(by=line.manager, directive=make_directive(line.executive, line.manager), body="  ")


# --- verdicts


def reported(line, by="officer", to="manager", **fields):
    directive = make_directive(getattr(line, by), getattr(line, to), **fields)
    services.report(by=getattr(line, to), directive=directive, body="済みました。")
    return directive


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("verb", ["accept", "return_report"])
def test_judge_by_issuer_and_leaders(line, who, verb):
    directive = reported(line, by="manager", to="operator")
    extra = {"reason": "写真がありません。"} if verb == "return_report" else {}
    if who in ("executive", "officer", "manager"):
        getattr(services, verb)(by=getattr(line, who), directive=directive, **extra)
        assert newest_action(line, directive) == "directives.judge"
        assert directive.status == (S.ACCEPTED if verb == "accept" else S.RETURNED)
    else:
        with pytest.raises(PermissionDenied):
            getattr(services, verb)(by=getattr(line, who), directive=directive, **extra)


def test_judge_own_report(line):
    directive = reported(line, by="executive", to="officer")
    with pytest.raises(PermissionDenied):
        services.accept(by=line.officer, directive=directive)


def test_return_report_needs_a_reason_and_may_move_the_due_day(line):
    directive = reported(line)
    with pytest.raises(ValidationError):
        services.return_report(by=line.officer, directive=directive, reason=" ")
    services.return_report(
        by=line.officer, directive=directive, reason="証拠を添えてください。", due_on=day("2026-08-31")
    )
    assert (directive.status, directive.due_on) == (S.RETURNED, day("2026-08-31"))
    services.report(by=line.manager, directive=directive, body="添えました。")
    services.accept(by=line.officer, directive=directive, comment="よし。")
    assert [(r.sequence, r.verdict, r.judge_reason) for r in directive.reports.order_by("sequence")] == [
        (1, "RETURNED", "証拠を添えてください。"),
        (2, "ACCEPTED", "よし。"),
    ]
    assert (directive.status, directive.closed_on) == (S.ACCEPTED, day("2026-06-01"))


def test_accept_nothing_waits(line):
    with pytest.raises(ValidationError):
        services.accept(by=line.executive, directive=make_directive(line.executive, line.manager))


def test_confirm_by_the_executive(line):
    directive = reported(line)
    services.accept(by=line.officer, directive=directive)
    assert directive.reports.get().waits_for_executive
    with pytest.raises(PermissionDenied):
        services.confirm(by=line.officer, directive=directive)
    row = services.confirm(by=line.executive, directive=directive)
    assert (row.waits_for_executive, row.judged_by, row.confirmed_by) == (False, line.officer, line.executive)
    assert newest_action(line, row) == "directives.judge"
    with pytest.raises(ValidationError):
        services.confirm(by=line.executive, directive=directive)


# --- standing directives


def test_standing_directive_goes_on_after_each_report(line):
    directive = make_directive(line.executive, line.manager, due_on=day("2026-06-30"), recurrence="MONTHLY")
    seen = []
    for today in ("2026-06-30", "2026-07-15", "2026-10-05"):
        with clock.at(day(today)):
            row = services.report(by=line.manager, directive=directive, body="異常なし。")
            services.accept(by=line.executive, directive=directive)
            seen.append((row.period_ends_on, directive.next_report_on, directive.status))
    assert seen == [
        (day("2026-06-30"), day("2026-07-30"), S.ACKNOWLEDGED),
        (day("2026-07-30"), day("2026-08-30"), S.ACKNOWLEDGED),
        (day("2026-08-30"), day("2026-10-30"), S.ACKNOWLEDGED),
    ]


@pytest.mark.parametrize(
    ("on", "expected"), [("2026-06-29", False), ("2026-06-30", False), ("2026-07-01", True)]
)
@pytest.mark.parametrize("recurrence", ["NONE", "QUARTERLY"])
def test_is_overdue_from_the_day_after(line, on, expected, recurrence):
    directive = make_directive(line.executive, line.manager, due_on=day("2026-06-30"), recurrence=recurrence)
    assert directive.is_overdue(day(on)) is expected
    assert Directive.objects.of(line.institution).overdue(day(on)).exists() is expected
    services.report(by=line.manager, directive=directive, body="済みました。")
    assert not directive.is_overdue(day(on))


# --- handing down


def hand_down(by, directive, addressee, **fields):
    values = {"title": "手順の準備", "body": "準備してください。", "due_on": day("2026-06-15")}
    return services.hand_down(by=by, directive=directive, addressee=addressee, **(values | fields))


@pytest.mark.parametrize("who", EVERYBODY)
def test_hand_down_by_the_addressee_only(line, who):
    directive = make_directive(line.executive, line.manager, obligation_id="G-3.4.2-1")
    if who == "manager":
        child = hand_down(line.manager, directive, line.operator)
        assert (child.parent, child.root, child.obligation_id) == (directive, directive, "G-3.4.2-1")
        assert (child.addressee_role, directive.status) == ("OPERATIONS_STAFF", S.ACKNOWLEDGED)
        assert newest_action(line, child) == "directives.issue"
    else:
        with pytest.raises(PermissionDenied):
            hand_down(getattr(line, who), directive, line.operator)


def test_hand_down_by_operations_staff_to_the_vendor(line):
    child = hand_down(line.operator, make_directive(line.manager, line.operator), line.vendor)
    assert (child.issued_by, child.addressee) == (line.operator, line.vendor)


def test_hand_down_cannot_go_up(line):
    with pytest.raises(ValidationError):
        hand_down(line.operator, make_directive(line.manager, line.operator), line.manager)


@pytest.mark.parametrize(
    ("due", "allowed"), [("2026-06-29", True), ("2026-06-30", True), ("2026-07-01", False)]
)
def test_hand_down_due_no_later_than_the_parent(line, due, allowed):
    directive = make_directive(line.executive, line.manager, due_on=day("2026-06-30"))
    if allowed:
        assert hand_down(line.manager, directive, line.operator, due_on=day(due)).due_on == day(due)
        return
    with pytest.raises(ValidationError) as refused:
        hand_down(line.manager, directive, line.operator, due_on=day(due))
    assert directive.number in str(refused.value)


def test_report_waits_for_what_was_handed_down(line):
    directive = make_directive(line.executive, line.manager)
    child = hand_down(line.manager, directive, line.operator)
    with pytest.raises(ValidationError) as refused:
        services.report(by=line.manager, directive=directive, body="済みました。")
    assert child.number in str(refused.value)
    services.report(by=line.operator, directive=child, body="済みました。")
    services.accept(by=line.manager, directive=child)
    services.report(by=line.manager, directive=directive, body="済みました。")
    assert directive.status == S.REPORTED


def test_standing_child_is_in_the_way_until_its_period_is_accepted(line):
    fields = {"due_on": day("2026-06-30"), "recurrence": "MONTHLY"}
    directive = make_directive(line.executive, line.manager, **fields)
    child = hand_down(line.manager, directive, line.operator, **(fields | {"due_on": day("2026-06-25")}))
    assert selectors.children_in_the_way(directive) == [child]
    services.report(by=line.operator, directive=child, body="異常なし。")
    services.accept(by=line.manager, directive=child)
    assert selectors.children_in_the_way(directive) == []
    with pytest.raises(ValidationError):
        hand_down(
            line.manager, make_directive(line.executive, line.manager), line.operator, recurrence="MONTHLY"
        )


# --- withdraw and remind


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("verb", ["withdraw", "remind"])
def test_withdraw_and_remind_by_issuer_and_leaders(line, who, verb):
    directive = make_directive(line.manager, line.operator)
    extra = {"reason": "不要になりました。"} if verb == "withdraw" else {}
    if who in ("executive", "officer", "manager"):
        getattr(services, verb)(by=getattr(line, who), directive=directive, **extra)
        assert newest_action(line, directive) == "directives.issue"
    else:
        with pytest.raises(PermissionDenied):
            getattr(services, verb)(by=getattr(line, who), directive=directive, **extra)


def test_withdraw_leaves_what_is_completed(line):
    directive = make_directive(line.executive, line.manager)
    services.report(by=line.manager, directive=directive, body="済みました。")
    services.accept(by=line.executive, directive=directive)
    with pytest.raises(ValidationError, match="完了しています"):
        services.withdraw(by=line.executive, directive=directive, reason="不要")
    assert Directive.objects.get(pk=directive.pk).status == S.ACCEPTED


def test_withdraw_takes_open_children_along(line):
    directive = make_directive(line.executive, line.manager)
    done, still_open = (
        hand_down(line.manager, directive, line.operator),
        hand_down(line.manager, directive, line.operator),
    )
    below = hand_down(line.operator, still_open, line.vendor)
    services.report(by=line.operator, directive=done, body="済みました。")
    services.accept(by=line.manager, directive=done)
    with pytest.raises(ValidationError):
        services.withdraw(by=line.executive, directive=directive, reason="")
    services.withdraw(by=line.executive, directive=directive, reason="方針が変わりました。")
    states = Directive.objects.in_bulk([directive.pk, done.pk, still_open.pk, below.pk])
    assert [states[r.pk].status for r in (directive, done, still_open, below)] == [
        S.WITHDRAWN,
        S.ACCEPTED,
        S.WITHDRAWN,
        S.WITHDRAWN,
    ]
    with pytest.raises(ValidationError):
        services.withdraw(by=line.executive, directive=directive, reason="もう一度")
    with pytest.raises(ValidationError):
        services.acknowledge(by=line.manager, directive=states[directive.pk])


def test_remind_counts_and_stops_when_reported(line):
    directive = make_directive(line.executive, line.manager)
    services.remind(by=line.executive, directive=directive)
    services.remind(by=line.officer, directive=directive)
    assert (directive.reminder_count, directive.reminded_at) == (2, clock.now())
    services.report(by=line.manager, directive=directive, body="済みました。")
    with pytest.raises(ValidationError):
        services.remind(by=line.executive, directive=directive)
