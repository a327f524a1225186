"""Where the chart hangs on paper: a sheet is hung, renewed, taken down."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_not_future, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.contacts.chart import chart_digest
from kaname.foundation.contacts.models import PaperCopy


def hang_paper(*, by: Person, place: str, hung_on: date | None = None) -> PaperCopy:
    """Record that the chart as it is now hangs somewhere. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="contacts.manage") as entry:
        require_text(place=place)
        day = hung_on or clock.today()
        require_not_future(hung_on=day)
        others = PaperCopy.objects.of(by.institution).filter(removed_on__isnull=True, place=place.strip())
        if others.exists():
            raise ValidationError({"place": _("同じ場所の紙が既にあります。差し替えを記録してください。")})
        return entry.save(
            PaperCopy(
                institution=by.institution,
                place=place.strip(),
                hung_on=day,
                hung_by=by,
                digest=chart_digest(by.institution, clock.today()),
            )
        )


def replace_paper(*, by: Person, paper: PaperCopy) -> PaperCopy:
    """Record that the sheet was replaced by the chart as it is now. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, paper)
        _require_hanging(paper)
        paper.hung_on, paper.hung_by = clock.today(), by
        paper.digest = chart_digest(by.institution, clock.today())
        return entry.save(paper)


def remove_paper(*, by: Person, paper: PaperCopy) -> PaperCopy:
    """Record that no sheet hangs there any more. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, paper)
        _require_hanging(paper)
        paper.removed_on = clock.today()
        return entry.save(paper)


def _require_hanging(paper: PaperCopy) -> None:
    if paper.removed_on is not None:
        raise ValidationError(_("この場所の紙は、外したと記録されています。"))
