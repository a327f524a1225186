"""How much one address or one person may try in a minute: signing in to sessions, and checking certificates."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from kaname.foundation.access.models import Person

# A whole hospital may come from one address, and a hall fills in a few minutes.
LIMITS = {
    "training_sign_in": "120/m/ip,1200/h/ip",
    "training_wrong_code": "30/m/ip",
    "training_certificate": "30/m/key",
}


def may_sign_in(request: HttpRequest) -> bool:
    """Whether this address may name somebody once more; asked whatever it names."""
    return _consume(request, "training_sign_in")


def may_try_codes(request: HttpRequest) -> bool:
    """Whether this address, which has no code of ours, may try another."""
    return _consume(request, "training_wrong_code")


def may_check_certificate(request: HttpRequest, person: Person) -> bool:
    """Whether somebody may check another certificate."""
    return _consume(request, "training_certificate", key=f"{person.pk}")


def _consume(request: HttpRequest, action: str, key: str | None = None) -> bool:
    return bool(
        ratelimit.consume(request, app="kaname", action=action, config=LIMITS, key=key, limit_get=True)
    )
