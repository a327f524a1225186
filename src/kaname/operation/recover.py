"""Host-console recovery: somebody is locked out and nobody can let them in (hostile case 40)."""

from __future__ import annotations

import sys

from django.core.exceptions import ValidationError

from kaname.foundation.access import services
from kaname.foundation.access.models import Person


def recover(username: str, witness: str) -> int:
    """A new password, no second factor, an open account; both people are named in the ledger. Prints the password once."""
    people = Person._default_manager.filter(user__username=username).select_related("institution", "user")
    person = people.first()
    if person is None:
        print(f"kaname: there is no user {username!r}", file=sys.stderr)
        return 1
    password = services.random_password()
    try:
        services.recover_account(person=person, password=password, witness=witness)
    except ValidationError as refused:
        print(f"kaname: {refused.messages[0]}", file=sys.stderr)
        return 1
    if not person.roles:
        print("kaname: this person holds no role today; somebody must grant one", file=sys.stderr)
    print(password)
    return 0
