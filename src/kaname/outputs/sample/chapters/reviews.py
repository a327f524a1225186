"""Status reports and their verdicts, and the management review with its improvements; the words lie in `reviews.yaml`."""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year, fiscal_year_label
from kaname.foundation.decisions import services as decisions
from kaname.foundation.directives import services as directives
from kaname.foundation.directives.models import Directive
from kaname.foundation.meetings import services as meetings
from kaname.foundation.meetings.models import Meeting
from kaname.foundation.meetings.services import Invitation
from kaname.outputs.sample.stage import Stage, files, fresh, read
from kaname.rooms.planning.selectors.reports import report_standing
from kaname.rooms.planning.services import reports, reviews

Facts = dict[str, Any]
DIRECTOR = "saeki"
NEW_MANAGER = -148
REVIEW = "planning.management_review"


def tell(stage: Stage) -> None:
    """Each report with what became of it, then the review."""
    book = read("reviews.yaml")
    for number, facts in enumerate(book["reports"]):
        _tell_report(stage, number, facts)
    _tell_review(stage, book["review"])


def _tell_report(stage: Stage, number: int, facts: Facts) -> None:
    stage.on(facts["sent"] - 3, partial(_write, stage, number, facts))
    stage.on(facts["sent"], partial(_send, stage, number))
    if "verdict" in facts:
        stage.on(facts["verdict"][0], partial(_judge, stage, number, *facts["verdict"][1:]))
    if again := facts.get("again"):
        stage.on(again["sent"], partial(_send_again, stage, number, again))
        stage.on(again["verdict"][0], partial(_judge, stage, number, *again["verdict"][1:]))
    if order := facts.get("order"):
        stage.on(facts["verdict"][0] + 1, partial(_order, stage, number, order))
        _tell_directive(stage, ("report order", number), order)


def _planner(stage: Stage) -> Person:
    """Whoever was planning manager then."""
    return stage.person("miura" if clock.today() > stage.day(NEW_MANAGER) else "yano")


def _write(stage: Stage, number: int, facts: Facts) -> None:
    by, institution = _planner(stage), stage.institution
    starts_on, ends_on = report_standing(institution, facts["kind"], clock.today()).next_period
    report = reports.begin_report(by=by, kind=facts["kind"], starts_on=starts_on, ends_on=ends_on)
    stage.rows["report", number] = reports.write_report(
        by=by,
        report=report,
        title=report.title,
        starts_on=starts_on,
        ends_on=ends_on,
        assessment=facts["assessment"],
        comment=facts["comment"],
        proposals=facts.get("proposals", ""),
        comments=facts.get("comments", {}),
    )


def _send(stage: Stage, number: int) -> None:
    report = fresh(stage.rows["report", number])
    stage.rows["report", number] = reports.send_report(
        by=_planner(stage), report=report, addressee=stage.person(DIRECTOR)
    )


def _judge(stage: Stage, number: int, choice: str, reason: str) -> None:
    decision = fresh(stage.rows["report", number]).decision
    decisions.act_on_step(by=stage.person(DIRECTOR), decision=decision, choice=choice, reason=reason)


def _send_again(stage: Stage, number: int, again: Facts) -> None:
    by = _planner(stage)
    report = reports.revise_report(by=by, report=fresh(stage.rows["report", number]))
    stage.rows["report", number] = reports.write_report(
        by=by,
        report=report,
        title=report.title,
        starts_on=report.starts_on,
        ends_on=report.ends_on,
        assessment=report.assessment,
        comment=again["comment"],
        proposals=report.proposals,
        comments=report.comments,
        change_note=again["change_note"],
    )
    _send(stage, number)


def _order(stage: Stage, number: int, order: Facts) -> None:
    stage.rows["report order", number] = reports.order_improvement(
        by=stage.person(DIRECTOR),
        report=fresh(stage.rows["report", number]),
        addressee=stage.person(order["to"]),
        title=order["title"],
        body=order["body"],
        due_on=stage.day(order["due"]),
    )


def _tell_directive(stage: Stage, key: Any, facts: Facts) -> None:
    """What its addressee and its issuer then do."""
    if "acknowledge" in facts:
        stage.on(facts["acknowledge"], partial(_acknowledge, stage, key, facts))
    if "report" in facts:
        stage.on(facts["report"][0], partial(_report, stage, key, facts))
        stage.on(facts["accept"][0], partial(_accept, stage, key, facts["accept"][1]))


def _directive(stage: Stage, key: Any) -> Directive:
    row: Directive = fresh(stage.rows[key])
    return row


def _acknowledge(stage: Stage, key: Any, facts: Facts) -> None:
    directives.acknowledge(by=stage.person(facts["to"]), directive=_directive(stage, key))


def _report(stage: Stage, key: Any, facts: Facts) -> None:
    _day, body, names = facts["report"]
    by = stage.person(facts["to"])
    directives.report(by=by, directive=_directive(stage, key), body=body, files=files(names))


def _accept(stage: Stage, key: Any, comment: str) -> None:
    directives.accept(by=stage.person(DIRECTOR), directive=_directive(stage, key), comment=comment)


def _tell_review(stage: Stage, facts: Facts) -> None:
    stage.on(facts["planned"], partial(_plan, stage, facts))
    stage.on(facts["held"], partial(_hold, stage, facts))
    stage.on(facts["confirmed"], partial(_confirm, stage))
    for number, improvement in enumerate(facts["improvements"]):
        _tell_directive(stage, ("improvement", number), improvement)


def _plan(stage: Stage, facts: Facts) -> None:
    held_on = stage.working_day(facts["held"])
    stage.rows["review"] = meetings.plan_meeting(
        by=stage.person(facts["secretary"]),
        kind=REVIEW,
        title=f"{fiscal_year_label(fiscal_year(held_on))} {facts['title']}",
        planned_on=held_on,
        chair=stage.person(facts["chair"]),
        secretary=stage.person(facts["secretary"]),
        place=facts["place"],
        people=[Invitation(stage.person(key)) for key in facts["people"]],
    )


def _hold(stage: Stage, facts: Facts) -> None:
    """Held, written up, and its improvements ordered on the same day."""
    by, chair = stage.person(facts["secretary"]), stage.person(facts["chair"])
    present = [stage.ids[key] for key in facts["people"]]
    meeting = meetings.hold_meeting(
        by=by, meeting=fresh(stage.rows["review"]), held_on=clock.today(), present=present
    )
    names = ("control", "control_reason", "result", "remarks", "briefed")
    reviews.write_review(by=by, meeting=meeting, outcome="IMPROVE", **{name: facts[name] for name in names})
    for number, improvement in enumerate(facts["improvements"]):
        stage.rows["improvement", number] = reviews.order_in_review(
            by=chair,
            meeting=meeting,
            addressee=stage.person(improvement["to"]),
            title=improvement["title"],
            body=improvement["body"],
            due_on=stage.day(improvement["due"]),
        )


def _confirm(stage: Stage) -> None:
    meeting: Meeting = fresh(stage.rows["review"])
    meetings.close_minutes(by=stage.person(DIRECTOR), meeting=meeting)
