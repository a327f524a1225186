"""Notices whose occasion is over: they stay, wait to be read no more, and wait again when the occasion comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices import services
from kaname.foundation.notices.models import Mail, Notice
from kaname.foundation.notices.registry import Due

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def director(db):
    with clock.at(NOON):
        yield make_hospital()


@pytest.fixture
def asked(director, monkeypatch):
    """What is due now, by key; a test adds and removes."""
    keys: list[str] = []

    def source(institution, *, on):
        return [_due(director, key) for key in keys]

    monkeypatch.setattr(services, "sources", [source])
    return keys


def _due(person, key):
    return Due(person, key, say("用件：%(what)s", what=key), "/")


def _tick(director, minutes=0):
    with clock.at(NOON + timedelta(minutes=minutes)):
        return services.tell(director.institution)


def _unread(director):
    return [n.key for n in Notice.objects.visible_to(director).unread().order_by("key")]


def test_what_is_asked_no_more_stays_but_waits_no_more(director, asked):
    asked += ["a", "b"]
    _tick(director)
    asked.remove("a")
    assert _tick(director, minutes=5) == 0
    assert _unread(director) == ["b"]
    over = Notice.objects.get(key="a")
    assert (over.read_at, over.ended_at) == (None, NOON + timedelta(minutes=5))
    client = Client()
    client.force_login(director.user)
    page = client.get(reverse("notices:notice_list")).content.decode()
    assert "用件：a" in page
    assert "までに済みました" in page
    assert [n["text"] for n in client.get("/api/v1/notices?unread=true").json()] == ["用件：b"]


def test_what_comes_back_waits_again(director, asked):
    asked.append("a")
    _tick(director)
    asked.clear()
    _tick(director)
    asked.append("a")
    assert _tick(director) == 0
    assert _unread(director) == ["a"]


def test_what_was_read_stays_read(director, asked):
    asked.append("a")
    _tick(director)
    services.mark_all_read(by=director)
    asked.clear()
    _tick(director, minutes=5)
    notice = Notice.objects.get(key="a")
    assert (notice.read_at, notice.ended_at) == (NOON, None)


def test_news_told_at_once_waits_to_be_read_even_when_it_is_over(director, asked):
    services.tell_at_once(director.institution, [_due(director, "alarm")])
    _tick(director)
    assert _unread(director) == ["alarm"]


def test_the_daily_mail_leaves_out_what_is_over(director, asked):
    director.email = "director@example.jp"
    with services.writing(
        by=None, action="access.manage_accounts", institution=director.institution
    ) as entry:
        entry.save(director)
    asked += ["a", "b"]
    _tick(director)
    asked.remove("a")
    _tick(director)
    services.write_digests(director.institution)
    body = Mail.objects.get().body
    assert "用件：b" in body
    assert "用件：a" not in body


def test_a_tick_without_a_change_writes_nothing(director, asked, django_assert_max_num_queries):
    asked.append("a")
    _tick(director)
    with django_assert_max_num_queries(2):
        _tick(director)
