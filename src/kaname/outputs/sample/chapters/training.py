"""Training in the sample hospital: five courses, their material in versions, two rounds, and a few who are missing."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.audiences.crowd import members
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.calendar import clock
from kaname.outputs.sample.stage import Stage, fresh, read
from kaname.rooms.documents.selectors import current_version
from kaname.rooms.training import services
from kaname.rooms.training.services import CompletionLine, QuestionLine

Facts = dict[str, Any]
MANAGER = "takagi"


def tell(stage: Stage) -> None:
    """Each course is written and opened; its material is revised; people complete it in rounds, some on-line."""
    for facts in read("training.yaml")["courses"]:
        stage.on(facts["begun"], partial(_begin, stage, facts))
        for version in facts["versions"]:
            stage.on(version["day"], partial(_write, stage, facts["key"], version))
        stage.on(facts["versions"][0]["day"] + 1, partial(_open, stage, facts["key"]))
        for turn in facts["rounds"]:
            stage.on(turn["to"], partial(_complete, stage, facts, turn))
        for key, day in facts["online"].items():
            stage.on(day, partial(_answer, stage, facts["key"], key))


def _begin(stage: Stage, facts: Facts) -> None:
    stage.rows["course", facts["key"]] = services.create_course(
        by=stage.person(MANAGER),
        title=facts["title"],
        kind=facts["kind"],
        aims=facts["aims"],
        audience=Audience.of_json(facts["audience"]),
        newcomer_days=facts.get("newcomer_days", 30),
        pass_mark=60,
    )


def _write(stage: Stage, key: str, version: Facts) -> None:
    by, today = stage.person(MANAGER), clock.today()
    documents = [stage.rows["document", name] for name in version["teaches"]]
    taught = [row for document in documents if (row := current_version(document, today))]
    material = services.write_material(
        by=by,
        course=fresh(stage.rows["course", key]),
        way=version["way"],
        body=version["body"],
        change_note=version["note"],
        teaches=taught,
        questions=[
            QuestionLine(q["text"], q["options"], q["correct"], q["why"])
            for q in version.get("questions", ())
        ],
    )
    services.publish_material(by=by, material=material)
    stage.rows["material", key] = material


def _open(stage: Stage, key: str) -> None:
    services.open_course(by=stage.person(MANAGER), course=fresh(stage.rows["course", key]))


def _complete(stage: Stage, facts: Facts, turn: Facts) -> None:
    """One round is entered from the lists that the departments handed in."""
    by, course = stage.person(MANAGER), fresh(stage.rows["course", facts["key"]])
    found = set(members(stage.institution, course.rule, clock.today())) - _left_out(stage, facts, turn)
    if turn.get("rest"):
        found -= set(course.completions.values_list("person_id", flat=True))
    people = Person.objects.of(stage.institution).filter(pk__in=found).order_by("pk")
    dice = random.Random(f"{facts['key']} {turn['to']}")  # noqa: S311  (the same hospital every time)
    lines = [_line(stage, course, person, turn, dice) for person in people]
    services.record_completions(by=by, lines=lines, note="部署から集めた受講の名簿")


def _left_out(stage: Stage, facts: Facts, turn: Facts) -> set[int]:
    is_last = turn is facts["rounds"][-1]
    names = [*turn.get("without", ()), *(facts["online"] if is_last else ())]
    return {stage.ids[name] for name in names if name in stage.ids}


def _line(stage: Stage, course: Any, person: Person, turn: Facts, dice: random.Random) -> CompletionLine:
    day = stage.working_day(dice.randrange(turn["from"], turn["to"]))
    return CompletionLine(person, course, max(day, person.starts_on))


def _answer(stage: Stage, key: str, reader: str) -> None:
    """Somebody answers in Kaname, not always rightly at once."""
    by, material = stage.person(reader), fresh(stage.rows["material", key])
    questions = list(material.questions.order_by("order"))
    wrong = {q.pk: [next(i for i in range(len(q.options)) if i not in q.correct)] for q in questions}
    if len(reader) % 2:
        services.answer_quiz(by=by, material=material, answers=wrong)
    services.answer_quiz(by=by, material=material, answers={q.pk: q.correct for q in questions})
