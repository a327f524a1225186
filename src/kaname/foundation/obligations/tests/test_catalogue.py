"""The catalogue holds all 49 obligations and cannot name what nobody can measure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from kaname.foundation.obligations import catalogue, terminal

from .conftest import obligation, use


def test_management_volume_has_49_obligations_of_which_each_chapter_has_its_share() -> None:
    found = catalogue.load("management-6.0").obligations.values()
    shares = {n: sum(o.chapter == n for o in found) for n in "12345"}
    assert shares == {"1": 16, "2": 7, "3": 18, "4": 3, "5": 5}


def test_every_text_is_there_in_both_languages() -> None:
    found = catalogue.load("management-6.0")
    texts = [
        t for o in found.obligations.values() for t in (o.title, o.section_title, o.cadence, *o.evidence)
    ]
    texts += [t for _o, c in found.uses() for t in (c.statement, c.lapses)]
    assert [t for t in texts if not t.ja.strip() or not t.en.strip()] == []


def test_unknown_condition_stops_the_start() -> None:
    broken = _with(use("no_such_condition"))
    with pytest.raises(ImproperlyConfigured, match="no_such_condition"):
        catalogue.check(broken)


def test_condition_that_exists_may_not_be_called_pending() -> None:
    with pytest.raises(ImproperlyConfigured, match="marked pending"):
        catalogue.check(_with(use("directive_in_force", pending="planning")))


def test_unknown_parameter_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="never_heard_of"):
        catalogue.check(_with(use("directive_in_force", months="$never_heard_of")))


def test_missing_edition_says_which_file() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"management-9\.9\.yaml"):
        catalogue.load("management-9.9")


def test_pending_command_names_each_condition_on_its_own_line() -> None:
    lines = terminal.pending_lines()
    assert len(lines) == len(catalogue.current().pending())
    assert all(len(line.split()) == 2 and line.startswith("G-") for line in lines)


def _with(condition: catalogue.ConditionUse) -> catalogue.Catalogue:
    return replace(catalogue.load("management-6.0"), obligations={"G-1": obligation("G-1", condition)})
