"""Who stands where on any day: the appointments of a hospital, read once, asked about many days. Writes nothing.

A condition asks today; the day on which its answer changes by itself is found by asking the same rows about each day on
which something in them begins or ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kaname.foundation.access.models import Institution, Membership, Person
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import once

from . import selectors
from .models import Appointment
from .roles import EXECUTIVE_ONLY, LINE, USUAL_SUPERIOR, AppointmentRole


@dataclass
class Standing:
    """The appointments and executives of one hospital from a day on."""

    institution: Institution
    since: date
    appointments: list[Appointment] = field(init=False)

    def __post_init__(self) -> None:
        self.appointments = selectors.appointments_running(self.institution, self.since)

    @cached_property
    def executive_seats(self) -> list[Membership]:
        """The executive memberships from the day on."""
        return selectors.executive_memberships(self.institution, self.since)

    @cached_property
    def manager_may_stand_in(self) -> bool:
        """Whether a named operations manager fills the operator's place: the hospital has no operator of its own."""
        profile = selectors.profile_of(self.institution)
        return profile is not None and not profile.has_own_operator

    def executives(self, day: date) -> list[Person]:
        """Who belongs to the executive on a day."""
        return [m.person for m in self.executive_seats if m.is_active_on(day) and m.person.is_active_on(day)]

    def fillers(self, role: str) -> tuple[str, ...]:
        """The roles whose holders fill this one."""
        if role == AppointmentRole.OPERATIONS_STAFF and self.manager_may_stand_in:
            return (AppointmentRole.OPERATIONS_STAFF, AppointmentRole.OPERATIONS_MANAGER)
        return (role,)

    def holders(self, role: str, day: date) -> list[Appointment]:
        """The appointments that fill a role on a day, with their holders here and still entitled."""
        wanted = self.fillers(role)
        return [a for a in self.appointments if a.role in wanted and self.counts(a, day)]

    def counts(self, appointment: Appointment, day: date) -> bool:
        """Whether an appointment counts on a day: approved, within its period, its holder here and entitled."""
        if not appointment.is_current_on(day):
            return False
        if appointment.role not in EXECUTIVE_ONLY:
            return True
        return any(person.pk == appointment.person_id for person in self.executives(day))

    def current(self, day: date) -> list[Appointment]:
        """Every appointment that counts on a day."""
        return [a for a in self.appointments if self.counts(a, day)]

    def vacant(self, roles: Iterable[str], day: date) -> list[str]:
        """The roles that nobody fills on a day."""
        return [role for role in roles if not self.holders(role, day)]

    def superior(self, appointment: Appointment, day: date) -> Appointment | None:
        """To whom somebody reports on a day; None means the executives, or that the place is vacant.

        Once the person named in the letter has gone, whoever holds the same role takes the report.
        """
        named = appointment.reports_to
        if named is None:
            return None
        known = next((a for a in self.appointments if a.pk == named.pk), None)
        if known is not None and self.counts(known, day):
            return known
        return next((a for a in self.holders(named.role, day) if a.pk != appointment.pk), None)

    def chain(self, appointment: Appointment, day: date) -> list[Appointment]:
        """Those through whom a report passes on its way to the executives, without the sender."""
        passed: list[Appointment] = []
        above = self.superior(appointment, day)
        while above is not None and above not in passed and above.pk != appointment.pk:
            passed.append(above)
            above = self.superior(above, day)
        return passed

    def is_cut_off(self, appointment: Appointment, day: date) -> bool:
        """Whether the place to which somebody reports is vacant."""
        return appointment.reports_to is not None and self.superior(appointment, day) is None

    def unlinked(self, day: date) -> list[Appointment]:
        """Holders in the line whose report does not take the line's way: through every role above, or cut off."""
        return [a for role in LINE for a in self.holders(role, day) if not self._takes_the_line(a, role, day)]

    def _takes_the_line(self, appointment: Appointment, role: str, day: date) -> bool:
        """Operations report through a planning manager; a planning manager through the officer or to the executives."""
        way = [appointment, *self.chain(appointment, day)]
        if any(self.is_cut_off(step, day) for step in way):
            return False
        passed = {step.role for step in way[1:]} | {step.role for step in way[:1] if step.role != role}
        if role == AppointmentRole.OPERATIONS_STAFF:
            return AppointmentRole.PLANNING_MANAGER in passed
        return True

    def days(self) -> set[date]:
        """Every day on which something here begins, or has just ended."""
        found: set[date] = set()
        for appointment in self.appointments:
            _add_period(found, appointment.starts_on, appointment.ends_on)
            _add_period(found, appointment.person.starts_on, appointment.person.ends_on)
        for seat in self.executive_seats:
            _add_period(found, seat.starts_on, seat.ends_on)
            _add_period(found, seat.person.starts_on, seat.person.ends_on)
        return found


def _add_period(days: set[date], starts_on: date, ends_on: date | None) -> None:
    days.add(starts_on)
    if ends_on is not None:
        days.add(ends_on + ONE_DAY)


def next_change(answer: Callable[[date], object], days: Iterable[date], on: date) -> date | None:
    """The first of these days after `on` whose answer differs from that of `on`; None if none does."""
    now = answer(on)
    return next((day for day in sorted(set(days)) if day > on and answer(day) != now), None)


def usual_superior(standing: Standing, role: str, day: date) -> Appointment | None:
    """Whom a new holder of a role would usually report to; None means the executives."""
    above = USUAL_SUPERIOR.get(role)
    holders: Sequence[Appointment] = standing.holders(above, day) if above else ()
    return holders[0] if holders else None


def standing_of(institution: Institution, on: date) -> Standing:
    """The appointments of a day, read once for all conditions that ask about them in one evaluation."""
    return once(("organisation.standing", institution.pk, on), lambda: Standing(institution, on))
