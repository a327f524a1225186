"""A record changes exactly the verdicts it should: none is missed, no other row is rewritten, and home says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from kaname.foundation.calendar import clock
from kaname.foundation.decisions.services import act_on_step
from kaname.foundation.directives import services as directives
from kaname.foundation.notices import clockwork
from kaname.foundation.obligations.catalogue import current
from kaname.foundation.obligations.engine import Evaluation
from kaname.foundation.obligations.models import Verdict
from kaname.rooms.organisation import services as organisation

from .conftest import Visitor
from .story import GAP, TODAY, WATCHED, Story

pytestmark = pytest.mark.django_db


@dataclass
class Change:
    """What one event did to the verdicts."""

    rewritten: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)


@contextmanager
def watched(story: Story) -> Iterator[Change]:
    """Compare the stored verdicts around an event with a full evaluation that knows nothing of the engine's choices."""
    change = Change()
    stored, whole = _stored(story), _whole(story)
    yield change
    stored_now, whole_now = _stored(story), _whole(story)
    change.rewritten = {key for key in stored if stored[key][:2] != stored_now[key][:2]}
    change.expected = {key for key in whole if whole[key] != whole_now[key]}
    change.statuses = {
        k: (stored[k][2], stored_now[k][2]) for k in stored if stored[k][2] != stored_now[k][2]
    }
    assert {key: row[2:] for key, row in stored_now.items()} == whole_now
    assert _closed_rows_are_untouched(story, stored)


def _stored(story: Story) -> dict[str, tuple[Any, ...]]:
    rows = Verdict.objects.of(story.institution).filter(valid_to__isnull=True)
    return {v.obligation_id: (v.pk, v.revision, v.status, v.findings, v.holds_until) for v in rows}


def _whole(story: Story) -> dict[str, tuple[Any, ...]]:
    catalogue = current()
    evaluation = Evaluation(story.institution, clock.today(), catalogue)
    verdicts = {key: evaluation.verdict(o, [], None) for key, o in catalogue.obligations.items()}
    return {key: (v.status, v.findings, v.holds_until) for key, v in verdicts.items()}


def _closed_rows_are_untouched(story: Story, before: dict[str, tuple[Any, ...]]) -> bool:
    """A row that was replaced was only closed: its answer is the one that was given then."""
    rows = Verdict.objects.of(story.institution).in_bulk([row[0] for row in before.values()])
    return all(
        (rows[row[0]].status, rows[row[0]].findings) == (row[2], row[3])
        for row in before.values()
        if rows[row[0]].valid_to is not None
    )


def _good(story: Story, key: str = "director") -> int:
    page = Visitor(story, key).open("/").content.decode()
    found = re.search(r"遵守事項 (\d+) / 49 充足", page)
    assert found, "home does not say how many of the 49 are met"
    return int(found.group(1))


def test_nothing_happened_nothing_is_rewritten(story: Story) -> None:
    with watched(story) as change:
        clockwork.tick_institution(story.institution)
    assert (change.rewritten, change.expected, change.statuses) == (set(), set(), {})


def test_approving_a_document(story: Story) -> None:
    with watched(story) as change:
        decision = story.record("policy_decision")
        act_on_step(by=story.person("director"), decision=decision, choice="APPROVE", reason="よい。")
    assert change.rewritten == change.expected
    assert "G-1.2.1-accountability-1" in change.rewritten
    assert GAP not in change.rewritten
    assert change.statuses == {}


def test_ending_an_appointment(story: Story) -> None:
    before = _good(story)
    with watched(story) as change:
        organisation.end_appointment(
            by=story.person("director"), appointment=story.record("appointment_manager"),
            ends_on=TODAY - timedelta(days=1), reason="異動",
        )  # fmt: skip
    assert change.rewritten == change.expected
    assert change.statuses == {"G-3.1.2-2": ("MET", "UNMET")}
    assert _good(story) == before - 1
    page = Visitor(story, "director").open("/").content.decode()
    assert "企画管理者" in page


def test_an_appointment_that_ends_later_lapses_by_the_clock(story: Story) -> None:
    last = TODAY + timedelta(days=10)
    organisation.end_appointment(
        by=story.person("director"),
        appointment=story.record("appointment_manager"),
        ends_on=last,
        reason="異動",
    )
    stored = _stored(story)
    assert stored["G-3.1.2-2"][2] == "LAPSING"
    assert stored["G-3.1.2-2"][4] == last
    with clock.at(last + timedelta(days=1)):
        clockwork.tick_institution(story.institution)
        assert _stored(story)["G-3.1.2-2"][2] == "UNMET"


def test_a_report_that_falls_overdue(story: Story) -> None:
    """A directive that answers an obligation falls overdue by the clock alone."""
    due = story.records["directive_soon"].due_on
    with clock.at(due):
        clockwork.tick_institution(story.institution)
        before = _stored(story)
    with clock.at(due + timedelta(days=1)):
        expected = {key for key, answer in _whole(story).items() if answer != before[key][2:]}
        clockwork.tick_institution(story.institution)
        after = _stored(story)
        assert {key: row[2:] for key, row in after.items()} == _whole(story)
        assert "期限を過ぎた指示" in Visitor(story, "manager").open("/").content.decode()
    rewritten = {key for key in before if before[key][:2] != after[key][:2]}
    assert rewritten == expected
    assert rewritten == {WATCHED}


def test_the_last_thing_missing_makes_an_obligation_met(story: Story) -> None:
    before = _good(story)
    with watched(story) as change:
        organisation.set_department_contact(
            by=story.person("manager"),
            department=story.record("department_bare"),
            person=story.people["staff"],
        )
    assert change.rewritten == change.expected
    assert change.statuses == {GAP: ("UNMET", "MET")}
    assert _good(story) == before + 1


def test_a_write_that_concerns_no_condition_rewrites_nothing(story: Story) -> None:
    with watched(story) as change:
        directives.remind(by=story.person("director"), directive=story.record("directive_staff"))
    assert (change.rewritten, change.expected) == (set(), set())


def test_what_waits_for_the_executive_is_on_home_at_once(story: Story) -> None:
    visitor = Visitor(story, "director")
    before = _to_decide(visitor)
    directives.report(
        by=story.person("manager"),
        directive=story.record("directive_soon"),
        body="訓練の計画を添えて報告します。",
    )
    assert _to_decide(visitor) == before + 1


def _to_decide(visitor: Visitor) -> int:
    """How many things home says there are to decide; it shows the first of them."""
    found = re.search(r'class="figure">(\d+)件', visitor.open("/").content.decode())
    assert found
    return int(found.group(1))
