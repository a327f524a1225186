"""A record that was opened and waits to be looked at: kept encrypted in the session, without its phrase, until it is taken in."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kaname.foundation.access.encrypted import UnreadableText, decrypt, encrypt
from kaname.foundation.access.pages import PersonRequest

_KEY = "kit_record"


def keep(request: PersonRequest, content: dict[str, Any]) -> None:
    """Keep what a file said for the next page."""
    request.session[_KEY] = str(encrypt(json.dumps(content), bound_to=_owner(request)))


def find(request: PersonRequest) -> dict[str, Any] | None:
    """What waits for this person, if anything."""
    sealed = request.session.get(_KEY)
    if not sealed:
        return None
    try:
        found: dict[str, Any] = json.loads(decrypt(sealed, bound_to=_owner(request)))
    except (UnreadableText, ValueError, RecursionError):
        return None
    return found


def print_of(content: dict[str, Any]) -> str:
    """A print of what waits, by which a page knows that it is still what was looked at."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def drop(request: PersonRequest) -> None:
    """Forget it."""
    request.session.pop(_KEY, None)


def _owner(request: PersonRequest) -> str:
    return f"kit:{request.person.pk}"
