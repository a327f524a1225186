"""In-person sessions: planned, changed, cancelled, opened for signing in, and closed with their completions.

Source: 経営管理編 3.2.2 ①（教育の実施と記録）
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.rooms.training.models import (
    Completion,
    Course,
    Invitation,
    Material,
    MaterialStatus,
    Session,
    SessionStatus,
)

from .checks import require_not_closed, require_past
from .completions import CompletionLine, record_completions
from .numbers import certificate_numbers

DESCRIPTION = ("held_on", "starts", "ends", "place", "teacher", "note")


def plan_session(
    *,
    by: Person,
    course: Course,
    held_on: date,
    starts: time,
    ends: time,
    place: str,
    teacher: str,
    material: Material | None = None,
    invited: Iterable[Person] = (),
    note: str = "",
) -> Session:
    """Plan a session of an open course. Without `material` it is what the course uses now; without `invited` the whole
    audience is expected. A day in the past is for records that were kept on paper.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="training.manage") as entry:
        require_house(by, course)
        require_not_closed(course)
        session = Session(institution=by.institution, course=course, material=_material(course, material))
        said = {"held_on": held_on, "starts": starts, "ends": ends, "place": place, "teacher": teacher,
                "note": note}  # fmt: skip
        _describe(session, said)
        entry.save(session)
        _invite(entry, by, session, invited)
    return session


def change_session(*, by: Person, session: Session, invited: Iterable[Person] = (), **said: Any) -> Session:
    """Change what was planned, before the session is closed. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="training.manage") as entry:
        require_running(by, session)
        if session.sign_in_open and said.get("held_on", session.held_on) != session.held_on:
            raise ValidationError(
                {"held_on": _("受付中は、実施日を変えられません。先に受付を終えてください。")}
            )
        _describe(session, said)
        entry.save(session)
        _invite(entry, by, session, invited)
    return session


def cancel_session(*, by: Person, session: Session, reason: str) -> Session:
    """Give up a session that nobody attended yet. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="training.manage", note=reason.strip()) as entry:
        require_running(by, session)
        require_text(reason=reason)
        if session.attendances.exists():
            raise ValidationError(_("既に出席した人がいます。中止せず、出席を確かめて締め切ってください。"))
        session.status, session.sign_in_open = SessionStatus.CANCELLED, False
        return entry.save(session)


def open_sign_in(*, by: Person, session: Session) -> Session:
    """Let people sign in by phone from now until it is ended, on the session's own day only.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="training.manage") as entry:
        require_running(by, session)
        if session.held_on != clock.today():
            raise ValidationError(_("受付を始められるのは、実施日の当日だけです。"))
        session.status, session.sign_in_open = SessionStatus.HELD, True
        return entry.save(session)


def end_sign_in(*, by: Person, session: Session) -> Session:
    """Let nobody sign in by phone any more; the sheet may still be written down.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="training.manage") as entry:
        require_running(by, session)
        session.sign_in_open = False
        return entry.save(session)


def close_session(*, by: Person, session: Session) -> list[Completion]:
    """Close a session: whoever was there, and passed where there was a test on paper, has completed the course.

    Raises PermissionDenied; ValidationError while somebody who signed in is not recognised; StaleRecord.
    """
    with writing(by=by, action="training.manage") as entry:
        require_running(by, session)
        require_past(session.held_on, "held_on")
        if session.attendances.filter(person__isnull=True).exists():
            raise ValidationError(
                _(
                    "だれか分からない受付が残っています。職員と結び付けるか、取り消してから締め切ってください。"
                )
            )
        if not session.attendances.exists():
            raise ValidationError(_("出席した人がいません。出席を記録するか、研修を中止してください。"))
        session.status, session.sign_in_open = SessionStatus.CLOSED, False
        session.closed_by, session.closed_on = by, clock.today()
        entry.save(session)
        return record_completions(by=by, lines=_lines(by, session))


def require_running(by: Person, session: Session) -> None:
    """Raise unless the session is of this hospital and neither closed nor cancelled, as it is now."""
    require_house(by, session)
    if not as_it_is_now(session).is_running:
        raise ValidationError(_("この研修は締め切られたか中止されているため、変えられません。"))


def as_it_is_now(session: Session) -> Session:
    """The session read again and held until this transaction ends: closing it and signing in wait for each other."""
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def _lines(by: Person, session: Session) -> list[CompletionLine]:
    attended = session.attendances.select_related("person__institution").order_by("person__kana", "pk")
    passed = [row for row in attended if row.score is None or row.score >= session.course.pass_mark]
    numbers = certificate_numbers(by.institution, session.held_on, len(passed))
    return [
        CompletionLine(
            person=person,
            course=session.course,
            completed_on=session.held_on,
            material=session.material,
            session=session,
            score=row.score,
            certificate_number=number,
        )
        for row, number in zip(passed, numbers, strict=True)
        if (person := row.person) is not None
    ]


def _material(course: Course, chosen: Material | None) -> Material:
    material = chosen or course.materials.filter(status=MaterialStatus.PUBLISHED).first()
    if material is None or material.course_id != course.pk or not material.is_published:
        raise ValidationError(
            {"material": _("この講座に、使用中の教材がありません。先に教材を公開してください。")}
        )
    return material


def _describe(session: Session, said: dict[str, Any]) -> None:
    unknown = set(said) - set(DESCRIPTION)
    if unknown:
        raise TypeError(f"a session has no {sorted(unknown)}")
    for name, value in said.items():
        setattr(session, name, value.strip() if isinstance(value, str) else value)
    require_text(place=session.place, teacher=session.teacher)
    if session.ends <= session.starts:
        raise ValidationError({"ends": _("終了の時刻は、開始より後にしてください。")})


def _invite(entry: Entry, by: Person, session: Session, people: Iterable[Person]) -> None:
    wanted = {person.pk: person for person in people}
    for person in wanted.values():
        require_own(by.institution, invited=person)
    for row in session.invitations.all():
        if wanted.pop(row.person_id, None) is None:
            entry.delete(row)
    entry.save_all(
        Invitation(institution=by.institution, session=session, person=person) for person in wanted.values()
    )
