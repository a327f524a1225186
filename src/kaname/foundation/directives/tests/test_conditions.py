"""directive_in_force at its edges: the day before, on and after; roles that end; reports nobody judged."""

from __future__ import annotations

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services
from kaname.foundation.directives.conditions import directive_in_force
from kaname.foundation.ledger.findings import conditions, kinds_read

from .factories import day, make_directive, make_line

pytestmark = pytest.mark.django_db
ITEM = "G-3.4.2-1"
ROLE = "PLANNING_MANAGER"


@pytest.fixture
def line():
    with clock.at(day("2026-06-01")):
        yield make_line()


def ask(line, on, roles=("PLANNING_MANAGER",), **params):
    return directive_in_force(line.institution, on=day(on), item=ITEM, roles=list(roles), **params)


def direct(line, to="manager", **fields):
    fields = {"due_on": day("2026-06-30"), "obligation_id": ITEM} | fields
    return make_directive(line.executive, getattr(line, to), **fields)


def summary(finding):
    return finding.holds, finding.until, finding.changes_on


def test_registered_with_what_it_reads():
    kinds = {"directives.directive", "directives.directivereport", "access.person", "access.membership"}
    assert kinds_read(conditions["directive_in_force"]) == kinds


def test_nothing_directed(line):
    other = make_line("さくら病院")
    direct(other)
    make_directive(line.executive, line.manager, obligation_id="G-9.9.9-9")
    finding = ask(line, "2026-06-01")
    assert summary(finding) == (False, None, None)
    assert finding.sentence.text == "%(roles)s への指示が出ていません。"
    assert finding.mend.url == "directives:directive_new"
    assert finding.mend.query == (("obligation", ITEM), ("role", "PLANNING_MANAGER"))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-05-31", (False, None, None)),
        ("2026-06-01", (True, day("2026-06-30"), day("2026-07-01"))),
        ("2026-06-30", (True, day("2026-06-30"), day("2026-07-01"))),
        ("2026-07-01", (False, None, None)),
    ],
)
@pytest.mark.parametrize("recurrence", ["NONE", "MONTHLY"])
def test_due_day(line, on, expected, recurrence):
    directive = direct(line, recurrence=recurrence)
    finding = ask(line, on)
    assert summary(finding) == expected
    if on == "2026-07-01":
        assert (finding.mend.url, finding.mend.args) == ("directives:directive_detail", (directive.pk,))
        assert finding.sentence.values["due"] == day("2026-06-30")
        assert finding.sentence.values["number"] == directive.number


def test_every_role_is_asked(line):
    direct(line)
    roles = ("PLANNING_MANAGER", "OPERATIONS_STAFF")
    finding = ask(line, "2026-06-01", roles)
    assert (finding.holds, finding.sentence.values["roles"]) == (False, "システム運用担当者")
    assert ("role", "OPERATIONS_STAFF") in finding.mend.query
    direct(line, to="operator", due_on=day("2026-06-20"))
    assert summary(ask(line, "2026-06-01", roles)) == (True, day("2026-06-20"), day("2026-06-21"))


def test_handed_down_counts_for_the_role_below(line):
    services.hand_down(
        by=line.manager,
        directive=direct(line),
        addressee=line.operator,
        title="準備",
        body="準備する。",
        due_on=day("2026-06-20"),
    )
    assert ask(line, "2026-06-01", ("PLANNING_MANAGER", "OPERATIONS_STAFF")).holds


def test_addressed_in_another_capacity_does_not_count(line):
    direct(line, to="operator")
    assert not ask(line, "2026-06-01").holds


def test_withdrawn_does_not_count(line):
    directive = direct(line)
    services.report(by=line.manager, directive=directive, body="済みました。")
    services.withdraw(by=line.executive, directive=directive, reason="見直しのため")
    assert not ask(line, "2026-06-01").holds


def test_accepted_once_counts_on(line):
    directive = direct(line)
    services.report(by=line.manager, directive=directive, body="済みました。")
    assert summary(ask(line, "2027-06-01")) == (True, None, None)
    services.accept(by=line.executive, directive=directive)
    assert summary(ask(line, "2027-06-01", judged=True)) == (True, None, None)


def test_overdue_again_after_being_returned(line):
    directive = direct(line)
    services.report(by=line.manager, directive=directive, body="済みました。")
    services.return_report(by=line.executive, directive=directive, reason="証拠がありません。")
    assert ask(line, "2026-06-30", judged=True).until == day("2026-06-30")
    assert not ask(line, "2026-07-01", judged=True).holds


def test_standing_only(line):
    direct(line)
    finding = ask(line, "2026-06-01", standing=True)
    assert (finding.holds, ("recurrence", "YEARLY") in finding.mend.query) == (False, True)
    direct(line, recurrence="YEARLY", due_on=day("2027-03-31"))
    assert summary(ask(line, "2026-06-01", standing=True)) == (True, day("2027-03-31"), day("2027-04-01"))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-06-01", (True, day("2026-07-01"), day("2026-07-02"))),
        ("2026-07-01", (True, day("2026-07-01"), day("2026-07-02"))),
        ("2026-07-02", (False, None, None)),
    ],
)
def test_unjudged_for_thirty_days(line, on, expected):
    directive = direct(line)
    services.report(by=line.manager, directive=directive, body="済みました。")
    finding = ask(line, on, judged=True)
    assert summary(finding) == expected
    assert ask(line, on).holds
    if not finding.holds:
        assert (finding.mend.label, finding.mend.args) == ("報告を判断する", (directive.pk,))
        assert finding.sentence.values["limit"] == day("2026-07-01")


def test_accepted_by_somebody_else_waits_for_the_executive(line):
    directive = direct(line)
    services.report(by=line.manager, directive=directive, body="済みました。")
    services.accept(by=line.officer, directive=directive)
    assert not ask(line, "2026-07-02", judged=True).holds
    services.confirm(by=line.executive, directive=directive)
    assert summary(ask(line, "2026-07-02", judged=True)) == (True, None, None)


def test_nobody_reported_yet_is_judged_enough(line):
    direct(line)
    assert ask(line, "2026-06-30", judged=True).holds


@pytest.mark.parametrize(("on", "held"), [("2026-06-19", True), ("2026-06-20", True), ("2026-06-21", False)])
def test_addressee_leaves(line, on, held):
    directive = direct(line)
    access.end_person(by=line.executive, person=line.manager, ends_on=day("2026-06-20"))
    finding = ask(line, on)
    assert finding.holds is held
    assert finding.until == (day("2026-06-20") if held else None)
    if not held:
        assert directive.number in finding.sentence.values["numbers"]
        assert finding.mend.url == "directives:directive_new"


def test_successor_is_not_yet_there(line):
    """A gap between two who hold the role closes by itself only for one who was already told."""
    membership = line.manager.memberships.get()
    direct(line)
    access.end_role(by=line.executive, membership=membership, ends_on=day("2026-06-05"))
    access.grant_role(by=line.executive, person=line.manager, role=ROLE, starts_on=day("2026-06-10"))
    assert summary(ask(line, "2026-06-05")) == (True, day("2026-06-05"), day("2026-06-06"))
    assert summary(ask(line, "2026-06-06")) == (False, None, day("2026-06-10"))
    assert summary(ask(line, "2026-06-10")) == (True, day("2026-06-30"), day("2026-07-01"))


def test_query_count_does_not_grow(line, django_assert_num_queries):
    for _ in range(5):
        services.report(by=line.manager, directive=direct(line), body="済みました。")
    with django_assert_num_queries(3):
        ask(line, "2026-06-01", judged=True)
