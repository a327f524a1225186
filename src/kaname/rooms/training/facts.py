"""What other rooms may ask of training: who completed something, and when."""

from __future__ import annotations

from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import Fact, fact

from .models import Completion


@fact("trainings_completed", reads=["training.completion"])
def trainings_completed(
    institution: Institution, *, on: date, since: date | None = None, person_id: int | None = None
) -> list[Fact]:
    """Completions until a day (from `since` on), oldest first: whose, of which course, when (`starts_on`)."""
    rows = Completion.objects.of(institution).valid().filter(completed_on__lte=on)
    if since is not None:
        rows = rows.filter(completed_on__gte=since)
    if person_id is not None:
        rows = rows.filter(person=person_id)
    found = rows.order_by("completed_on", "pk").values_list(
        "pk", "course__title", "completed_on", "person_id"
    )
    return [Fact(f"training.completion:{pk}", title, day, None, person) for pk, title, day, person in found]
