"""Whether directives follow the policy in force and are reported on, at the edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services as directives
from kaname.foundation.directives.models import Directive
from kaname.foundation.ledger import findings
from kaname.foundation.ledger.findings import Fact, RegisteredFact
from kaname.rooms.planning.conditions.orders import directive_follows_document, directive_reported_within

from .factories import make_planner

pytestmark = pytest.mark.django_db
ITEM, APPROVED = "G-3.2.1-2", date(2026, 6, 10)
ROLES = [Role.PLANNING_MANAGER.value]


@pytest.fixture
def policy(monkeypatch):
    """A security policy that was approved on 10 June 2026, as the room of documents says it."""
    rows = [Fact("documents.documentversion:1", "情報セキュリティ方針 第2版", APPROVED)]
    source = RegisteredFact(
        lambda institution, *, on, types: [f for f in rows if f.starts_on <= on], frozenset()
    )
    monkeypatch.setitem(findings.facts, "document_approvals", source)
    return rows


def direct(executive, planner, on: date, **more):
    with clock.at(on):
        due = {"due_on": on + timedelta(days=30), **more}
        return directives.issue_directive(
            by=executive, addressee=planner, title="対策の整備", body="整えること", obligation_id=ITEM, **due
        )


def follows(person, on: date):
    asked = {"item": ITEM, "roles": ROLES, "type": "SECURITY_POLICY", "within_days": 30}
    return directive_follows_document(person.institution, on=on, **asked)


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 7, 10), True), (date(2026, 7, 11), False)])
def test_after_an_approval_there_are_thirty_days_to_direct(executive, planner, policy, on, expected):
    direct(executive, planner, date(2026, 6, 9))
    assert follows(executive, on).holds is expected


@pytest.mark.parametrize("day", [APPROVED, date(2026, 8, 1)])
def test_a_directive_on_or_after_the_approval_follows_it(executive, planner, policy, day):
    direct(executive, planner, day)
    found = follows(executive, date(2026, 9, 1))
    assert (found.holds, found.until) == (True, None)


def test_without_a_policy_nothing_can_follow_it(executive, planner):
    direct(executive, planner, APPROVED)
    assert not follows(executive, APPROVED).holds


def test_it_is_asked_again_when_the_version_ends(executive, planner, policy):
    policy[0] = Fact(policy[0].ref, policy[0].label, APPROVED, date(2026, 12, 31))
    direct(executive, planner, APPROVED)
    assert follows(executive, date(2026, 9, 1)).until == date(2026, 12, 31)


def reported(person, on: date):
    return directive_reported_within(person.institution, on=on, item=ITEM, roles=ROLES, months=12)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 7, 1), False),
        (date(2026, 7, 2), True),
        (date(2027, 7, 2), True),
        (date(2027, 7, 3), False),
    ],
)
def test_a_report_counts_for_twelve_months(executive, planner, on, expected):
    row = direct(executive, planner, date(2026, 6, 1), recurrence="YEARLY", due_on=date(2026, 7, 10))
    with clock.at(date(2026, 7, 2)):
        directives.report(by=planner, directive=Directive._default_manager.get(pk=row.pk), body="確かめた。")
    found = reported(executive, on)
    assert (found.holds, found.until) == (expected, date(2027, 7, 2) if expected else None)


def test_a_report_that_was_sent_back_does_not_count(executive, planner):
    row = direct(executive, planner, date(2026, 6, 1))
    directives.report(by=planner, directive=Directive._default_manager.get(pk=row.pk), body="まだ途中。")
    directives.return_report(
        by=executive, directive=Directive._default_manager.get(pk=row.pk), reason="根拠がない。"
    )
    assert not reported(executive, date(2026, 6, 2)).holds


def test_another_hospitals_report_proves_nothing_here(executive, planner):
    other = make_hospital("みさき病院")
    theirs = make_planner(other)
    row = direct(other, theirs, date(2026, 6, 1))
    directives.report(by=theirs, directive=Directive._default_manager.get(pk=row.pk), body="確かめた。")
    assert not reported(executive, date(2026, 6, 2)).holds
