"""The form field: reads tolerantly, keeps what was typed, echoes and asks."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import translation

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import BoundDate, DateInJapan, echo

EXAMPLE = "例：令和8年11月22日、R8.11.22、2026-11-22"


class Sheet(forms.Form):
    due_on = DateInJapan(label="期限")
    seen_on = DateInJapan(label="確認日", required=False)


def bound(form: Sheet) -> BoundDate:
    """The field as a template gets it."""
    field = form["due_on"]
    assert isinstance(field, BoundDate)
    return field


@pytest.fixture(autouse=True)
def _in_japanese():
    with translation.override("ja"), clock.at(date(2026, 11, 22)):
        yield


def test_field_with_wareki_cleans_to_a_date() -> None:
    form = Sheet({"due_on": " Ｒ７．４．１ ", "seen_on": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"due_on": date(2025, 4, 1), "seen_on": None}


def test_field_month_and_day_are_read_from_the_clock() -> None:
    with clock.at(date(2030, 3, 1)):
        assert DateInJapan().clean("4/1") == date(2030, 4, 1)


def test_field_required_and_empty_is_refused() -> None:
    form = Sheet({"due_on": "　"})
    assert form.errors.as_data()["due_on"][0].code == "required"


def test_field_ambiguous_lists_the_readings_and_keeps_the_text() -> None:
    form = Sheet({"due_on": "平成31年5月1日"})
    [error] = form.errors.as_data()["due_on"]
    assert error.code == "ambiguous"
    assert "2019年5月1日（令和元年5月1日）" in error.message
    assert bound(form).readings == ("2019年5月1日（令和元年5月1日）", "2049年5月1日（令和31年5月1日）")
    assert 'value="平成31年5月1日"' in str(form["due_on"])


def test_field_unreadable_says_what_to_type_and_keeps_the_text() -> None:
    form = Sheet({"due_on": "100%d <b>"})
    [error] = form.errors.as_data()["due_on"]
    assert error.code == "unreadable"
    assert error.message == (
        "「100%d <b>」を日付として読み取れません。"
        "「令和8年11月22日」「2026-11-22」「R8.11.22」のように入力してください。"
    )
    assert form.errors["due_on"] == [error.message]
    assert 'value="100%d &lt;b&gt;"' in str(form["due_on"])
    assert bound(form).readings == ()
    assert bound(form).echo == ""


def test_field_read_echoes_both_calendars_in_its_help() -> None:
    form = Sheet({"due_on": "20250401"})
    assert form["due_on"].help_text == f"{EXAMPLE} 入力された日付：2025年4月1日（令和7年4月1日）"
    assert form["seen_on"].help_text == EXAMPLE


def test_field_with_initial_day_shows_it_in_the_preferred_form() -> None:
    form = Sheet(initial={"due_on": date(2025, 4, 1), "seen_on": datetime(2025, 3, 31, 15, tzinfo=UTC)})
    assert 'value="令和7年4月1日"' in str(form["due_on"])
    assert 'value="令和7年4月1日"' in str(form["seen_on"])


def test_field_changed_only_if_another_day_is_meant() -> None:
    field = DateInJapan()
    assert not field.has_changed(date(2025, 4, 1), "R7.4.1")
    assert not field.has_changed(None, "")
    assert field.has_changed(date(2025, 4, 1), "R7.4.2")
    assert field.has_changed(date(2025, 4, 1), "")
    assert field.has_changed(date(2025, 4, 1), "7/4/1")


def test_field_is_a_plain_text_box() -> None:
    html = str(Sheet()["due_on"])
    assert 'type="text"' in html
    assert 'inputmode="text"' in html
    assert 'autocomplete="off"' in html


@pytest.mark.parametrize("value", [None, "", "7/4/1", "x"])
def test_echo_of_what_is_no_day_is_empty(value: object) -> None:
    assert echo(value) == ""
