"""GET /api/v1/obligations: all 49 with verdicts, findings and their end, now and on any past day."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Visitor
from .story import GAP, TODAY, Story

pytestmark = pytest.mark.django_db
TEN_MONTHS_AGO = "2026-01-20"


def _obligations(story: Story, **query: str) -> dict[str, dict[str, Any]]:
    answer = Visitor(story, "director").call("GET", "/api/v1/obligations", **query)
    assert answer.status_code == 200
    return {row["id"]: row for row in answer.json()}


def test_all_obligations_are_listed(story: Story) -> None:
    rows = _obligations(story)
    assert len(rows) == 49
    assert {row["edition"] for row in rows.values()} == {"management-6.0"}
    assert all(row["findings"] and row["title"] and "holds_until" in row for row in rows.values())
    assert {row["verdict"] for row in rows.values()} <= {
        "MET",
        "LAPSING",
        "UNMET",
        "EXCEPTED",
        "NOT_APPLICABLE",
    }


def test_what_is_met_names_its_end_and_its_proofs(story: Story) -> None:
    row = _obligations(story)["G-3.1.2-1"]
    assert (row["verdict"], row["holds_until"]) == ("MET", "2027-03-02")
    assert [f["holds"] for f in row["findings"]] == [True]
    assert row["findings"][0]["proofs"]


def test_what_is_unmet_names_the_gap_and_the_screen_that_mends_it(story: Story) -> None:
    row = _obligations(story)[GAP]
    gaps = [f for f in row["findings"] if not f["holds"]]
    assert (row["verdict"], row["holds_until"]) == ("UNMET", None)
    assert [f["condition"] for f in gaps] == ["departments_have_contacts"]
    assert "栄養科" in gaps[0]["sentence"]
    assert gaps[0]["mend_url"].startswith("/organisation/")


def test_a_pending_condition_counts_as_not_fulfilled(story: Story) -> None:
    rows = [r for r in _obligations(story).values() if any(f["pending"] for f in r["findings"])]
    assert rows
    assert {r["verdict"] for r in rows} == {"UNMET"}


def test_ten_months_back_differs_from_now(story: Story) -> None:
    then, now = _obligations(story, as_of=TEN_MONTHS_AGO), _obligations(story)
    assert then.keys() == now.keys()
    assert then != now
    assert (then["G-3.1.2-1"]["verdict"], now["G-3.1.2-1"]["verdict"]) == ("UNMET", "MET")
    was_missing = {f["condition"] for f in then[GAP]["findings"] if not f["holds"]}
    assert was_missing == {"document_provides", "documents_approved"}


def test_between_the_regulation_and_the_new_department_the_obligation_was_met(story: Story) -> None:
    row = _obligations(story, as_of="2026-08-31")[GAP]
    assert (row["verdict"], row["holds_until"]) == ("MET", "2027-02-02")


def test_today_as_a_past_day_is_now(story: Story) -> None:
    assert _obligations(story, as_of=TODAY.isoformat()) == _obligations(story)


def test_before_the_hospital_nothing_was_met(story: Story) -> None:
    assert {r["verdict"] for r in _obligations(story, as_of="2025-01-01").values()} == {"UNMET"}


@pytest.mark.parametrize("typed", ["2026-13-01", "yesterday", ""])
def test_a_day_that_is_none_is_refused_in_words(story: Story, typed: str) -> None:
    answer = Visitor(story, "director").call("GET", "/api/v1/obligations", as_of=typed)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].endswith("as_of")


def test_the_command_line_shows_the_same(story: Story) -> None:
    from kaname.foundation.obligations import terminal

    for as_of in (None, TEN_MONTHS_AGO):
        query = {"as_of": as_of} if as_of else {}
        assert terminal.as_objects(terminal.read(story.institution, as_of)) == list(
            _obligations(story, **query).values()
        )


def test_one_obligation_is_the_same_as_in_the_list(story: Story) -> None:
    answer = Visitor(story, "director").call("GET", f"/api/v1/obligations/{GAP}")
    assert answer.json() == _obligations(story)[GAP]
