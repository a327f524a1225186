"""Two alarms of the past: one that was none, and a letter sent to the wrong clinic, from the alarm to its end."""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.selectors import decision_of
from kaname.foundation.directives import services as directives
from kaname.outputs.sample.stage import Stage, fresh, read
from kaname.rooms.incidents import services
from kaname.rooms.incidents.keys import CLOSE, WAIVE

Facts = dict[str, Any]
TEAM = -240


def tell(stage: Stage) -> None:
    """The team is named; then each alarm takes its course."""
    words: Facts = read("incidents.yaml")
    stage.on(TEAM, partial(_team, stage, words["team"]))
    false_alarm, letter = words["false_alarm"], words["letter"]
    stage.on(false_alarm["day"], partial(_false_alarm, stage, false_alarm))
    day = letter["day"]
    stage.on(day, partial(_begin, stage, letter))
    for n, report in enumerate(letter["reports"]):
        stage.on(day + report["after"], partial(_report, stage, report, n))
    stage.on(day + 4, partial(_find_out, stage, letter))
    stage.on(day + 4, partial(_ask_waiver, stage, letter["waiver"]))
    stage.on(day + 5, partial(_waive, stage))
    stage.on(day + 6, partial(_prevent, stage, letter))
    stage.on(day + 20, partial(_prevented, stage, letter))
    stage.on(day + 24, partial(_ask_end, stage, letter))
    stage.on(day + 26, partial(_end, stage))


def _team(stage: Stage, rows: list[Facts]) -> None:
    for row in rows:
        services.name_member(
            by=stage.person("takagi"),
            person=stage.person(row["who"]),
            part=row["part"],
            is_lead=row.get("lead", False),
        )


def _false_alarm(stage: Stage, facts: Facts) -> None:
    alarm = services.raise_alarm(by=stage.person(facts["by"]), what=facts["what"], place=facts["place"])
    services.dismiss(by=stage.person("nakano"), incident=alarm, reason=facts["reason"])


def _incident(stage: Stage) -> Any:
    return fresh(stage.rows["letter"])


def _begin(stage: Stage, facts: Facts) -> None:
    by = stage.person("miura")
    incident = services.raise_alarm(by=stage.person(facts["by"]), what=facts["what"], place=facts["place"])
    stage.rows["letter"] = incident
    services.declare(by=by, incident=incident, title=facts["title"], severity="MINOR")
    services.assign_role(by=by, incident=incident, role="COMMANDER", person=stage.person("takagi"))
    for line in facts["log"]:
        services.write_line(by=by, incident=incident, text=line["text"], kind=line["kind"])
    services.revise_facts(by=by, incident=incident, **facts["first"])


def _report(stage: Stage, facts: Facts, _n: int) -> None:
    by, incident = stage.person("miura"), _incident(stage)
    report = services.draft_report(by=by, incident=incident, clock_id=facts["clock"])
    services.record_sent(
        by=by,
        report=report,
        channel=facts["channel"],
        recipient=facts["to"],
        receipt=facts.get("receipt", ""),
    )


def _find_out(stage: Stage, facts: Facts) -> None:
    services.revise_facts(by=stage.person("miura"), incident=_incident(stage), **facts["found"])


def _ask_waiver(stage: Stage, facts: Facts) -> None:
    services.ask_waiver(
        by=stage.person("miura"),
        incident=_incident(stage),
        clock_id=facts["clock"],
        exemption="",
        grounds=facts["grounds"],
        approver=stage.person("saeki"),
    )


def _waive(stage: Stage) -> None:
    decision = decision_of(_incident(stage), WAIVE)
    assert decision is not None
    decisions.act_on_step(
        by=stage.person("saeki"), decision=decision, choice="APPROVE", reason="機器の異常ではない。"
    )


def _prevent(stage: Stage, facts: Facts) -> None:
    measure = services.add_measure(
        by=stage.person("takagi"),
        incident=_incident(stage),
        addressee=stage.person("miura"),
        due_on=stage.day(facts["day"] + 22),
        **facts["measure"],
    )
    stage.rows["letter measure"] = measure


def _prevented(stage: Stage, facts: Facts) -> None:
    measure = fresh(stage.rows["letter measure"])
    directives.report(by=stage.person("miura"), directive=measure.directive, body=facts["reported"])
    directives.accept(by=stage.person("saeki"), directive=fresh(measure.directive))
    services.announce_measure(
        by=stage.person("miura"),
        measure=measure,
        announced_on=clock.today(),
        announced_how=facts["announced"],
    )


def _ask_end(stage: Stage, facts: Facts) -> None:
    services.ask_closing(
        by=stage.person("takagi"),
        incident=_incident(stage),
        summary=facts["summary"],
        approver=stage.person("saeki"),
    )


def _end(stage: Stage) -> None:
    decision = decision_of(_incident(stage), CLOSE)
    assert decision is not None
    decisions.act_on_step(by=stage.person("saeki"), decision=decision, choice="APPROVE")
