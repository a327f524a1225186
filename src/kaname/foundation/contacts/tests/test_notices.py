"""Who answers for the chart is told thirty days before a confirmation grows old, and of a correction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kaname.foundation.contacts import notices, services

from .conftest import TODAY, confirm, make_contact

LAST = TODAY.replace(year=2027, month=5)


@pytest.mark.parametrize(
    ("on", "count"), [(LAST - timedelta(days=31), 0), (LAST - timedelta(days=30), 1), (LAST, 1)]
)
def test_the_keeper_is_told_before_it_grows_old(manager, operator, on, count):
    services.name_keeper(by=manager, keeper=operator)
    confirm(manager, make_contact(manager))
    make_contact(manager, "確かめていない会社")
    due = list(notices.contacts_to_confirm(manager.institution, on=on))
    assert [d.person for d in due] == [operator] * count


def test_a_correction_is_told_until_it_is_judged(manager):
    contact = make_contact(manager, mail="support@vendor.example.jp")
    row = services.ask_by_link(by=manager, contact=contact, address=str)
    services.answer_link(request=row, name="佐藤", seen=contact.reach_print, message="変わりました")
    (due,) = notices.corrections_to_judge(manager.institution, on=TODAY)
    assert (due.person, due.url) == (manager, contact.get_absolute_url())
    row.refresh_from_db()
    services.refuse_correction(by=manager, request=row, reason="確かめた")
    assert list(notices.corrections_to_judge(manager.institution, on=TODAY)) == []
