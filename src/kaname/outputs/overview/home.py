"""What the home page shows: what waits for this person today, and how the hospital stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.decisions.models import Decision
from kaname.foundation.decisions.selectors import decisions_awaiting, decisions_returned_to
from kaname.foundation.directives.models import Directive, DirectiveReport, DirectiveStatus
from kaname.foundation.directives.selectors import directives_to, reports_awaiting_verdict
from kaname.foundation.obligations.models import VerdictStatus
from kaname.foundation.obligations.selectors import Overview, Standing, overview, standings
from kaname.rooms.documents.selectors import unread_versions
from kaname.rooms.laws.selectors.pledges import text_to_sign

SHOWN = 12


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_primary: bool = False


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the person: what it is, in a sentence, and the one step to take."""

    label: str
    title: str
    text: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Home:
    """The home page of one person today."""

    today: date
    headline: tuple[str, int]
    is_executive: bool
    waiting: list[Waiting]
    more: int
    overview: Overview | None
    next_steps: list[Standing]
    lapsing: list[Standing]


def home(person: Person) -> Home:
    """All that the home page needs, in a fixed number of queries."""
    waiting = _decisions(person) + _reports(person) + _directives(person)
    waiting += _pledging(person) + _reading(person)
    rows = standings(person.institution) if policy.may(person, "obligations.view") else []
    return Home(
        today=clock.today(),
        headline=(_who(person), len(waiting)),
        is_executive=Role.EXECUTIVE in person.roles,
        waiting=waiting[:SHOWN],
        more=max(0, len(waiting) - SHOWN),
        overview=overview(rows) if rows else None,
        next_steps=_next_steps(rows),
        lapsing=[r for r in rows if r.status == VerdictStatus.LAPSING],
    )


def _who(person: Person) -> str:
    if Role.EXECUTIVE in person.roles:
        return person.title or _("経営層")
    return _("%(name)sさん") % {"name": person.name}


def _next_steps(rows: list[Standing]) -> list[Standing]:
    """Up to three unmet obligations that somebody can mend today."""
    gaps = [r for r in rows if r.status == VerdictStatus.UNMET and r.is_mendable]
    whole = [r for r in gaps if not any(c.pending for c in r.obligation.conditions)]
    return (whole + [r for r in gaps if r not in whole])[:3]


def _decisions(person: Person) -> list[Waiting]:
    if not policy.may(person, "decisions.view"):
        return []
    due = [_decision(row, _("決める")) for row in decisions_awaiting(person)]
    return due + [_decision(row, _("直す"), _("差戻し")) for row in decisions_returned_to(person)]


def _decision(row: Decision, verb: str, label: str = "") -> Waiting:
    url = row.get_absolute_url()
    text = row.summary or _("%(who)s さんから") % {"who": row.requested_by.name}
    return Waiting(
        label=label or str(row.decision_kind.label),
        title=row.question,
        text=text,
        buttons=(Button(_("資料"), f"{url}#material"), Button(verb, f"{url}#act", is_primary=True)),
    )


def _reports(person: Person) -> list[Waiting]:
    if not policy.may(person, "directives.judge"):
        return []
    return [_report(row) for row in reports_awaiting_verdict(person)]


def _report(row: DirectiveReport) -> Waiting:
    url = row.directive.get_absolute_url()
    return Waiting(
        label=_("報告の確認"),
        title=_("%(title)s（指示 %(number)s）")
        % {"title": row.directive.title, "number": row.directive.number},
        text=_("%(who)s さん：%(body)s") % {"who": row.reported_by.name, "body": _first_line(row.body)},
        buttons=(Button(_("読んで判断する"), f"{url}#moves", is_primary=True),),
    )


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= 80 else f"{line[:79]}…"


def _directives(person: Person) -> list[Waiting]:
    rows = directives_to(person).exclude(status=DirectiveStatus.REPORTED)
    return [_directive(row) for row in rows]


def _directive(row: Directive) -> Waiting:
    due = row.next_report_on or row.due_on
    late = due < clock.today()
    return Waiting(
        label=_("期限を過ぎた指示") if late else _("指示"),
        title=_("%(title)s（指示 %(number)s）") % {"title": row.title, "number": row.number},
        text=_("%(who)s さんから、期限 %(due)s") % {"who": row.issued_by.name, "due": show_date(due)},
        buttons=(Button(_("報告する"), f"{row.get_absolute_url()}#moves", is_primary=True),),
    )


def _reading(person: Person) -> list[Waiting]:
    if not policy.may(person, "documents.acknowledge"):
        return []
    rows = unread_versions(person, clock.today()).select_related("document")
    return [
        Waiting(
            label=_("読む文書"),
            title=str(row),
            text=_("読んだら「読みました」を押してください。"),
            buttons=(Button(_("読む"), row.get_absolute_url(), is_primary=True),),
        )
        for row in rows[:SHOWN]
    ]


def _pledging(person: Person) -> list[Waiting]:
    text = text_to_sign(person, clock.today())
    if text is None:
        return []
    return [
        Waiting(
            label=_("誓約"),
            title=text.title,
            text=_("読んで、署名してください。"),
            buttons=(Button(_("誓約する"), reverse("laws:pledge_mine"), is_primary=True),),
        )
    ]
