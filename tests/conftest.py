"""One story for all tests of a module, each of which leaves it as it found it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kaname.foundation.access import services as access
from kaname.foundation.calendar import clock

from .story import TODAY, WHO_HOLDS, Story, make_story

STRANGERS = ("北斗", "すばる")


@pytest.fixture(scope="module")
def stories(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Story, Story]]:
    """Two hospitals with the same story; every text of the second carries a mark."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_story(), make_story(prefix="hokuto", mark="".join(STRANGERS))
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def story(stories: tuple[Story, Story], db: None) -> Iterator[Story]:
    """The first hospital, on the day on which the story ends."""
    with clock.at(TODAY):
        yield stories[0]


@pytest.fixture
def other(stories: tuple[Story, Story]) -> Story:
    """The second hospital."""
    return stories[1]


class Visitor:
    """Somebody with a browser and an API token; nothing they do stays."""

    def __init__(self, story: Story, who: str | None) -> None:
        self.browser = Client(raise_request_exception=False)
        self.api = Client(raise_request_exception=False)
        if who is not None:
            person = story.person(who)
            self.browser.force_login(person.user)
            _row, secret = access.issue_token(by=None, person=person, name="walk", may_write=True)
            self.use(secret)

    def use(self, secret: str) -> None:
        """Call the API with this token from now on."""
        self.api = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})

    def open(self, url: str, **query: str) -> Any:
        """GET a page."""
        with _forgotten():
            return _read(self.browser.get(url, query))

    def post(self, url: str) -> Any:
        """POST an empty form."""
        with _forgotten():
            return _read(self.browser.post(url))

    def call(self, method: str, url: str, body: Any = None, **query: str) -> Any:
        """One API request with the token alone."""
        with _forgotten():
            data = _json(body) if method != "GET" else ""
            return _read(self.api.generic(method, url, data, "application/json", query_params=query))


class _forgotten:  # noqa: N801  (reads as a phrase: `with _forgotten()`)
    """A transaction that leaves nothing behind."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *failure: Any) -> None:
        if failure[0] is None:
            transaction.set_rollback(True)
        self.block.__exit__(*failure)


def _json(body: Any) -> str:
    import json

    return json.dumps({} if body is None else body)


def _read(answer: Any) -> Any:
    """The answer with its bytes in `raw`; reading a stream to its end closes its file."""
    answer.raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


VISITORS: list[tuple[str, str | None]] = [
    *((role, key) for role, key in WHO_HOLDS.items()),
    ("no role", "nobody"),
    ("anonymous", None),
]
