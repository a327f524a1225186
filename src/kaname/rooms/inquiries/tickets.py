"""The public form's own ticket: it stands in for session and cookie.

A form page carries a signed ticket: for which desk, when it was made, and a random number. It shows that the post comes
from a page of ours (a forged page of another site would have to fetch one first, and gains nothing by it: the form acts
for nobody signed in), that somebody took at least a few seconds to write, and it lets the same post sent twice be known.
Nothing is stored for it, and no cookie is set.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core import signing

from kaname.foundation.calendar import clock

_SALT = "kaname.inquiries.public"
_RECEIPT = "kaname.inquiries.receipt"
LEAST_SECONDS = 3
MOST_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Ticket:
    """A ticket that came back: its random number, and how old it is in seconds."""

    nonce: str
    age: int

    @property
    def is_too_fresh(self) -> bool:
        """Faster than a human being writes."""
        return self.age < LEAST_SECONDS

    @property
    def is_too_old(self) -> bool:
        return self.age > MOST_SECONDS


def issue(desk_pk: int) -> str:
    """A ticket for one form page."""
    return signing.dumps([desk_pk, secrets.token_urlsafe(12), _now()], salt=_SALT)


def read(text: str, desk_pk: int) -> Ticket | None:
    """The ticket, or None if it is not one of ours for this desk."""
    try:
        desk, nonce, made = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Ticket(str(nonce), _now() - int(made)) if desk == desk_pk else None


def _now() -> int:
    return int(clock.real_now().timestamp())


def receipt(number: str) -> str:
    """The receipt number, signed, for the address of the page that shows it."""
    return signing.dumps(number, salt=_RECEIPT)


def number_on(text: str) -> str:
    """The number on a receipt of ours, else nothing."""
    try:
        return str(signing.loads(text, salt=_RECEIPT))
    except (signing.BadSignature, ValueError, TypeError):
        return ""
