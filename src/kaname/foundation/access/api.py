"""How the REST API is guarded: a bearer token (or the signed-in session) and the same policy table as the pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import time
from functools import wraps
from typing import Annotated, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from pydantic import AfterValidator

from kaname.foundation.calendar import clock

from . import policy
from .models import ApiToken, Person
from .pages import get_visible
from .services import token_digest


class ProblemOut(Schema):
    """What is wrong, where, and what to do."""

    detail: str
    errors: list[dict[str, str]] = []


PROBLEMS: dict[int, type[Schema]] = dict.fromkeys((403, 404, 409, 422), ProblemOut)
"""How an operation on a record may be refused: not allowed, not there, changed meanwhile, or not acceptable."""


class NamedPersonOut(Schema):
    """A person, by id and name."""

    id: int
    name: str


def person_of(request: HttpRequest) -> Person:
    """Who calls."""
    return request.person  # type: ignore[attr-defined,no-any-return]


def somebody(request: HttpRequest, pk: int | None) -> Person | None:
    """A person of the hospital that a body names by number, or nobody. Raises Http404 for a number that is none."""
    return get_visible(Person, person_of(request), pk=pk) if pk is not None else None


class Paged(Schema):
    """Which part of a list; a filter of a list adds what narrows it."""

    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=2**31)


def part(rows: QuerySet[Any], wanted: Paged) -> dict[str, Any]:
    """The wanted part of the rows, and how many there are in all."""
    return {"count": rows.count(), "items": list(rows[wanted.offset : wanted.offset + wanted.limit])}


def _without_zone(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("a time of day in Japan, without an offset")
    return moment


WallTime = Annotated[time, AfterValidator(_without_zone)]
"""A time of day as the clock on the wall in Japan shows it."""


class TokenAuth(HttpBearer):
    """`Authorization: Bearer kaname_…`; the token's person acts, within the token's scope and the policy table."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        rows = ApiToken._default_manager.select_related("person__institution", "person__user")
        row = rows.filter(digest=token_digest(token), revoked_on__isnull=True).first()
        if row is None or row.expires_on < clock.today() or not row.person.is_active_on(clock.today()):
            return None
        if row.person.user is None or not row.person.user.is_active:
            return None
        if request.method not in ("GET", "HEAD") and not row.may_write:
            raise HttpError(
                403, _("このトークンは読み取り専用です。書き込みを許すトークンを作ってください。")
            )
        request.person = row.person  # type: ignore[attr-defined]
        policy.require(row.person, self.action)
        return row.person


class PersonSession(SessionAuth):
    """A signed-in browser session, with its CSRF protection, within the policy table."""

    def __init__(self, action: str) -> None:
        super().__init__(csrf=True)
        self.action = action

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        person: Person | None = getattr(request, "person", None)
        if isinstance(request.user, AnonymousUser) or person is None:
            return None
        policy.require(person, self.action)
        return person


class PersonRouter(Router):
    """A router whose operations each name their action: `@router.operation("GET", "/directives", "directives.view")`."""

    def operation(
        self, method: str, path: str, action: str, **options: Any
    ) -> Callable[[Callable[..., Any]], Any]:
        """Register an operation guarded by the policy table. The handler finds the actor in `request.person`.

        The table is asked before the body is read: whoever may not do it learns nothing of its shape.
        """
        policy.allowed_roles(action)

        def decorate(handler: Callable[..., Any]) -> Any:
            @wraps(handler)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                return handler(request, *args, **kwargs)

            guarded.action = action  # type: ignore[attr-defined]
            # Ninja would look annotations up in this module; they are names of the handler's own.
            guarded.__signature__ = inspect.signature(handler, eval_str=True)  # type: ignore[attr-defined]
            auth = [TokenAuth(action), PersonSession(action)]
            return self.api_operation([method], path, auth=auth, **options)(guarded)

        return decorate
