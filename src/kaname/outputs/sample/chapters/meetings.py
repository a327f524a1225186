"""The committee's members and its meetings, with minutes and what came of them; the words lie in `meetings.yaml`."""

from __future__ import annotations

from datetime import time
from functools import partial
from typing import Any

from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import StepKind
from kaname.foundation.decisions.services import Step
from kaname.foundation.directives import services as directives
from kaname.foundation.meetings import services
from kaname.foundation.meetings.services import Invitation, Line
from kaname.outputs.sample.stage import Stage, files, fresh, read
from kaname.rooms.organisation import services as organisation
from kaname.rooms.organisation.meetings import COMMITTEE

Facts = dict[str, Any]
CHAIR = "saeki"
SEATED = -289
NEW_MANAGER = -148
NOTICE_DAYS, CONFIRM_DAYS = 14, 3


def tell(stage: Stage) -> None:
    """Members take their seats; each meeting is called, held, written up and confirmed; the next one is planned."""
    book = read("meetings.yaml")
    stage.on(SEATED, partial(_seat_all, stage, book["seats"]))
    for facts in book["meetings"]:
        day = facts["day"]
        stage.on(max(day - NOTICE_DAYS, SEATED + 1), partial(_plan, stage, facts, book["seats"]))
        stage.on(day, partial(_hold, stage, facts))
        stage.on(day + CONFIRM_DAYS, partial(_confirm, stage, day))
        for order in facts.get("orders", ()):
            for when, move, *words in order["moves"]:
                stage.on(when, partial(_move, stage, order, move, *words))
        if question := facts.get("question"):
            stage.on(day + question["decided"], partial(_decide, stage, question))
        if addendum := facts.get("addendum"):
            stage.on(day + addendum["after"], partial(_add, stage, day, addendum["text"]))
    stage.on(-5, partial(_plan_next, stage, book["next"], book["seats"]))


def _writer(stage: Stage) -> str:
    """Whoever was planning manager then keeps the minutes."""
    return "miura" if clock.today() > stage.day(NEW_MANAGER) else "yano"


def _seat_all(stage: Stage, seats: list[Any]) -> None:
    """The first members; who comes later takes the seat when their day comes."""
    for key, capacity, *more in seats:
        period = more[0] if more else {}
        if "from" in period:
            stage.on(period["from"], partial(_seat, stage, key, capacity))
        else:
            _seat(stage, key, capacity)
        if "to" in period:
            stage.on(period["to"], partial(_leave, stage, key))


def _seat(stage: Stage, key: str, capacity: str) -> None:
    stage.rows["seat", key] = organisation.seat_member(
        by=stage.person(CHAIR),
        committee=fresh(stage.rows["committee"]),
        person=stage.person(key),
        capacity=capacity,
    )


def _leave(stage: Stage, key: str) -> None:
    seat = fresh(stage.rows["seat", key])
    organisation.unseat_member(by=stage.person(CHAIR), member=seat, ends_on=clock.today())


def _sitting(seats: list[Any], day: int) -> list[tuple[str, str]]:
    """Who sits on the committee on a day, and for what."""
    periods = [(key, capacity, more[0] if more else {}) for key, capacity, *more in seats]
    return [
        (key, capacity)
        for key, capacity, period in periods
        if period.get("from", day) <= day <= period.get("to", day)
    ]


def _call(stage: Stage, facts: Facts, seats: list[Any], items: list[Line]) -> Any:
    chair = stage.person(CHAIR)
    called = [Invitation(chair, "委員長")]
    called += [Invitation(stage.person(key), said) for key, said in _sitting(seats, facts["day"])]
    writer = stage.person(_writer(stage))
    return services.plan_meeting(
        by=writer,
        kind=COMMITTEE,
        subject=ref_of(stage.rows["committee"]),
        title=facts["title"],
        planned_on=stage.working_day(facts["day"]),
        begins=time(16),
        ends=time(16, 45),
        place="本館3階 第一会議室",
        chair=chair,
        secretary=writer,
        people=called,
        items=items,
    )


def _plan(stage: Stage, facts: Facts, seats: list[Any]) -> None:
    topics = [Line(item["topic"]) for item in facts["items"]]
    stage.rows["meeting", facts["day"]] = _call(stage, facts, seats, topics)


def _plan_next(stage: Stage, facts: Facts, seats: list[Any]) -> None:
    _call(stage, facts, seats, [Line(topic) for topic in facts["topics"]])


def _hold(stage: Stage, facts: Facts) -> None:
    """It takes place: who came, what was said, what was ordered and asked."""
    meeting, writer = fresh(stage.rows["meeting", facts["day"]]), stage.person(_writer(stage))
    absent = {stage.ids[key] for key in facts["absent"]}
    present = {a.person_id for a in meeting.attendances.all()} - absent
    services.hold_meeting(by=writer, meeting=meeting, held_on=clock.today(), present=present)
    items = [Line(i["topic"], i["discussion"].strip(), i["conclusion"]) for i in facts["items"]]
    services.write_minutes(by=writer, meeting=meeting, items=items, result=facts["result"])
    for order in facts.get("orders", ()):
        stage.rows["meeting order", order["title"]] = services.order(
            by=stage.person(CHAIR),
            meeting=meeting,
            addressee=stage.person(order["to"]),
            title=order["title"],
            body=order["body"],
            due_on=stage.day(order["due"]),
        )
    if question := facts.get("question"):
        stage.rows["meeting question"] = services.ask_decision(
            by=writer,
            meeting=meeting,
            question=question["question"],
            summary=question["summary"],
            text=question["text"],
            steps=[Step(StepKind.APPROVE, stage.person(CHAIR))],
        )


def _decide(stage: Stage, question: Facts) -> None:
    decisions.act_on_step(
        by=stage.person(CHAIR),
        decision=fresh(stage.rows["meeting question"]),
        choice="YES",
        reason=question["reason"],
    )


def _confirm(stage: Stage, day: int) -> None:
    services.close_minutes(by=stage.person(CHAIR), meeting=fresh(stage.rows["meeting", day]))


def _add(stage: Stage, day: int, text: str) -> None:
    services.add_addendum(
        by=stage.person(_writer(stage)), meeting=fresh(stage.rows["meeting", day]), text=text
    )


def _move(stage: Stage, facts: Facts, move: str, text: str = "", attached: Any = ()) -> None:
    directive, addressee = fresh(stage.rows["meeting order", facts["title"]]), stage.person(facts["to"])
    if move == "acknowledge":
        directives.acknowledge(by=addressee, directive=directive)
    elif move == "report":
        directives.report(by=addressee, directive=directive, body=text, files=files(attached))
    else:
        directives.accept(by=stage.person(CHAIR), directive=directive, comment=text)
