"""Reads of the contact chart that pages, papers, incidents and the emergency kit share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.obligations.catalogue import current
from kaname.foundation.obligations.engine import parameters_of
from kaname.web.lists import Badge

from .choices import CLOCKS, AnnouncementAudience, Party, Recipient, RequestStatus
from .models import (
    AnnouncementTemplate,
    Confirmation,
    ConfirmationRequest,
    Contact,
    ContactChart,
    ReportingRoute,
)
from .models.announcements import PLACE
from .models.contacts import ContactQuerySet

PARAMETER = "contact_confirm_months"


def confirm_months(institution: Institution) -> int:
    """For how many months a confirmation counts in this hospital."""
    return parameters_of(institution, current())[PARAMETER]


@dataclass(frozen=True)
class EntryView:
    """An entry as it stands on a day: the confirmation that counts for its present numbers, and until when.

    `is_corrected` where a correction came in about which the hospital has still to decide.
    """

    contact: Contact
    confirmation: Confirmation | None
    until: date | None
    on: date
    is_corrected: bool = False

    @property
    def is_here(self) -> bool:
        """Whether the person inside still belongs to the hospital."""
        person = self.contact.person
        return person is None or person.is_active_on(self.on)

    @property
    def is_confirmed(self) -> bool:
        return self.until is not None and self.until >= self.on and self.is_here

    @property
    def badge(self) -> Badge:
        """How it stands, in a word and a tone."""
        if not self.is_here:
            return Badge(_("在籍していません"), "bad")
        if self.confirmation is None:
            return Badge(_("まだ確かめていません"), "warn")
        if not self.is_confirmed:
            return Badge(_("確認が古くなりました"), "bad")
        return Badge(_("確認済み"), "good")


def entries(
    institution: Institution, on: date, *, months: int | None = None, with_systems: bool = False
) -> list[EntryView]:
    """The entries on the chart of a day in the order of calling, each with its standing; a fixed number of queries."""
    corrected = ConfirmationRequest.objects.filter(contact=OuterRef("pk"), status=RequestStatus.CORRECTED)
    rows = Contact.objects.of(institution).on_chart(on).in_order().annotate(is_corrected=Exists(corrected))
    rows = rows.select_related("person", "deputy", "caller__person").prefetch_related(
        Prefetch("confirmations", Confirmation.objects.filter(confirmed_on__lte=on))
    )
    if with_systems:
        rows = rows.prefetch_related("serves")
    counted = confirm_months(institution) if months is None else months
    return [view_of(row, on, counted) for row in rows]


def view_of(contact: Contact, on: date, months: int) -> EntryView:
    """How one entry stands on a day. What was confirmed before a number changed counts no more."""
    now = contact.reach_print
    fitting = [c for c in contact.confirmations.all() if c.confirmed_on <= on and c.reach_print == now]
    newest = max(fitting, key=lambda c: (c.confirmed_on, c.pk), default=None)
    until = add_months(newest.confirmed_on, months) if newest else None
    return EntryView(contact, newest, until, on, is_corrected=getattr(contact, "is_corrected", False))


def contact_rows(person: Person) -> ContactQuerySet:
    """The entries this person may see, also those taken off."""
    rows: ContactQuerySet = Contact.objects.visible_to(person)
    return rows.select_related("person", "deputy", "caller__person", "institution")


def contacts_for(institution: Institution, party: str, *, on: date) -> list[Contact]:
    """Whom to call of a party on a day, in order."""
    rows = Contact.objects.of(institution).on_chart(on).filter(party=party).in_order()
    return list(rows.select_related("person", "deputy", "caller__person"))


def contacts_for_clock(institution: Institution, clock_id: str, *, on: date) -> list[Contact]:
    """Whom to call for a duty of an incident (a name of `clocks.yaml`) on a day, in order."""
    parties = [party for party, clocks in CLOCKS.items() if clock_id in clocks]
    rows = Contact.objects.of(institution).on_chart(on).filter(party__in=parties).in_order()
    return list(rows.select_related("person", "deputy", "caller__person"))


@dataclass(frozen=True)
class CallGroup:
    """Whom somebody inside calls outside, in order; without a caller: what nobody is told to call."""

    caller: Contact | None
    entries: tuple[EntryView, ...]


@dataclass(frozen=True)
class Chart:
    """The contact chart of a day: the chain inside, then what each of them calls outside."""

    on: date
    inside: tuple[EntryView, ...]
    groups: tuple[CallGroup, ...]

    @property
    def entries(self) -> tuple[EntryView, ...]:
        return (*self.inside, *(entry for group in self.groups for entry in group.entries))

    @property
    def unconfirmed(self) -> list[EntryView]:
        """Those whose confirmation is missing or old."""
        return [entry for entry in self.entries if not entry.is_confirmed]

    @property
    def corrected(self) -> list[EntryView]:
        """Those of whom a correction came in about which the hospital has still to decide."""
        return [entry for entry in self.entries if entry.is_corrected]


def contact_chart(institution: Institution, on: date) -> Chart:
    """The chart of a day, drawn from its entries."""
    rows = entries(institution, on)
    inside = tuple(row for row in rows if row.contact.is_inside)
    outside = [row for row in rows if not row.contact.is_inside]
    groups = [_group(entry.contact, outside) for entry in inside]
    nobody = tuple(row for row in outside if row.contact.caller_id not in {e.contact.pk for e in inside})
    found = [group for group in groups if group.entries]
    return Chart(on, inside, (*found, *([CallGroup(None, nobody)] if nobody else [])))


def _group(caller: Contact, outside: Sequence[EntryView]) -> CallGroup:
    return CallGroup(caller, tuple(row for row in outside if row.contact.caller_id == caller.pk))


def keepers_of(institution: Institution, on: date) -> list[Person]:
    """Who answers for the chart: the one named, or as long as nobody here is named, the planning managers."""
    named = ContactChart.objects.of(institution).filter(keeper=OuterRef("pk"))
    managers = Person.objects.of(institution).holding((Role.PLANNING_MANAGER,), on)
    rows = Person.objects.of(institution).active_on(on).annotate(is_named=Exists(named))
    found = list(rows.filter(Q(is_named=True) | Q(pk__in=managers.values("pk"))).order_by("-is_named", "pk"))
    return found[:1] if found and found[0].is_named else found


def waiting_corrections(institution: Institution) -> list[ConfirmationRequest]:
    """Corrections about which the hospital has still to decide, the oldest first."""
    rows = ConfirmationRequest.objects.of(institution).filter(status=RequestStatus.CORRECTED)
    return list(rows.select_related("contact__person").order_by("answered_at", "pk"))


@dataclass(frozen=True)
class RouteView:
    """A recipient with its route, if there is one, and what of it is still open."""

    recipient: Recipient
    route: ReportingRoute | None
    on: date

    @property
    def missing(self) -> list[str]:
        """Which of CHANNEL, DEADLINE, RESPONSIBLE_PERSON (and RECEIVER of the first report) is not settled."""
        route = self.route
        if route is None:
            return ["CHANNEL", "DEADLINE", "RESPONSIBLE_PERSON"]
        open_ = [] if route.channel else ["CHANNEL"]
        open_ += [] if route.deadline else ["DEADLINE"]
        person = route.responsible
        open_ += [] if person is not None and person.is_active_on(self.on) else ["RESPONSIBLE_PERSON"]
        if self.recipient == Recipient.FIRST_INTERNAL:
            to = route.receiver
            open_ += [] if to is not None and to.is_active_on(self.on) else ["RECEIVER"]
        return open_


def routes(institution: Institution, *, on: date) -> list[RouteView]:
    """Every recipient in the order of reporting, with its route. One query."""
    rows = ReportingRoute.objects.of(institution).select_related("responsible", "deputy", "receiver")
    known = {row.recipient: row for row in rows}
    return [RouteView(recipient, known.get(recipient), on) for recipient in Recipient]


def announcement_templates(institution: Institution, audience: str = "") -> list[AnnouncementTemplate]:
    """The texts in use (for one audience, if given), by audience and title."""
    rows = AnnouncementTemplate.objects.of(institution).filter(retired_on__isnull=True)
    if audience:
        rows = rows.filter(audience=audience)
    places = list(AnnouncementAudience)
    return sorted(
        rows.select_related("written_by"),
        key=lambda r: (places.index(AnnouncementAudience(r.audience)), r.title, r.pk),
    )


def fill_places(text: str, values: Mapping[str, str]) -> str:
    """A text with what is known in its places; a place of which nothing is known stays, so that it is seen."""
    return PLACE.sub(lambda found: values.get(found[1]) or found[0], text)


def parties_in_order(rows: Sequence[EntryView]) -> list[tuple[Party, list[EntryView]]]:
    """The entries outside by party, in the order of the chart."""
    return [
        (party, of)
        for party in Party
        if party != Party.INSIDE and (of := [row for row in rows if row.contact.party == party])
    ]
