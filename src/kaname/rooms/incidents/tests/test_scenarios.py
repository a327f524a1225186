"""Scenario files: Kaname's own are whole; a hospital's own is refused with the place that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kaname.rooms.incidents.drills.scenario import MOST_BYTES, parse, read_file, shipped_scenarios

from .drill_stage import SCRIPT

NAMES = {"ransomware", "cloud_outage", "leak", "vendor"}


def test_four_scenarios_come_with_kaname() -> None:
    assert set(shipped_scenarios()) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_shipped_scenario_is_whole(name: str) -> None:
    found = parse(shipped_scenarios()[name])
    assert found.key == name
    assert len(found.injects) >= 8
    moments = {e.moment for inject in found.injects for e in inject.expects}
    assert {"CARE", "ANNOUNCEMENT"} <= moments, "every scenario has care decided on and the announcement step"
    assert all(inject.expects for inject in found.injects)
    assert found.injects[0].at == 0
    for words in (found.title, found.summary, found.situation, *found.goals, *found.debrief):
        assert words.ja != words.en


def test_the_night_of_ransomware_refuses_the_ransom() -> None:
    found = parse(shipped_scenarios()["ransomware"])
    moments = {e.moment for inject in found.injects for e in inject.expects}
    assert {"NETWORK", "RANSOM", "PAPER", "HEADQUARTERS"} <= moments
    assert found.play_minutes == 60


def test_the_scenarios_clock_reads_like_a_clock() -> None:
    found = parse(SCRIPT)
    assert found.wall(0) == "02:10"
    assert found.wall(25 * 60) == "02:35"
    assert found.wall(22 * 3600) == "2日目 00:10"


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in SCRIPT.items() if key != name}


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ([], "並び"),
        ({**SCRIPT, "colour": "red"}, "colour"),
        (_without("injects"), "injects"),
        ({**SCRIPT, "starts": 130}, "starts"),
        ({**SCRIPT, "play_minutes": True}, "play_minutes"),
        ({**SCRIPT, "goals": [{"en": "only English"}]}, "goals[1]"),
        ({**SCRIPT, "injects": [{**SCRIPT["injects"][0], "at": -1}]}, "injects[1].at"),
        ({**SCRIPT, "injects": [{**SCRIPT["injects"][0], "expects": [{"key": "a", "what": "b", "moment": "PANIC"}]}]}, "injects[1].expects[1].moment"),
        ({**SCRIPT, "injects": [SCRIPT["injects"][0], SCRIPT["injects"][0]]}, "alarm"),
        ({**SCRIPT, "injects": SCRIPT["injects"][::-1]}, "at: 20"),
        ({**SCRIPT, "situation": "あ" * 4_001}, "situation"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(raw: Any, place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse(raw)
    assert place in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"key: [1\ninjects: }", "行目"),
        (b"a: &x [1]\nb: *x", "参照"),
        (b"- " * 40_000, "YAML"),
        (b"!!python/object/apply:os.system ['true']", "YAML"),
        (b"x" * (MOST_BYTES + 1), "200kB"),
        (b"", "並び"),
    ],
)
def test_a_hostile_file_is_refused_plainly(content: bytes, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_file(content)
    assert said in " ".join(refused.value.messages)


def test_a_hospitals_own_file_is_read() -> None:
    assert parse(read_file(yaml.safe_dump(SCRIPT, allow_unicode=True).encode())) == parse(SCRIPT)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "injects", "title", "at", "ja", "expects"]), inner, max_size=4), max_leaves=12))  # fmt: skip
def test_no_data_whatever_is_a_fault(raw: Any) -> None:
    with pytest.raises(ValidationError):
        parse(raw)
