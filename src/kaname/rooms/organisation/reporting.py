"""The line of report of a day, place by place, beside the line of personnel: the two are kept apart.

Four queries, however large the hospital. Writes nothing.
Source: 経営管理編 3.1.2 ③
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person

from .models import Appointment, Department, Posting
from .roles import LINE, AppointmentRole
from .standing import Standing


@dataclass(frozen=True)
class Mending:
    """What is wrong with a place, and the step that mends it."""

    text: str
    label: str
    url: str


@dataclass(frozen=True)
class Place:
    """Somebody in a place: to whom they report for security, and where they belong among the personnel."""

    person: Person
    url: str
    deputy: str
    reports_to: str
    personnel: tuple[str, ...]
    is_outward: bool
    mending: Mending | None = None

    @property
    def personnel_in_words(self) -> str:
        """The departments from their own upwards."""
        return " → ".join(self.personnel)


@dataclass(frozen=True)
class Rung:
    """One rung of the line: the role, and who stands on it; nobody: a vacancy with its mending."""

    title: str
    places: list[Place] = field(default_factory=list)
    mending: Mending | None = None


@dataclass(frozen=True)
class ReportingLine:
    """The rungs from the executives down, and the roles beside the line."""

    on: date
    rungs: list[Rung]
    others: list[Rung]

    @property
    def mendings(self) -> list[Mending]:
        """Everything that keeps a report from reaching the executives."""
        of_rungs = [rung.mending for rung in self.rungs]
        of_places = [place.mending for rung in [*self.rungs, *self.others] for place in rung.places]
        return [mending for mending in [*of_rungs, *of_places] if mending is not None]


def reporting_line(institution: Institution, on: date) -> ReportingLine:
    """The line of a day."""
    return _Scene(institution, on).line()


class _Scene:
    """The appointments, postings and departments of one day, read once."""

    def __init__(self, institution: Institution, on: date) -> None:
        self.on, self.standing = on, Standing(institution, on)
        self.current = self.standing.current(on)
        self.unlinked = {row.pk for row in self.standing.unlinked(on)}
        self.departments = {row.pk: row for row in Department.objects.of(institution).on(on)}
        self.posted: dict[int, int] = {}
        for person, department in (
            Posting.objects.of(institution).on(on).values_list("person_id", "department_id")
        ):
            self.posted.setdefault(person, department)

    def line(self) -> ReportingLine:
        rungs = [self._top(), *(self._rung(role) for role in reversed(LINE))]
        shown = {row.pk for role in LINE for row in self.standing.holders(role, self.on)}
        beside = [row for row in self.current if row.pk not in shown]
        roles = [role for role in AppointmentRole if any(row.role == role for row in beside)]
        others = [Rung(str(role.label), self._places(r for r in beside if r.role == role)) for role in roles]
        return ReportingLine(self.on, rungs, others)

    def _top(self) -> Rung:
        people = {person.pk: person for person in self.standing.executives(self.on)}
        places = [
            Place(person, "", "", "", self._personnel(person), is_outward=False) for person in people.values()
        ]
        return Rung(str(_("経営層")), places)

    def _rung(self, role: AppointmentRole) -> Rung:
        holders = self.standing.holders(role, self.on)
        return Rung(str(role.label), self._places(holders), mending=None if holders else self._vacancy(role))

    def _vacancy(self, role: AppointmentRole) -> Mending:
        return Mending(
            _("「%(role)s」が空席です。") % {"role": role.label},
            _("任命する"),
            f"{reverse('organisation:appointment_new')}?role={role}",
        )

    def _places(self, appointments: Iterable[Appointment]) -> list[Place]:
        return [self._place(row) for row in appointments]

    def _place(self, row: Appointment) -> Place:
        superior = self.standing.superior(row, self.on)
        own, above = self._personnel(row.person), self._personnel(superior.person) if superior else ()
        return Place(
            person=row.person,
            url=row.get_absolute_url(),
            deputy=row.deputy.name if row.deputy else "",
            reports_to=self._superior_in_words(row, superior),
            personnel=own,
            is_outward=bool(own) and (not above or above[0] not in own),
            mending=self._mending(row),
        )

    def _superior_in_words(self, row: Appointment, superior: Appointment | None) -> str:
        if superior is not None:
            return f"{superior.get_role_display()}　{superior.person.name}"
        return _("空席") if self.standing.is_cut_off(row, self.on) else str(_("経営層"))

    def _mending(self, row: Appointment) -> Mending | None:
        if row.pk not in self.unlinked and not self.standing.is_cut_off(row, self.on):
            return None
        return Mending(
            _("%(appointment)s さんの報告が、経営層までつながっていません。") % {"appointment": row},
            _("報告先を決める"),
            reverse("organisation:appointment_change", args=[row.pk]),
        )

    def _personnel(self, person: Person) -> tuple[str, ...]:
        """The departments from the person's own upwards; none for somebody posted nowhere."""
        names: list[str] = []
        key = self.posted.get(person.pk)
        while key in self.departments and self.departments[key].name not in names:
            names.append(self.departments[key].name)
            key = self.departments[key].parent_id
        return tuple(names)
