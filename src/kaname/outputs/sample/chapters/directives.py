"""What people are told to do, and how they answer; the words lie in `directives.yaml`."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from kaname.foundation.calendar import clock
from kaname.foundation.directives import services
from kaname.outputs.sample.stage import LAST, Stage, files, fresh, read

Facts = dict[str, Any]


def tell(stage: Stage) -> None:
    """Each directive with its moves; a standing one goes round by its own due days."""
    for facts in read("directives.yaml"):
        stage.on(facts["issued"], partial(_issue, stage, facts))
        for day, move, *words in facts.get("moves", ()):
            stage.on(day, partial(_move, stage, facts, move, *words))
        if "cycle" in facts:
            stage.on(facts["issued"] + 1, partial(_begin_cycle, stage, facts))


def _issuer(stage: Stage, facts: Facts) -> str:
    """Who issued it: for one handed down, the addressee of the one above."""
    return str(facts["by"] if "by" in facts else stage.rows["directive facts", facts["parent"]]["to"])


def _issue(stage: Stage, facts: Facts) -> None:
    stage.rows["directive facts", facts["key"]] = facts
    said = {
        "by": stage.person(_issuer(stage, facts)),
        "addressee": stage.person(facts["to"]),
        "title": facts["title"],
        "body": facts["body"],
        "due_on": stage.day(facts["due"]),
    }
    if "parent" in facts:
        row = services.hand_down(directive=fresh(stage.rows["directive", facts["parent"]]), **said)
    else:
        more = {"obligation_id": facts.get("obligation", ""), "recurrence": facts.get("recurrence", "NONE")}
        row = services.issue_directive(**said, **more)
    stage.rows["directive", facts["key"]] = row


def _move(stage: Stage, facts: Facts, move: str, text: str = "", extra: Any = None) -> None:
    directive = fresh(stage.rows["directive", facts["key"]])
    over = stage.person(_issuer(stage, facts))
    if move == "acknowledge":
        services.acknowledge(by=stage.person(facts["to"]), directive=directive)
    elif move == "report":
        services.report(
            by=stage.person(facts["to"]), directive=directive, body=text, files=files(extra or ())
        )
    elif move == "accept":
        services.accept(by=over, directive=directive, comment=text)
    elif move == "return":
        due_on = stage.day(extra["due"]) if extra else None
        services.return_report(by=over, directive=directive, reason=text, due_on=due_on)
    elif move == "withdraw":
        services.withdraw(by=over, directive=directive, reason=text)
    elif move == "remind":
        services.remind(by=over, directive=directive)
    else:
        raise ValueError(move)


def _begin_cycle(stage: Stage, facts: Facts) -> None:
    _move(stage, facts, "acknowledge")
    _next_report(stage, facts, 0)


def _next_report(stage: Stage, facts: Facts, turn: int) -> None:
    """Report three days before the due day, if that lies behind today."""
    due_on = fresh(stage.rows["directive", facts["key"]]).deadline_on
    offset = (due_on - timedelta(days=4) - stage.today).days
    if offset + 2 <= LAST - 1:
        stage.on(offset, partial(_report, stage, facts, turn))


def _report(stage: Stage, facts: Facts, turn: int) -> None:
    cycle = facts["cycle"]
    names = [name.replace(".", f"_{clock.today():%Y-%m}.") for name in cycle.get("files", ())]
    _move(stage, facts, "report", cycle["texts"][turn % len(cycle["texts"])], names)
    judge_on = stage.working_day((clock.today() - stage.today).days + 2)
    stage.on_day(max(judge_on, clock.today()), partial(_accept, stage, facts, turn))


def _accept(stage: Stage, facts: Facts, turn: int) -> None:
    _move(stage, facts, "accept", facts["cycle"]["accept"])
    _next_report(stage, facts, turn + 1)
