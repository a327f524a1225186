"""When the worst is over: cause, prevention, paper entered again, review, and the end (経営管理編 1.2.2 善後策)."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_not_future, require_text
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step
from kaname.foundation.directives import services as directives
from kaname.rooms.incidents.choices import IncidentStatus, LineKind, ReviewState
from kaname.rooms.incidents.keys import CLOSE, REVIEW
from kaname.rooms.incidents.models import Incident, Measure, PaperReentry, Participant, PostReview

from .checks import require_open, require_past, require_real
from .log import add_line

PREVENTS = "G-1.2.2-remediation-2"


def add_participant(
    *,
    by: Person,
    incident: Incident,
    organisation: str,
    part: str,
    person: str = "",
    contacted_at: datetime | None = None,
) -> Participant:
    """Record a vendor or outside body that takes part in finding the cause. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, incident)
        require_real(incident)
        require_text(organisation=organisation, part=part)
        require_past(contacted_at=contacted_at)
        return entry.save(
            Participant(
                institution=incident.institution,
                incident=incident,
                organisation=organisation.strip(),
                person=person.strip(),
                part=part.strip(),
                contacted_at=contacted_at or clock.now(),
            )
        )


def add_measure(
    *,
    by: Person,
    incident: Incident,
    cause: str,
    title: str,
    body: str,
    addressee: Person,
    due_on: date,
    addressee_role: str = "",
) -> Measure:
    """Add a measure against a cause; the directive to whoever carries it out is issued with it.

    The directive is accepted by somebody else than who reports on it: that is its verification.
    Raises PermissionDenied; ValidationError. Source: 経営管理編 1.2.2 善後策 ②
    """
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, incident)
        require_real(incident)
        require_text(cause=cause, title=title, body=body)
        directive = directives.issue_directive(
            by=by,
            addressee=addressee,
            title=title,
            body=body,
            due_on=due_on,
            obligation_id=PREVENTS,
            origin=ref_of(incident),
            addressee_role=addressee_role,
        )
        return entry.save(
            Measure(
                institution=incident.institution,
                incident=incident,
                cause=cause.strip(),
                title=title.strip(),
                directive=directive,
            )
        )


def announce_measure(*, by: Person, measure: Measure, announced_on: date, announced_how: str) -> Measure:
    """Record that the staff concerned were told of a measure, and how. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.work") as entry:
        require_house(by, measure)
        require_text(announced_how=announced_how)
        require_not_future(announced_on=announced_on)
        measure.announced_on, measure.announced_how = announced_on, announced_how.strip()
        return entry.save(measure)


def note_reentry(*, by: Person, incident: Incident, what: str, on_paper: int) -> PaperReentry:
    """List paper records that have to be entered again, with their number. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, incident)
        require_real(incident)
        require_text(what=what)
        return entry.save(
            PaperReentry(
                institution=incident.institution, incident=incident, what=what.strip(), on_paper=on_paper
            )
        )


def check_reentry(*, by: Person, reentry: PaperReentry, entered: int, difference: str = "") -> PaperReentry:
    """Record how many were entered, counted against the paper; a difference needs its reason.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, reentry.incident)
        if entered != reentry.on_paper and not difference.strip():
            raise ValidationError({"difference": _("件数が合わないときは、差の理由を書いてください。")})
        reentry.entered, reentry.difference = entered, difference.strip()
        reentry.checked_by, reentry.checked_at = by, clock.now()
        return entry.save(reentry)


def write_review(
    *, by: Person, incident: Incident, held_on: date, went_badly: str, changes: str, went_well: str = ""
) -> PostReview:
    """Write the review after the incident, or change it until it was reported.

    Raises PermissionDenied; ValidationError; StaleRecord. Source: 経営管理編 1.2.2 善後策 ②
    """
    with writing(by=by, action="incidents.work") as entry:
        require_house(by, incident)
        require_real(incident)
        if incident.status not in (IncidentStatus.OPEN, IncidentStatus.CLOSED):
            raise ValidationError(_("対応を始めた事故だけを検証します。"))
        require_text(went_badly=went_badly, changes=changes)
        require_not_future(held_on=held_on)
        review = PostReview.objects.filter(incident=incident).first()
        if review is None:
            review = PostReview(institution=incident.institution, incident=incident)
        elif review.state != ReviewState.DRAFT:
            raise ValidationError(_("事後検証は報告済みです。"))
        review.held_on, review.written_by = held_on, by
        review.went_well, review.went_badly = went_well.strip(), went_badly.strip()
        review.changes = changes.strip()
        return entry.save(review)


def report_review(*, by: Person, review: PostReview, approver: Person) -> Decision:
    """Report the review to an executive, who decides on the changes it proposes. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.request") as entry:
        require_house(by, review)
        if review.state != ReviewState.DRAFT:
            raise ValidationError(_("事後検証は報告済みです。"))
        decision = decisions.request_decision(
            by=by,
            kind=REVIEW,
            subject=review,
            question=_("事故 %(number)s の事後検証による規程・BCPの変更を認めるか")
            % {"number": review.incident.number},
            summary=review.changes,
            steps=[Step(StepKind.APPROVE, approver)],
        )
        review.state, review.reported_on, review.decision = ReviewState.REPORTED, clock.today(), decision
        entry.save(review)
        return decision


def judge_review(*, decision: Decision, review: PostReview) -> PostReview:
    """After the executive's decision, whichever it was."""
    with writing(
        by=decision.decided_by, action="incidents.follow_decision", institution=review.institution
    ) as entry:
        review.state = ReviewState.JUDGED
        return entry.save(review)


def reopen_review(*, institution: Institution, review: PostReview) -> PostReview:
    """The request ended undecided: the review is a draft again."""
    with writing(by=None, action="incidents.follow_decision", institution=institution) as entry:
        review.state, review.reported_on = ReviewState.DRAFT, None
        return entry.save(review)


def ask_closing(*, by: Person, incident: Incident, summary: str, approver: Person) -> Decision:
    """Ask an executive to accept what was found and to close the incident; the list must be complete.

    Raises PermissionDenied; ValidationError naming what is missing. Source: 経営管理編 1.2.2 善後策 ①
    """
    with writing(by=by, action="incidents.request"):
        require_open(by, incident)
        require_real(incident)
        require_text(summary=summary)
        return decisions.request_decision(
            by=by,
            kind=CLOSE,
            subject=incident,
            question=_("事故 %(number)s「%(title)s」を終結してよいか")
            % {"number": incident.number, "title": incident.title},
            summary=summary,
            steps=[Step(StepKind.APPROVE, approver)],
        )


def close_incident(*, decision: Decision, incident: Incident) -> Incident:
    """The executive accepted it: the incident is closed from today."""
    by = decision.decided_by
    assert by is not None
    with writing(by=by, action="incidents.follow_decision", note=decision.number) as entry:
        incident.status, incident.closed_on, incident.closing = IncidentStatus.CLOSED, clock.today(), decision
        text = _("終結を決めた（%(name)s）") % {"name": by.title_and_name}
        add_line(entry, by, incident, LineKind.STATE, text, decision=decision)
        return entry.save(incident)
