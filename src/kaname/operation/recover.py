"""Host-console recovery: somebody is locked out and nobody can let them in (hostile case 40)."""

from __future__ import annotations

import secrets
import sys

from allauth.mfa.models import Authenticator

from kaname.foundation.access import services
from kaname.foundation.access.models import Person


def recover(username: str, witness: str) -> int:
    """Set a new password and drop the second factor; both people are named in the ledger. Prints the password once."""
    person = Person._default_manager.filter(user__username=username).select_related("institution", "user").first()
    if person is None or person.user is None:
        print(f"kaname: there is no user {username!r}", file=sys.stderr)
        return 1
    password = secrets.token_urlsafe(12)
    note = f"host console recovery; witness: {witness}"
    services.reset_password(by=None, person=person, password=password, note=note)
    Authenticator.objects.filter(user=person.user).delete()
    print(password)
    return 0
