"""Every page and API operation × every role agrees with the one policy table."""

from __future__ import annotations

from typing import Any

import pytest

from kaname.foundation.access.policy import allowed_roles
from kaname.foundation.access.roles import Role

from .conftest import VISITORS, Visitor
from .story import WHO_HOLDS, Story
from .walk import WITHOUT_ACTION, Operation, Page, address, operation_address, operations, pages

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# How the policy's own refusal begins; a rule about one record (only its addressee may report) words its own.
REFUSAL = "この操作をする役割がありません"
FINE = {200, 201, 204, 302, 400, 404, 405, 409, 422}


def test_every_role_has_somebody_in_the_story() -> None:
    assert set(WHO_HOLDS) == set(Role.values)


def test_every_page_names_its_action() -> None:
    assert [p.name for p in pages() if not p.action and p.name not in WITHOUT_ACTION] == []


def test_every_operation_names_its_action() -> None:
    assert [o.name for o in operations() if not o.action] == []


def test_the_walk_is_not_empty() -> None:
    assert len(pages()) > 60
    assert len(operations()) > 25


@pytest.mark.parametrize(("role", "key"), VISITORS, ids=[role for role, _key in VISITORS])
def test_pages_agree_with_the_policy(story: Story, role: str, key: str | None) -> None:
    visitor = Visitor(story, key)
    wrong = [
        f"{method} {page.name} ({page.action}): {fault}"
        for page in pages()
        if page.action
        for method, answer in _tried(visitor, address(page, story))
        if (fault := _page_fault(page, role, answer))
    ]
    assert wrong == [], "\n".join(wrong)


def test_every_address_names_a_record_that_somebody_finds(story: Story) -> None:
    """An id of another kind of record would make every other walk look for nothing."""
    visitors = [(role, Visitor(story, key)) for role, key in VISITORS if key]
    lost = [
        page.name
        for page in pages()
        if page.takes_records and page.action and not _is_found(address(page, story), page, visitors)
    ]
    assert lost == []


def _is_found(url: str, page: Page, visitors: list[tuple[str, Visitor]]) -> bool:
    """Whether one of those who may open it does not get a 404 (a page that only takes a POST answers 405)."""
    allowed = [visitor for role, visitor in visitors if role in allowed_roles(page.action)]
    return any(visitor.open(url).status_code != 404 for visitor in allowed)


def _tried(visitor: Visitor, url: str) -> list[tuple[str, Any]]:
    """A GET; and a POST where only that is taken."""
    shown = visitor.open(url)
    tries = [("GET", shown)]
    if shown.status_code not in (302, 403, 404):
        tries.append(("POST", visitor.post(url)))
    return tries


def _page_fault(page: Page, role: str, answer: Any) -> str:
    if answer.status_code == 405:
        return ""
    if role == "anonymous":
        return "" if _goes_to_sign_in(answer) else f"{answer.status_code} for a visitor"
    if role in allowed_roles(page.action):
        return _let_in_fault(answer) or ("sent to sign-in" if _goes_to_sign_in(answer) else "")
    return "" if answer.status_code == 403 else f"{answer.status_code} although not allowed"


def _let_in_fault(answer: Any) -> str:
    if answer.status_code == 403:
        return "refused although allowed" if REFUSAL in answer.raw.decode() else ""
    return "" if answer.status_code in FINE else f"{answer.status_code} although allowed: {_cause(answer)}"


def _cause(answer: Any) -> str:
    info = getattr(answer, "exc_info", None)
    return repr(info[1])[:300] if info else ""


def _goes_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and "/account/login/" in answer["Location"]


@pytest.mark.parametrize(("role", "key"), VISITORS, ids=[role for role, _key in VISITORS])
def test_operations_agree_with_the_policy(story: Story, role: str, key: str | None) -> None:
    visitor = Visitor(story, key)
    wrong = [
        f"{operation.name} ({operation.action}): {fault}"
        for operation in operations()
        if (
            fault := _operation_fault(
                operation, role, visitor.call(operation.method, operation_address(operation, story))
            )
        )
    ]
    assert wrong == [], "\n".join(wrong)


def _operation_fault(operation: Operation, role: str, answer: Any) -> str:
    if role == "anonymous":
        return "" if answer.status_code == 401 else f"{answer.status_code} without a token"
    if role in allowed_roles(operation.action):
        return _let_in_fault(answer)
    return "" if answer.status_code == 403 else f"{answer.status_code} although not allowed"


def test_a_token_for_reading_writes_nothing(story: Story) -> None:
    from kaname.foundation.access import services

    _row, secret = services.issue_token(
        by=None, person=story.person("director"), name="read", may_write=False
    )
    visitor = Visitor(story, None)
    visitor.use(secret)
    written = [o for o in operations() if o.method != "GET"]
    assert {visitor.call(o.method, operation_address(o, story)).status_code for o in written} == {403}
