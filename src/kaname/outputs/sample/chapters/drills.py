"""Drills: one that was held with the director, evaluated and mended; and one that is planned."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.directives import services as directives
from kaname.outputs.sample.stage import Stage, fresh, read
from kaname.rooms.incidents import services

Facts = dict[str, Any]


def tell(stage: Stage) -> None:
    """The drill is planned, held, evaluated, mended and accepted; the next one is planned."""
    words: Facts = read("drills.yaml")
    held, planned = words["held"], words["planned"]
    day = held["day"]
    stage.on(day - 21, partial(_plan, stage, held, "held"))
    stage.on(day, partial(_play, stage, held))
    stage.on(day + 2, partial(_evaluate, stage, held))
    stage.on(day + 4, partial(_accept, stage))
    for n, finding in enumerate(held["findings"]):
        stage.on(day + finding["due"] - 3, partial(_mended, stage, finding, n))
    stage.on(planned["planned"], partial(_plan, stage, planned, "planned"))


def _plan(stage: Stage, facts: Facts, name: str) -> None:
    by = stage.person("miura")
    drill = services.plan_drill(
        by=by,
        planned_on=stage.working_day(facts["day"]),
        scenario=facts["scenario"],
        purpose=facts["purpose"],
        place=facts["place"],
    )
    for who, role in facts["people"]:
        services.add_to_drill(by=by, drill=drill, person=stage.person(who), role=role)
    for guest in facts.get("guests", ()):
        services.add_to_drill(by=by, drill=drill, guest=guest, part="OBSERVER")
    stage.rows[f"drill {name}"] = drill


def _play(stage: Stage, facts: Facts) -> None:
    """An hour of one afternoon, minute by minute."""
    by = stage.person("miura")
    start = datetime.combine(clock.today(), time.fromisoformat(facts["at"]), clock.JST)
    with clock.at(start):
        drill = services.start_drill(by=by, drill=fresh(stage.rows["drill held"]))
    for act in facts["acts"]:
        with clock.at(start + timedelta(minutes=act["minute"])):
            _act(stage, drill.incident, act)
    with clock.at(start + timedelta(minutes=facts["end"])):
        for expectation, value, note in facts["marks"]:
            services.mark_expectation(
                by=by, drill=fresh(drill), expectation=expectation, value=value, note=note
            )
        services.end_drill(by=by, drill=fresh(drill))


def _act(stage: Stage, incident: Any, act: Facts) -> None:
    by, inject = stage.person(act["by"]), act["inject"]
    if "moment" in act:
        services.decide_on_the_spot(
            by=by,
            incident=incident,
            moment=act["moment"],
            text=act["text"],
            reason=act.get("reason", ""),
            inject=inject,
        )
    else:
        services.write_line(by=by, incident=incident, text=act["text"], kind=act["kind"], inject=inject)


def _evaluate(stage: Stage, facts: Facts) -> None:
    by = stage.person("miura")
    drill = services.evaluate_drill(
        by=by, drill=fresh(stage.rows["drill held"]), went_well=facts["well"], went_badly=facts["badly"]
    )
    stage.rows["drill findings"] = [
        services.add_finding(
            by=by,
            drill=drill,
            what=row["what"],
            title=row["title"],
            body=row["body"],
            addressee=stage.person(row["to"]),
            due_on=stage.working_day(facts["day"] + row["due"]),
        )
        for row in facts["findings"]
    ]
    stage.rows["drill decision"] = services.report_drill(
        by=by, drill=fresh(drill), approver=stage.person("saeki")
    )


def _accept(stage: Stage) -> None:
    decisions.act_on_step(
        by=stage.person("saeki"), decision=fresh(stage.rows["drill decision"]), choice="APPROVE"
    )


def _mended(stage: Stage, finding: Facts, n: int) -> None:
    directive = stage.rows["drill findings"][n].directive
    directives.report(by=stage.person(finding["to"]), directive=fresh(directive), body=finding["reported"])
    directives.accept(by=stage.person("saeki"), directive=fresh(directive))
