"""Plain factories: a course that is given, completions of it, and a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.models import Completion, Course, Session
from kaname.rooms.training.services import CompletionLine, QuestionLine

QUESTION = QuestionLine(
    "知らない差出人のメールに請求書が付いていました。どうしますか。",
    ["開いて確かめる", "開かずに知らせる"],
    [1],
    "開かずに情報システム課へ知らせます。",
)


def make_course(
    by: Person,
    *,
    teaches: Sequence[Any] = (),
    questions: Sequence[QuestionLine] = (),
    title: str = "標的型メールへの備え",
    **said: Any,
) -> Course:
    """A course with one published version of its material, given from today on."""
    course = services.create_course(by=by, title=title, **said)
    material = services.write_material(
        by=by, course=course, body="# 開く前に\n\n差出人を確かめます。", teaches=teaches, questions=questions
    )
    services.publish_material(by=by, material=material)
    return services.open_course(by=by, course=course)


def complete(by: Person, course: Course, person: Person, day: date) -> Completion:
    """A completion on a day, as an imported record."""
    return services.record_completions(by=by, lines=[CompletionLine(person, course, day)])[0]


def make_session(by: Person, *, course: Course | None = None, **said: Any) -> Session:
    """A session planned for today in the hall."""
    usual: dict[str, Any] = {
        "held_on": clock.today(),
        "starts": time(17, 30),
        "ends": time(18, 15),
        "place": "講堂",
        "teacher": "高木",
    }
    return services.plan_session(by=by, course=course or make_course(by), **{**usual, **said})
