"""Whose pledge is valid on a day, until when, and who lacks one. Four queries, however many people there are.

A pledge counts from the day it was signed through its last day: its own, or the day by which a newer text asks for a
new pledge (a contract's clause is not touched by new texts). Withdrawn pledges never counted. People who belong to the
group's head office only are not asked. Source: 経営管理編 1.1 ②, 3.1.2 ④
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Membership, Person, PersonKind
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import once
from kaname.foundation.obligations import catalogue, engine
from kaname.rooms.laws.choices import PledgeWay
from kaname.rooms.laws.models import Pledge, PledgeText

FOR_EVER = date.max
RENEW_WITHIN_DAYS = 60
CONDITION = "pledges_on_file"
_KIND_OF = {"VENDOR": PersonKind.VENDOR_STAFF.value}


def kinds_named(kinds: Iterable[str] | None) -> frozenset[str]:
    """The kinds of person that a catalogue names; None means all."""
    named = PersonKind.values if kinds is None else kinds
    return frozenset(_KIND_OF.get(kind, kind) for kind in named)


@dataclass(frozen=True)
class Standing:
    """How one person stands on a day: `pledge` counts through `last_day` (FOR_EVER: until they leave).

    `grace_until` is the last day on which they may still be without; before it, nothing is wrong.
    """

    person: Person
    pledge: Pledge | None
    last_day: date | None
    grace_until: date
    on: date

    @property
    def state(self) -> str:
        """VALID, GRACE (new, still time) or LACKING."""
        if self.pledge is not None:
            return "VALID"
        return "GRACE" if self.on <= self.grace_until else "LACKING"

    @property
    def ends_on(self) -> date | None:
        """The last day of the pledge, if it has one."""
        return None if self.last_day == FOR_EVER else self.last_day

    @property
    def lacks_from(self) -> date | None:
        """The first day from this one on without a valid pledge though one is due; None if there is none to come."""
        day = self.on
        if self.last_day is not None:
            if self.last_day == FOR_EVER:
                return None
            day = self.last_day + ONE_DAY
        day = max(day, self.grace_until + ONE_DAY)
        leaves = self.person.ends_on
        return day if leaves is None or day <= leaves else None


class PledgeBook:
    """The texts and standing pledges of one hospital, or of one person in it."""

    def __init__(self, institution: Institution, person: Person | None = None) -> None:
        self.institution = institution
        self.texts = list(PledgeText.objects.of(institution).order_by("starts_on", "pk"))
        self._text_by_pk = {text.pk: text for text in self.texts}
        self._pledges: dict[int, list[Pledge]] = defaultdict(list)
        rows = Pledge.objects.of(institution).standing()
        rows = rows if person is None else rows.filter(person=person)
        for pledge in rows.order_by("signed_on", "pk"):
            self._pledges[pledge.person_id].append(pledge)

    def track(self, kind: str, on: date) -> list[PledgeText]:
        """The texts in use for a kind of person by a day, oldest first: its own if there are any, else the general."""
        begun = [text for text in self.texts if text.starts_on <= on]
        return [t for t in begun if t.kind == kind] or [t for t in begun if not t.kind]

    def text_for(self, kind: str, on: date) -> PledgeText | None:
        """The text that somebody of a kind signs on a day."""
        return next(iter(self.track(kind, on)[::-1]), None)

    def last_day(self, pledge: Pledge, kind: str) -> date:
        """The last day on which a pledge counts, as far as texts are known."""
        own = pledge.valid_until or FOR_EVER
        if pledge.way == PledgeWay.CLAUSE or pledge.text_id is None:
            return own
        signed = self._text_by_pk[pledge.text_id]
        has_own = any(text.kind == kind for text in self.texts)
        later = (t for t in self.texts if (t.starts_on, t.pk) > (signed.starts_on, signed.pk))
        ends = [t.renew_by for t in later if t.renew_by and t.kind == (kind if has_own else "")]
        return min([own, *ends])

    def pledges_of(self, person_id: int) -> Sequence[Pledge]:
        """The standing pledges of somebody, oldest first."""
        return self._pledges.get(person_id, ())

    def standing(self, person: Person, on: date, grace_days: int, starts_on: date | None = None) -> Standing:
        """How somebody stands on a day, or on their first day if that is later."""
        first = starts_on or person.starts_on
        day = max(on, first)
        pledge, last = self._cover(person, day)
        return Standing(person, pledge, last, first + timedelta(days=grace_days - 1), day)

    def _cover(self, person: Person, day: date) -> tuple[Pledge | None, date | None]:
        """The pledge that counts on a day, and through which day pledges go on counting without a gap."""
        spans = [(p.signed_on, self.last_day(p, person.kind), p) for p in self.pledges_of(person.pk)]
        here = [span for span in spans if span[0] <= day <= span[1]]
        if not here:
            return None, None
        _first, last, pledge = max(here, key=lambda span: (span[1], span[2].pk))
        while last != FOR_EVER:
            further = [s for s in spans if s[0] <= last + ONE_DAY and s[1] > last]
            if not further:
                break
            last = max(s[1] for s in further)
        return pledge, last


def pledge_book(institution: Institution) -> PledgeBook:
    """The book, read once for all conditions that ask in one evaluation."""
    return once(("laws.pledges", institution.pk), lambda: PledgeBook(institution))


def people_asked(institution: Institution, *, on: date, kinds: Iterable[str] | None = None) -> list[Person]:
    """Who is here on a day or comes later and is asked for a pledge, by reading of their names."""
    rows = Person.objects.of(institution).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    rows = rows.filter(kind__in=sorted(kinds_named(kinds))).exclude(pk__in=_head_office_only(institution, on))
    return list(rows.order_by("kana", "name", "pk"))


def _head_office_only(institution: Institution, on: date) -> list[int]:
    """People whose only roles on a day are the group office's."""
    held = Membership.objects.of(institution).filter(starts_on__lte=on)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    roles: dict[int, set[str]] = defaultdict(set)
    office = held.filter(role=Role.GROUP_OFFICE).values("person")
    for person_id, role in held.filter(person__in=office).values_list("person_id", "role"):
        roles[person_id].add(role)
    return [person_id for person_id, names in roles.items() if names == {Role.GROUP_OFFICE.value}]


