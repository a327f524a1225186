"""Plain factories: a hospital with its executive, and people with roles, made through the services."""

from __future__ import annotations

import itertools
from typing import Any

from kaname.foundation.access import services
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.writes import writing

_numbers = itertools.count(1)
PASSWORD = "correct horse battery"


def make_hospital(name: str = "みなと総合病院") -> Person:
    """A new hospital; returns its first executive (`.institution` is the hospital)."""
    return services.set_up_institution(
        name=name,
        executive_name="佐伯 恵",
        executive_title="病院長",
        username=f"director{next(_numbers)}",
        password=PASSWORD,
    )


def make_person(
    institution: Institution,
    name: str = "中野 翔",
    *,
    roles: tuple[str, ...] | list[str] = (),
    account: bool = False,
    **fields: Any,
) -> Person:
    """A person with these roles from their first day; `account=True` gives a sign-in name `userN`."""
    with writing(by=None, action="access.manage_accounts", institution=institution):  # verdicts follow once
        person = services.register_person(by=None, institution=institution, name=name, **fields)
        for role in roles:
            services.grant_role(by=None, person=person, role=role, starts_on=person.starts_on)
        if account:
            name = f"user{next(_numbers)}"
            services.create_account(by=None, person=person, username=name, password=PASSWORD)
    return Person._default_manager.select_related("institution", "user").get(pk=person.pk)
