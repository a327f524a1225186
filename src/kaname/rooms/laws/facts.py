"""What other rooms may ask this one: whose pledge is valid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.findings import Fact, fact

from .selectors import pledges


@fact("pledges_valid", reads=["laws.pledge", "laws.pledgetext", "access.person", "access.membership"])
def pledges_valid(institution: Institution, *, on: date, kinds: Sequence[str] | None = None) -> list[Fact]:
    """Everybody of these kinds (None: all) whose pledge counts on a day, from when and through when."""
    book = pledges.pledge_book(institution)
    people = [p for p in pledges.people_asked(institution, on=on, kinds=kinds) if p.starts_on <= on]
    found = (book.standing(person, on, 0) for person in people)
    return [
        Fact(
            ref=ref_of(row.pledge),
            label=row.person.name,
            starts_on=row.pledge.signed_on,
            ends_on=row.ends_on,
            person_id=row.person.pk,
        )
        for row in found
        if row.pledge is not None
    ]
