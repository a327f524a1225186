"""Reads about directives that more than one screen needs. Each takes a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.evidence import selectors as evidence

from . import rules
from .models import OPEN, WITH_ADDRESSEE, Directive, DirectiveReport, DirectiveStatus, ReportVerdict

_SPOKEN_BY_EXECUTIVE = Q(judged_in_role=Role.EXECUTIVE) | Q(confirmed_at__isnull=False)


def directive_rows(
    person: Person,
    *,
    status: str | None = None,
    to_me: bool = False,
    by_me: bool = False,
    overdue: bool = False,
    obligation_id: str = "",
) -> QuerySet[Directive]:
    """The directives a person may see, newest first, narrowed as lists and API ask."""
    rows = Directive.objects.visible_to(person).with_people()
    if overdue:
        rows = rows.overdue(clock.today())
    chosen: dict[str, Any] = {"status": status, "obligation_id": obligation_id}
    chosen |= {"addressee": person if to_me else None, "issued_by": person if by_me else None}
    return rows.filter(**{name: value for name, value in chosen.items() if value})


def people_to_tell(by: Person) -> QuerySet[Person]:
    """The people whom somebody may direct today, by reading of their names; roles come along."""
    today = clock.today()
    people = Person.objects.of(by.institution).active_on(today).exclude(pk=by.pk)
    if not rules.is_leader(by):
        people = people.holding(rules.roles_open_to(by), today)
    return people.prefetch_related("memberships").by_reading()


def directives_to(person: Person) -> QuerySet[Directive]:
    """What this person has been told and has not finished, the most urgent first."""
    return (
        Directive.objects.of(person.institution)
        .open()
        .filter(addressee=person)
        .with_people()
        .order_by("due_on", "pk")
    )


def overdue_directives(institution: Institution, on: date) -> QuerySet[Directive]:
    """What is past its due day on that day while the next move is the addressee's."""
    return Directive.objects.of(institution).overdue(on).with_people().order_by("due_on", "pk")


def reports_awaiting_verdict(person: Person) -> QuerySet[DirectiveReport]:
    """The reports this person should judge, oldest first; never their own.

    The issuer's; for leaders also those whose issuer has left; for executives also those that answer an
    obligation, judged by nobody or accepted by somebody else.
    """
    unjudged = Q(verdict="")
    mine = unjudged & Q(directive__issued_by=person)
    if rules.is_leader(person):
        mine |= unjudged & Q(directive__issued_by__ends_on__lt=clock.today())
    if Role.EXECUTIVE in person.roles:
        answers = Q(directive__parent__isnull=True) & ~Q(directive__obligation_id="")
        mine |= answers & (unjudged | Q(Q(verdict=ReportVerdict.ACCEPTED), ~_SPOKEN_BY_EXECUTIVE))
    rows = DirectiveReport.objects.of(person.institution).filter(mine)
    rows = rows.exclude(directive__status=DirectiveStatus.WITHDRAWN).exclude(reported_by=person)
    newest = rows.filter(pk__in=_newest_pks(person.institution))
    return newest.select_related("directive", "reported_by").order_by("reported_at", "pk")


def _newest_pks(institution: Institution) -> QuerySet[Any]:
    rows = DirectiveReport.objects.of(institution).order_by().values("directive")
    return rows.annotate(newest=Max("pk")).values("newest")


def open_count(person: Person) -> int:
    """How many things wait for this person: directives in their hands and reports to judge."""
    in_hand = Directive.objects.of(person.institution).filter(addressee=person, status__in=WITH_ADDRESSEE)
    return in_hand.count() + reports_awaiting_verdict(person).count()


def directives_by_obligation(institution: Institution, *, on: date) -> dict[str, list[Directive]]:
    """What was directed by that day and not withdrawn, by obligation, with addressees and their roles. Two queries."""
    rows = Directive.objects.of(institution).filter(issued_on__lte=on).exclude(obligation_id="")
    rows = rows.exclude(status=DirectiveStatus.WITHDRAWN).select_related("addressee").order_by("pk")
    found: dict[str, list[Directive]] = {}
    for row in rows.prefetch_related("addressee__memberships"):
        found.setdefault(row.obligation_id, []).append(row)
    return found


def newest_reports(directives: Iterable[Directive]) -> dict[int, DirectiveReport]:
    """The last report of each directive that has one."""
    pks = [row.pk for row in directives]
    if not pks:
        return {}
    rows = DirectiveReport._default_manager.filter(directive__in=pks).order_by("sequence")
    return {report.directive_id: report for report in rows}


def children_in_the_way(directive: Directive) -> list[Directive]:
    """What was handed down and must be done first (standing ones: this period's report accepted)."""
    rows = directive.children.filter(status__in=OPEN).with_people().order_by("fiscal_year", "sequence")
    return [row for row in rows if rules.stands_in_the_way(row, directive)]


def open_below(directive: Directive) -> Iterable[Directive]:
    """Whatever is open of what was handed down from a directive, at any depth. One query a level."""
    level = [directive.pk]
    while level:
        rows = list(Directive.objects.of(directive.institution).filter(parent__in=level).order_by("pk"))
        yield from (row for row in rows if row.is_open)
        level = [row.pk for row in rows]


