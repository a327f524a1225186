"""The foundation's own notices: decisions that wait, directives and reports, verdicts that lapse or lapsed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.decisions.models import Decision, DecisionAction
from kaname.foundation.directives.models import Directive, DirectiveReport
from kaname.foundation.directives.selectors import overdue_directives
from kaname.foundation.ledger.findings import say
from kaname.foundation.obligations.models import GOOD, Verdict, VerdictStatus
from kaname.foundation.obligations.selectors import find, verdicts_at

from .registry import Due, notice_source


@notice_source
def decisions_waiting(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever's turn it is learns that a request waits, again after each return."""
    rows = Decision.objects.of(institution).open().select_related("awaiting", "requested_by")
    for row in rows.exclude(awaiting=None):
        assert row.awaiting is not None
        text = say(
            _("決裁が待っています：%(what)s（%(who)s から）"), what=row.question, who=row.requested_by.name
        )
        yield Due(row.awaiting, f"decision:{row.pk}:{row.round}:{row.current_order}", text, _where(row))


def _where(row: Decision) -> str:
    """The decision, or what it is about for a drafter who does not see decisions (the desk)."""
    assert row.awaiting is not None
    if policy.may(row.awaiting, "decisions.view"):
        return row.get_absolute_url()
    return row.decision_kind.subject_url(row.subject)


@notice_source
def proxies_to_see(institution: Institution, *, on: date) -> Iterable[Due]:
    """The person for whom somebody else decided (代決) is told."""
    rows = DecisionAction.objects.of(institution).filter(on_behalf_of__isnull=False, seen_at__isnull=True)
    for row in rows.select_related("decision", "person", "on_behalf_of"):
        assert row.on_behalf_of is not None
        text = say(_("%(who)s さんが代決しました：%(what)s"), who=row.person.name, what=row.decision.question)
        yield Due(row.on_behalf_of, f"proxy:{row.pk}", text, row.decision.get_absolute_url())


@notice_source
def directives_given(institution: Institution, *, on: date) -> Iterable[Due]:
    """The addressee learns of a directive, of a return, and of a reminder."""
    rows = Directive.objects.of(institution).open().select_related("addressee", "issued_by")
    for row in rows:
        text = say(
            _("指示が届きました：%(what)s（%(who)s から、期限 %(due)s）"),
            what=row.title,
            who=row.issued_by.name,
            due=row.due_on,
        )
        yield Due(
            row.addressee, f"directive:{row.pk}:{row.status == 'RETURNED'}", text, row.get_absolute_url()
        )
        if row.reminder_count:
            text = say(_("催促が届きました：%(what)s（期限 %(due)s）"), what=row.title, due=row.due_on)
            yield Due(row.addressee, f"reminder:{row.pk}:{row.reminder_count}", text, row.get_absolute_url())


@notice_source
def reports_to_judge(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever issued a directive learns that its report waits for a verdict."""
    rows = (
        DirectiveReport.objects.of(institution)
        .filter(verdict="")
        .select_related("directive__issued_by", "reported_by")
    )
    for row in rows:
        text = say(
            _("報告が届きました：%(what)s（%(who)s から）"),
            what=row.directive.title,
            who=row.reported_by.name,
        )
        yield Due(row.directive.issued_by, f"report:{row.pk}", text, row.directive.get_absolute_url())


@notice_source
def directives_overdue(institution: Institution, *, on: date) -> Iterable[Due]:
    """Both sides learn that a directive is past its day."""
    for row in overdue_directives(institution, on).select_related("addressee", "issued_by"):
        due = row.next_report_on or row.due_on
        text = say(_("期限を過ぎた指示があります：%(what)s（期限 %(due)s）"), what=row.title, due=due)
        for person in {row.addressee, row.issued_by}:
            yield Due(person, f"overdue:{row.pk}:{due.isoformat()}", text, row.get_absolute_url())


@notice_source
def verdicts_lapsed(institution: Institution, *, on: date) -> Iterable[Due]:
    """Executives and the safety officer learn that an obligation is about to lapse, or is no longer met."""
    rows = list(
        verdicts_at(institution, None).filter(status__in=[VerdictStatus.LAPSING, VerdictStatus.UNMET])
    )
    were_met = _were_met_until(institution)
    changed = [
        row
        for row in rows
        if row.status == VerdictStatus.LAPSING or (row.edition, row.obligation_id, row.valid_from) in were_met
    ]
    if not changed:
        return
    leaders = _leaders(institution, on)
    for row in changed:
        for person in leaders:
            yield _about_verdict(person, row)


def _were_met_until(institution: Institution) -> set[tuple[str, str, datetime | None]]:
    """Each obligation that was met for a time, with the instant at which that ended."""
    before = Verdict.objects.of(institution).filter(status__in=GOOD, valid_to__isnull=False)
    return set(before.values_list("edition", "obligation_id", "valid_to"))


def _about_verdict(person: Person, row: Verdict) -> Due:
    obligation = find(row.obligation_id)
    title = f"{obligation.clause} {obligation.title.ja}" if obligation else row.obligation_id
    url = reverse("obligations:obligation_detail", args=[row.obligation_id])
    if row.status == VerdictStatus.LAPSING and row.holds_until:
        text = say(
            _("遵守事項がまもなく切れます：%(what)s（%(until)s まで）"), what=title, until=row.holds_until
        )
    else:
        text = say(_("遵守事項が未充足になりました：%(what)s"), what=title)
    return Due(person, f"verdict:{row.pk}:{row.status}", text, url)


def _leaders(institution: Institution, on: date) -> list[Person]:
    return list(Person.objects.of(institution).holding((Role.EXECUTIVE, Role.SAFETY_OFFICER), on))
