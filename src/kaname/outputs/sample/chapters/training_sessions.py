"""In-person sessions of the sample hospital: two held, by phone and by signed sheet, and one planned for next week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import partial

from kaname.foundation.access.models import Person
from kaname.outputs.sample.stage import Stage, files, fresh
from kaname.rooms.training import services
from kaname.rooms.training.services import SheetLines

MANAGER = "takagi"
AHEAD_DAYS = 14


@dataclass(frozen=True)
class Lesson:
    """A session: when it is, whom it expects, who signs in by phone, who signs the sheet and with what score."""

    course: str
    day: int
    place: str
    teacher: str
    invited: tuple[str, ...]
    phones: tuple[str, ...] = ()
    signed: tuple[tuple[str, int | None], ...] = ()


HELD = (
    Lesson(
        "ransomware", -178, "2階 講堂", "情報システム課長　矢野 隆",
        ("hirose", "kuwata", "nagano", "sonoda", "hoshino", "mori", "sakuma", "tsukada", "imai", "kanda"),
        ("mori", "nagano"),
        (("hirose", 100), ("kuwata", 50), ("sonoda", 100), ("hoshino", 100), ("imai", 100)),
    ),
    Lesson(
        "privacy", -30, "西3病棟 カンファレンス室", "診療情報管理部長　高木 玲子",
        ("nagano", "mori", "miyagi", "sakuma", "hatano"),
        ("mori", "miyagi"),
        (("nagano", None), ("sakuma", None)),
    ),
)  # fmt: skip
PLANNED = Lesson(
    "ransomware", 7, "2階 講堂", "情報システム課長補佐　三浦 香織", ("tezuka", "nitta", "uehara", "aizawa")
)
STARTS, ENDS = time(8, 45), time(9, 15)


def tell(stage: Stage) -> None:
    """Each is planned two weeks ahead, held on its day, and closed on the next."""
    for lesson in HELD:
        stage.on(lesson.day - AHEAD_DAYS, partial(_plan, stage, lesson))
        stage.on(lesson.day, partial(_hold, stage, lesson))
        stage.on(lesson.day + 1, partial(_close, stage, lesson))
    stage.on(PLANNED.day - AHEAD_DAYS, partial(_plan, stage, PLANNED))


def _people(stage: Stage, keys: tuple[str, ...]) -> list[Person]:
    return [stage.person(key) for key in keys if key in stage.ids]


def _plan(stage: Stage, lesson: Lesson) -> None:
    stage.rows["session", lesson.day] = services.plan_session(
        by=stage.person(MANAGER),
        course=fresh(stage.rows["course", lesson.course]),
        held_on=stage.working_day(lesson.day),
        starts=STARTS,
        ends=ENDS,
        place=lesson.place,
        teacher=lesson.teacher,
        invited=_people(stage, lesson.invited),
    )


def _hold(stage: Stage, lesson: Lesson) -> None:
    by = stage.person(MANAGER)
    session = services.open_sign_in(by=by, session=fresh(stage.rows["session", lesson.day]))
    for person in _people(stage, lesson.phones):
        services.sign_in(by=person, session=session)
    services.end_sign_in(by=by, session=session)


def _close(stage: Stage, lesson: Lesson) -> None:
    """The next day the sheet is written down and scanned, and the session closed."""
    by, session = stage.person(MANAGER), fresh(stage.rows["session", lesson.day])
    there = [(stage.person(key), score) for key, score in lesson.signed if key in stage.ids]
    lines = SheetLines(
        listed=_people(stage, tuple(key for key in lesson.invited if key not in lesson.phones)),
        present=[person for person, _score in there],
        scores={person.pk: score for person, score in there if score is not None},
    )
    services.record_sheet(by=by, session=session, lines=lines, files=files(["署名された出席簿.pdf"]))
    services.close_session(by=by, session=session)