@dataclass(frozen=True)
class Progress:
    """How far what was handed down has come: `done` of `total`; withdrawn ones do not count."""

    done: int
    total: int


@dataclass(frozen=True)
class Branch:
    """A directive handed down, how deep below the one looked at, and its progress."""

    directive: Directive
    depth: int


_SIGNS = {
    "issued": "▶",
    "acknowledged": "○",
    "reported": "◆",
    "accepted": "✓",
    "returned": "↩",
    "reminded": "！",
    "withdrawn": "✕",
}


@dataclass(frozen=True)
class Event:
    """One line of a directive's history: `shape` says what kind of thing it is."""

    at: datetime | date
    shape: str
    label: str
    person: Person | None
    text: str = ""
    anchor: str = ""
    evidence: Sequence[Any] = ()

    @property
    def tone(self) -> str:
        """The colour that goes with the word."""
        return {"accepted": "good", "returned": "warn", "reminded": "warn", "withdrawn": "bad"}.get(
            self.shape, "info"
        )

    @property
    def sign(self) -> str:
        """The shape that goes with the word."""
        return _SIGNS[self.shape]


@dataclass(frozen=True)
class DirectiveView:
    """Everything the page of a directive shows to one person."""

    directive: Directive
    reports: list[DirectiveReport]
    events: list[Event]
    branches: list[Branch]
    progress: Progress
    in_the_way: list[Directive] = field(default_factory=list)

    @property
    def newest(self) -> DirectiveReport | None:
        """The last report, if any."""
        return self.reports[-1] if self.reports else None


def directive_view(directive: Directive, person: Person) -> DirectiveView:
    """A directive with its history, evidence and what was handed down, as this person may see it."""
    people = ("reported_by", "judged_by", "confirmed_by")
    reports = list(directive.reports.select_related(*people).order_by("sequence"))
    branches = branches_of(directive, person)
    return DirectiveView(
        directive=directive,
        reports=reports,
        events=_events(directive, reports),
        branches=branches,
        progress=progress_of(branches),
        in_the_way=_in_the_way(directive, branches),
    )


def branches_of(directive: Directive, person: Person) -> list[Branch]:
    """What was handed down from a directive, in order, as far as this person may see it. One query."""
    rows = Directive.objects.visible_to(person).filter(root=directive.root_id or directive.pk)
    below: dict[int | None, list[Directive]] = {}
    for row in rows.with_people().order_by("fiscal_year", "sequence"):
        below.setdefault(row.parent_id, []).append(row)
    return list(_walk(directive.pk, below, 1))


def _walk(pk: int, below: dict[int | None, list[Directive]], depth: int) -> Iterable[Branch]:
    for row in below.get(pk, ()):
        yield Branch(row, depth)
        yield from _walk(row.pk, below, depth + 1)


def progress_of(branches: Sequence[Branch]) -> Progress:
    """How many of those handed down are done."""
    counted = [b.directive for b in branches if b.directive.status != DirectiveStatus.WITHDRAWN]
    return Progress(done=sum(d.status == DirectiveStatus.ACCEPTED for d in counted), total=len(counted))


def _in_the_way(directive: Directive, branches: Sequence[Branch]) -> list[Directive]:
    children = (b.directive for b in branches if b.depth == 1)
    return [row for row in children if row.is_open and rules.stands_in_the_way(row, directive)]


def _events(directive: Directive, reports: Sequence[DirectiveReport]) -> list[Event]:
    attached = evidence.evidence_of(reports)
    events = [Event(directive.issued_on, "issued", _("指示"), directive.issued_by, directive.body)]
    if directive.acknowledged_at:
        events.append(Event(directive.acknowledged_at, "acknowledged", _("受領"), directive.addressee))
    for row in reports:
        label = _("報告 %(n)s") % {"n": row.sequence}
        anchor = f"report-{row.sequence}"
        files = attached.get(row.pk, ())
        events.append(Event(row.reported_at, "reported", label, row.reported_by, row.body, anchor, files))
        events.extend(_verdict_events(row))
    if directive.reminded_at:
        label = _("催促（%(n)s 回目）") % {"n": directive.reminder_count}
        events.append(Event(directive.reminded_at, "reminded", label, None))
    if directive.status == DirectiveStatus.WITHDRAWN and directive.closed_on:
        events.append(
            Event(
                directive.closed_on,
                "withdrawn",
                _("取下げ"),
                directive.withdrawn_by,
                directive.withdraw_reason,
            )
        )
    return sorted(events, key=_moment)


def _verdict_events(row: DirectiveReport) -> Iterable[Event]:
    if row.judged_at:
        shape = "accepted" if row.verdict == ReportVerdict.ACCEPTED else "returned"
        yield Event(row.judged_at, shape, row.get_verdict_display(), row.judged_by, row.judge_reason)
    if row.confirmed_at:
        yield Event(row.confirmed_at, "accepted", _("経営層が確認した"), row.confirmed_by)


def _moment(event: Event) -> tuple[date, int, float]:
    """By day; on one day the issue comes first, the withdrawal last."""
    if isinstance(event.at, datetime):
        return clock.day_of(event.at), 1, event.at.timestamp()
    return event.at, 0 if event.shape == "issued" else 2, 0
