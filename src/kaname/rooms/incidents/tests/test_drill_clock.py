"""The clock of a drill: whatever happens to the server, it shows what its spans say and never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kaname.rooms.incidents.drills.reckoning import Span, moment_of, read_clock, second_at

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def _at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_in_real_time_a_minute_is_a_minute_and_ten_times_as_fast_ten() -> None:
    for speed, seconds in ((1, 300), (10, 3000)):
        reading = read_clock([Span(NOON, None, speed, 0)], now=_at(5), run="", last_record=None)
        assert (reading.second, reading.is_running, reading.speed) == (seconds, True, speed)


def test_a_pause_stops_it_and_a_jump_sets_it_forward() -> None:
    spans = [Span(NOON, _at(5), 1, 0), Span(_at(20), _at(22), 10, 300), Span(_at(22), None, 1, 7200)]
    assert second_at(spans, _at(12)) == 300
    assert second_at(spans, _at(21)) == 300 + 600
    assert read_clock(spans, now=_at(23), run="", last_record=None).second == 7260


def test_what_was_jumped_over_came_at_the_jump() -> None:
    spans = [Span(NOON, _at(5), 1, 0), Span(_at(5), None, 1, 7200)]
    assert moment_of(spans, 120, until=_at(60)) == _at(2)
    assert moment_of(spans, 3600, until=_at(60)) == _at(5)
    assert moment_of(spans, 7200 + 60, until=_at(60)) == _at(6)
    assert moment_of(spans, 7200 + 60, until=_at(5.5)) is None


def test_after_a_new_start_of_the_server_it_stands_at_the_last_record() -> None:
    spans = [Span(NOON, None, 1, 0, run="first")]
    reading = read_clock(spans, now=_at(90), run="second", last_record=_at(17))
    assert (reading.second, reading.is_running, reading.is_interrupted) == (17 * 60, False, True)
    assert reading.stood_still_at == _at(17)
    assert read_clock(spans, now=_at(90), run="first", last_record=_at(17)).second == 90 * 60


def test_without_any_record_it_stands_where_it_was_last_set() -> None:
    reading = read_clock([Span(NOON, None, 10, 60, run="a")], now=_at(90), run="b", last_record=None)
    assert (reading.second, reading.stood_still_at) == (60, NOON)


@st.composite
def _played(draw: st.DrawFn) -> list[Span]:
    """Spans as the services make them: one after the other, each from where the one before stood or later."""
    spans, at, second = [], NOON, 0
    for _ in range(draw(st.integers(1, 6))):
        at += timedelta(seconds=draw(st.integers(0, 3600)))
        length = timedelta(seconds=draw(st.integers(0, 7200)))
        span = Span(
            at,
            at + length,
            draw(st.sampled_from([1, 10])),
            second + draw(st.sampled_from([0, 0, 600, 86400])),
        )
        spans.append(span)
        at += length
        second = span.second_at(at)
    return spans


@given(_played(), st.lists(st.integers(0, 60_000), min_size=2, max_size=8))
def test_it_never_goes_back(spans: list[Span], moments: list[int]) -> None:
    shown = [second_at(spans, NOON + timedelta(seconds=s)) for s in sorted(moments)]
    assert shown == sorted(shown)


@given(_played(), st.integers(0, 200_000))
def test_an_inject_comes_when_the_clock_first_shows_its_second(spans: list[Span], second: int) -> None:
    end = spans[-1].ended_at
    assert end is not None
    came = moment_of(spans, second, until=end)
    if came is None:
        assert second_at(spans, end) < second
    else:
        assert second_at(spans, came) >= second
        assert came == spans[0].started_at or second_at(spans, came - timedelta(seconds=1)) < second
