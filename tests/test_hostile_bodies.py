"""Bodies that no page would send: the API says what is wrong, and writes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from kaname.foundation.ledger.models import LedgerEntry

from .conftest import Visitor
from .story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TOO_BIG, SURROGATE = 2**63, "\ud800"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/appointments/{appointment_manager}/end", {"ends_on": "9999-12-31", "reason": "退職"}),
        ("/appointments/{appointment_manager}/end", {"ends_on": "0001-01-01", "reason": "退職"}),
        ("/laws/reviews", {"laws": [TOO_BIG], "note": "見た"}),
        ("/laws/{law}/review", {"note": SURROGATE}),
        ("/completions", {"lines": [{"person": 1, "course": TOO_BIG, "completed_on": "2026-04-01"}]}),
        ("/documents/{document}/versions", {"body": "本文", "change_note": "", "lists": [SURROGATE]}),
        ("/systems/{system}/retire", {"ends_on": "9999-12-31", "reason": "更新"}),
        ("/systems", {"name": SURROGATE, "purpose": "記録", "criticality": "VITAL"}),
    ],
)
def test_what_nothing_can_hold_is_refused(story: Story, path: str, body: dict[str, Any]) -> None:
    visitor = Visitor(story, "manager")
    before = LedgerEntry.objects.of(story.institution).count()
    url = "/api/v1" + path.format(**{name: record.pk for name, record in story.records.items()})
    answer = visitor.call("POST", url, body)
    assert answer.status_code in (404, 422), answer.raw.decode()[:300]
    assert LedgerEntry.objects.of(story.institution).count() == before
