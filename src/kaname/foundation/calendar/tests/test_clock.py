"""The clock: Japan's day, moved time, and that nobody else asks the machine."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import kaname
from kaname.foundation.calendar import clock

SOURCE = Path(kaname.__file__).resolve().parent
WITHOUT_ARGUMENT = {"timezone.localdate", "timezone.localtime"}
FORBIDDEN = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "timezone.now",
}


def test_now_running_is_aware_utc() -> None:
    before = datetime.now(UTC)
    instant = clock.now()
    assert instant.tzinfo is UTC
    assert before <= instant <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC), date(2027, 3, 31)),
        (datetime(2027, 3, 31, 15, 0, tzinfo=UTC), date(2027, 4, 1)),
        (datetime(2026, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=-4))), date(2026, 11, 1)),
        (datetime(2026, 11, 1, 12, 30, tzinfo=timezone(timedelta(hours=-5))), date(2026, 11, 2)),
    ],
)
def test_day_of_instant_in_any_zone_is_the_day_in_japan(instant: datetime, day: date) -> None:
    assert clock.day_of(instant) == day


def test_day_of_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.day_of(datetime(2026, 11, 22))  # noqa: DTZ001


def test_at_start_of_day_is_midnight_in_japan() -> None:
    instant = clock.at_start_of(date(2027, 4, 1))
    assert instant == datetime(2027, 3, 31, 15, 0, tzinfo=UTC)
    assert instant.tzinfo is UTC


def test_at_day_stands_at_nine_in_the_morning() -> None:
    with clock.at(date(2027, 3, 31)) as instant:
        assert clock.now() == instant == datetime(2027, 3, 31, 0, 0, tzinfo=UTC)
        assert clock.today() == date(2027, 3, 31)
        assert clock.is_moved()


def test_at_nested_returns_to_the_outer_moment() -> None:
    with clock.at(date(2027, 3, 31)):
        with clock.at(datetime(2030, 1, 1, 23, 59, tzinfo=clock.JST)):
            assert clock.today() == date(2030, 1, 1)
        assert clock.today() == date(2027, 3, 31)
    assert not clock.is_moved()


def test_at_ends_after_an_error() -> None:
    with pytest.raises(RuntimeError), clock.at(date(2027, 3, 31)):
        raise RuntimeError
    assert not clock.is_moved()


def test_at_datetime_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 11, 22)):  # noqa: DTZ001
        pass


@pytest.mark.parametrize("start", ["2030-04-01T08:00:00+09:00", "2030-04-01T08:00", "2030-03-31T23:00:00Z"])
def test_setting_starts_the_clock_there_and_it_runs_on(settings, start: str) -> None:
    settings.KANAME_CLOCK = start
    started = datetime(2030, 3, 31, 23, 0, tzinfo=UTC)
    first = clock.now()
    assert timedelta() <= first - started < timedelta(hours=3)
    assert clock.now() >= first
    assert clock.is_moved()
    assert abs(clock.real_now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_setting_with_a_day_alone_starts_in_the_morning(settings) -> None:
    settings.KANAME_CLOCK = "2030-04-01"
    assert clock.now() >= datetime(2030, 4, 1, 0, 0, tzinfo=UTC)
    assert clock.today() == date(2030, 4, 1)


@pytest.mark.parametrize("start", ["tomorrow", "2030-13-01"])
def test_setting_unreadable_says_so(settings, start: str) -> None:
    settings.KANAME_CLOCK = start
    with pytest.raises(ImproperlyConfigured, match="KANAME_CLOCK"):
        clock.now()


def test_source_asks_only_the_clock() -> None:
    found = [where for path in _sources("*.py") for where in _asked_in(path)]
    assert found == []


def test_templates_ask_only_the_clock() -> None:
    asks = re.compile(r"\{%\s*now\b")
    assert [str(p) for p in SOURCE.rglob("templates/**/*.html") if asks.search(p.read_text("utf-8"))] == []


def test_scan_finds_each_way_of_asking(tmp_path: Path) -> None:
    guilty = tmp_path / "guilty.py"
    lines = [f"{name}()" for name in sorted(FORBIDDEN | WITHOUT_ARGUMENT)]
    lines += [
        "dt.datetime.now(UTC)",
        "field(default=timezone.now)",
        "field(auto_now_add=True)",
        "localdate()",
    ]
    innocent = ["timezone.localtime(instant)", "localtime(instant)", "clock.now()", "'date.today()'"]
    guilty.write_text("\n".join([*lines, *innocent, "from django.utils.timezone import now"]))
    assert len(list(_asked_in(guilty))) == len(lines) + 1


def _sources(pattern: str) -> list[Path]:
    skipped = {"tests", "migrations"}
    paths = [p for p in SOURCE.rglob(pattern) if not skipped & set(p.relative_to(SOURCE).parts)]
    return [p for p in paths if p.resolve() != Path(clock.__file__).resolve()]


def _asked_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if _asks(node):
            yield f"{path}:{getattr(node, 'lineno', 0)}"


def _asks(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return _dotted(node) in FORBIDDEN
    if isinstance(node, ast.Call):
        asks_when_saved = any(k.arg in ("auto_now", "auto_now_add") for k in node.keywords)
        return asks_when_saved or (not node.args and _dotted(node.func) in WITHOUT_ARGUMENT)
    if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
        return any(f"timezone.{alias.name}" in FORBIDDEN for alias in node.names)
    return False


def _dotted(node: ast.AST) -> str:
    """The last two parts of a dotted name: `datetime.now` for `dt.datetime.now`; a bare name is Django's."""
    if isinstance(node, ast.Name):
        return f"timezone.{node.id}"
    if not isinstance(node, ast.Attribute):
        return ""
    owner = node.value
    return f"{owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, 'id', '')}.{node.attr}"
