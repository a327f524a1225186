"""Who was at a session: by phone with an account or by number and name, by a signed sheet, and put right afterwards.

Source: 経営管理編 3.2.2 ①（受講の記録）
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.evidence import services as evidence
from kaname.foundation.imports.directory import name_key, number_key
from kaname.rooms.training.models import Attendance, AttendanceSheet, AttendanceWay, Session, SessionStatus

from .checks import require_past
from .sessions import as_it_is_now, require_running

# Beyond this, what strangers type is no longer written down: nobody could put it right.
MOST_UNRECOGNISED = 200


@dataclass(frozen=True)
class SheetLines:
    """What a signed sheet says of the people it lists (`listed`): who signed, who besides, and the scores of a test.

    `others` are names or numbers as written of people who are not on the list.
    """

    listed: Sequence[Person]
    present: Sequence[Person]
    scores: Mapping[int, int] = field(default_factory=dict)
    others: Sequence[str] = ()


def sign_in(*, by: Person, session: Session) -> Attendance:
    """Record that the person themselves is here, while the sign-in is open; a second time changes nothing.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="training.take") as entry:
        require_house(by, session)
        _require_open(session)
        return _present(entry, session, by, AttendanceWay.QR, by=by)


def sign_in_by_name(*, session: Session, number: str, name: str) -> Attendance | None:
    """Record what somebody without an account says: their number and name as registered.

    Where both agree with one person it is them; anything else waits for the organiser. The caller must answer the same
    in every case, so that nobody learns who works here. None when nothing had to be written.
    Raises ValidationError when the sign-in is not open or something was left empty.
    """
    with writing(by=None, action="training.sign_in", institution=session.institution) as entry:
        _require_open(session)
        number, name = _clean(number)[:40], _clean(name)[:100]
        require_text(number=number, name=name)
        person = _matching(session, number, name)
        if person is not None:
            return _present(entry, session, person, AttendanceWay.NAME, number=number, name=name)
        waiting = session.attendances.filter(person__isnull=True)
        if waiting.filter(number=number, name=name).exists() or waiting.count() >= MOST_UNRECOGNISED:
            return None
        return _write(entry, session, None, AttendanceWay.NAME, number=number, name=name)


def record_sheet(
    *, by: Person, session: Session, lines: SheetLines, files: Iterable[UploadedFile] = ()
) -> Session:
    """Write down a signed sheet: tick those who signed, untick those who did not, and keep its scan.

    Only the people the sheet lists are touched; who signed in by phone stays.
    Raises PermissionDenied; ValidationError (also for a file that evidence refuses).
    """
    with writing(by=by, action="training.manage") as entry:
        require_running(by, session)
        require_past(session.held_on, "held_on")
        for person in (*lines.listed, *lines.present):
            require_own(by.institution, present=person)
        _tick(entry, by, session, lines)
        for text in filter(None, (_clean(line)[:100] for line in lines.others)):
            _add_other(entry, by, session, text)
        if session.status == SessionStatus.PLANNED:
            session.status = SessionStatus.HELD
            entry.save(session)
        _keep_scan(entry, by, session, list(files))
    return session


def recognise(*, by: Person, attendance: Attendance, person: Person) -> Attendance:
    """Say who it was that signed in as written. If that person is recorded already, the two become one.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="training.manage") as entry:
        require_running(by, attendance.session)
        require_own(by.institution, person=person)
        if attendance.person_id is not None:
            raise ValidationError(_("この受付は、既に職員と結び付いています。"))
        if not person.is_active_on(attendance.session.held_on):
            raise ValidationError({"person": _("実施日に在籍していた人を選んでください。")})
        known = attendance.session.attendances.filter(person=person).first()
        if known is not None:
            entry.delete(attendance)
            return known
        attendance.person, attendance.recorded_by = person, by
        return entry.save(attendance)


def strike(*, by: Person, attendance: Attendance, reason: str) -> None:
    """Take an attendance off the list before the session is closed; the ledger keeps that it was, and why.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="training.manage", note=reason.strip()) as entry:
        require_running(by, attendance.session)
        require_text(reason=reason)
        entry.delete(attendance)


def _require_open(session: Session) -> None:
    if not as_it_is_now(session).takes_sign_ins_on(clock.today()):
        raise ValidationError(_("いまは受付をしていません。担当者に声を掛けてください。"))


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _matching(session: Session, number: str, name: str) -> Person | None:
    rows = Person.objects.of(session.institution).active_on(session.held_on)
    found = rows.filter(Q(number__iexact=number) | Q(number__iexact=number_key(number))).exclude(number="")
    names = name_key(name)
    return next((p for p in found if names in {name_key(p.name), name_key(p.kana)}), None)


def _present(
    entry: Entry,
    session: Session,
    person: Person,
    way: str,
    *,
    by: Person | None = None,
    number: str = "",
    name: str = "",
) -> Attendance:
    known = session.attendances.filter(person=person).first()
    return known or _write(entry, session, person, way, by=by, number=number, name=name)


def _write(
    entry: Entry,
    session: Session,
    person: Person | None,
    way: str,
    *,
    by: Person | None = None,
    score: int | None = None,
    number: str = "",
    name: str = "",
) -> Attendance:
    return entry.save(
        Attendance(
            institution=session.institution,
            session=session,
            person=person,
            way=way,
            signed_at=clock.now(),
            recorded_by=by,
            score=score,
            number=number,
            name=name,
        )
    )


def _tick(entry: Entry, by: Person, session: Session, lines: SheetLines) -> None:
    known = {row.person_id: row for row in session.attendances.filter(person__isnull=False)}
    present = {person.pk for person in lines.present}
    for person in lines.listed:
        row, score = known.get(person.pk), lines.scores.get(person.pk)
        _require_score(score)
        if row is None and person.pk in present:
            _write(entry, session, person, AttendanceWay.SHEET, by=by, score=score)
        elif row is not None and row.way == AttendanceWay.SHEET and person.pk not in present:
            entry.delete(row)
        elif row is not None and row.score != score:
            row.score = score
            entry.save(row)


def _require_score(score: int | None) -> None:
    if score is not None and not 0 <= score <= 100:
        raise ValidationError({"scores": _("得点は0から100で入れてください。")})


def _add_other(entry: Entry, by: Person, session: Session, text: str) -> None:
    """Somebody who signed in a spare line: found by number, or by a name that only one person has, or left to clear up."""
    people = Person.objects.of(session.institution).active_on(session.held_on)
    numbered = list(people.filter(number__iexact=number_key(text)).exclude(number=""))
    found = numbered or [p for p in people if name_key(text) == name_key(p.name)]
    if len(found) == 1:
        _present(entry, session, found[0], AttendanceWay.SHEET, by=by)
    elif not session.attendances.filter(person__isnull=True, name=text).exists():
        _write(entry, session, None, AttendanceWay.SHEET, by=by, name=text)


def _keep_scan(entry: Entry, by: Person, session: Session, files: list[UploadedFile]) -> None:
    if files:
        sheet = AttendanceSheet(
            institution=by.institution, session=session, recorded_by=by, recorded_at=clock.now()
        )
        entry.save(sheet)
        evidence.attach(by=by, record=sheet, files=files)