def grace_by_kind(institution: Institution) -> dict[str, int]:
    """How many days somebody of each kind may be without a pledge: the strictest that the catalogue asks."""
    known = catalogue.current()
    values = engine.parameters_of(institution, known)
    found: dict[str, int] = {}
    for _obligation, use in known.uses():
        if use.condition != CONDITION:
            continue
        days = use.params["new_joiner_days"]
        days = values[days[1:]] if isinstance(days, str) else int(days)
        for kind in kinds_named(use.params.get("kinds")):
            found[kind] = min(days, found.get(kind, days))
    return {kind: found.get(kind, values["new_joiner_training_days"]) for kind in PersonKind.values}


def standings_today(institution: Institution, on: date) -> list[Standing]:
    """How everybody who is here on a day stands."""
    book, grace = PledgeBook(institution), grace_by_kind(institution)
    people = [p for p in people_asked(institution, on=on) if p.starts_on <= on]
    return [book.standing(person, on, grace[person.kind]) for person in people]


def people_by_id(
    institution: Institution, ids: Iterable[int], kinds: Iterable[str] | None = None
) -> list[Person]:
    """People of these kinds by their keys."""
    rows = Person.objects.of(institution).filter(pk__in=list(ids), kind__in=sorted(kinds_named(kinds)))
    return list(rows)


def text_to_sign(person: Person, on: date) -> PledgeText | None:
    """What somebody should sign now, if anything; nobody who belongs to the group's head office only is asked."""
    if not policy.may(person, "laws.pledge"):
        return None
    book = PledgeBook(person.institution, person)
    return book.text_for(person.kind, on) if should_sign(book, person, on) else None


def should_sign(book: PledgeBook, person: Person, on: date) -> bool:
    """Whether somebody has a text to sign now: no pledge to it yet, or one that ends soon; a clause may stand for it."""
    text = book.text_for(person.kind, on)
    if text is None:
        return False
    soon = on + timedelta(days=RENEW_WITHIN_DAYS)
    last = book.standing(person, on, 0).last_day
    return last is None or last <= soon
