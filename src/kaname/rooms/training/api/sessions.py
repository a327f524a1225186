"""REST API of in-person sessions, who was there, and certificates.

Signing in without an account is for the page alone: the API always knows who asks. Scans of signed sheets go to the
evidence operations, on the session's `sheet`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Status

from kaname.foundation.access.api import PROBLEMS, PersonRouter, ProblemOut, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import narrow
from kaname.rooms.training import services
from kaname.rooms.training.limits import may_check_certificate
from kaname.rooms.training.models import Attendance, Completion, Session
from kaname.rooms.training.selectors import sessions as selectors

from .session_schemas import (
    AttendanceOut,
    CertificateOut,
    NewSessionIn,
    SessionDetailOut,
    SessionFilter,
    SessionIn,
    SessionPageOut,
    SessionReasonIn,
    SheetIn,
    SignInIn,
    WhoIn,
)

router = PersonRouter(tags=["training"])


def _session(request: HttpRequest, pk: int) -> Session:
    return narrow(selectors.whole_sessions(person_of(request)), pk=pk)


def _attendance(request: HttpRequest, pk: int) -> Attendance:
    return narrow(selectors.attendance_rows(person_of(request)), pk=pk)


def _people(request: HttpRequest, keys: list[int]) -> list[Person]:
    """The people of these ids. Raises Http404 if the caller sees any of them not."""
    rows = Person.objects.visible_to(person_of(request)).select_related("institution")
    found = list(rows.filter(pk__in=set(keys))) if all(0 < key < 2**62 for key in keys) else []
    if len(found) != len(set(keys)):
        raise Http404
    return found


def _shown(request: HttpRequest, pk: int) -> Session:
    return narrow(selectors.session_rows(person_of(request)), pk=pk)


@router.operation("GET", "/sessions", "training.view", response=SessionPageOut)
def list_sessions(request: HttpRequest, chosen: Query[SessionFilter]) -> dict[str, Any]:
    """The sessions the caller may see, the newest first."""
    rows = selectors.session_rows(person_of(request))
    wanted = {"course_id": chosen.course_id, "status": chosen.status,
              "held_on__gte": chosen.held_from, "held_on__lte": chosen.held_until}  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return part(rows.order_by("-held_on", "-pk"), chosen)


@router.operation("POST", "/sessions", "training.manage", response={201: SessionDetailOut, **PROBLEMS})
def plan_session(request: HttpRequest, body: NewSessionIn) -> Status[Session]:
    """Plan a session of a course."""
    values = body.dict()
    course = narrow(selectors.courses_for_sessions(person_of(request)), pk=values.pop("course_id"))
    values["invited"] = _people(request, body.invited)
    made = services.plan_session(by=person_of(request), course=course, **values)
    return Status(201, _shown(request, made.pk))


@router.operation(
    "GET", "/sessions/{int:pk}", "training.view", response={200: SessionDetailOut, 404: ProblemOut}
)
def get_session(request: HttpRequest, pk: int) -> Session:
    """One session, with who was there as far as the caller may see."""
    return _shown(request, pk)


@router.operation(
    "PUT", "/sessions/{int:pk}", "training.manage", response={200: SessionDetailOut, **PROBLEMS}
)
def change_session(request: HttpRequest, pk: int, body: SessionIn) -> Session:
    """Change what was planned."""
    session = _session(request, pk)
    values = {**body.dict(), "invited": _people(request, body.invited)}
    services.change_session(by=person_of(request), session=session, **values)
    return _shown(request, pk)


@router.operation(
    "POST", "/sessions/{int:pk}/cancel", "training.manage", response={200: SessionDetailOut, **PROBLEMS}
)
def cancel_session(request: HttpRequest, pk: int, body: SessionReasonIn) -> Session:
    """Give a session up that nobody attended."""
    services.cancel_session(by=person_of(request), session=_session(request, pk), reason=body.reason)
    return _shown(request, pk)


@router.operation(
    "POST", "/sessions/{int:pk}/open", "training.manage", response={200: SessionDetailOut, **PROBLEMS}
)
def open_sign_in(request: HttpRequest, pk: int) -> Session:
    """Let people sign in, on the session's day."""
    services.open_sign_in(by=person_of(request), session=_session(request, pk))
    return _shown(request, pk)


@router.operation(
    "POST", "/sessions/{int:pk}/end", "training.manage", response={200: SessionDetailOut, **PROBLEMS}
)
def end_sign_in(request: HttpRequest, pk: int) -> Session:
    """Let nobody sign in any more."""
    services.end_sign_in(by=person_of(request), session=_session(request, pk))
    return _shown(request, pk)


@router.operation(
    "POST", "/sessions/{int:pk}/sign-in", "training.take", response={200: AttendanceOut, **PROBLEMS}
)
def sign_in(request: HttpRequest, pk: int, body: SignInIn) -> Attendance:
    """Record that the caller is at the session whose code they have before their eyes."""
    session = _session(request, pk)
    if selectors.as_code(body.code) != session.sign_in_secret:
        raise ValidationError(_("番号が違います。会場のQRコードか出席簿で確かめてください。"))
    return services.sign_in(by=person_of(request), session=session)


@router.operation(
    "POST", "/sessions/{int:pk}/sheet", "training.manage", response={200: SessionDetailOut, **PROBLEMS}
)
def record_sheet(request: HttpRequest, pk: int, body: SheetIn) -> Session:
    """Write a signed sheet down: its lines are ticked or unticked, other people stay as they are."""
    people = {person.pk: person for person in _people(request, [line.person for line in body.lines])}
    lines = services.SheetLines(
        listed=list(people.values()),
        present=[people[line.person] for line in body.lines if line.present],
        scores={line.person: line.score for line in body.lines if line.score is not None},
        others=body.others,
    )
    services.record_sheet(by=person_of(request), session=_session(request, pk), lines=lines)
    return _shown(request, pk)


@router.operation(
    "POST", "/sessions/{int:pk}/close", "training.manage", response={200: SessionDetailOut, **PROBLEMS}
)
def close_session(request: HttpRequest, pk: int) -> Session:
    """Close a session: whoever was there has completed the course."""
    services.close_session(by=person_of(request), session=_session(request, pk))
    return _shown(request, pk)


@router.operation(
    "POST",
    "/attendances/{int:pk}/recognise",
    "training.manage",
    response={200: SessionDetailOut, **PROBLEMS},
)
def recognise(request: HttpRequest, pk: int, body: WhoIn) -> Session:
    """Say who it was that signed in."""
    row = _attendance(request, pk)
    (person,) = _people(request, [body.person])
    services.recognise(by=person_of(request), attendance=row, person=person)
    return _shown(request, row.session_id)


@router.operation(
    "POST", "/attendances/{int:pk}/strike", "training.manage", response={200: SessionDetailOut, **PROBLEMS}
)
def strike(request: HttpRequest, pk: int, body: SessionReasonIn) -> Session:
    """Take an attendance off the list."""
    row = _attendance(request, pk)
    session = row.session_id
    services.strike(by=person_of(request), attendance=row, reason=body.reason)
    return _shown(request, session)


@router.operation(
    "POST",
    "/completions/{int:pk}/certificate",
    "training.take",
    response={200: CertificateOut, **PROBLEMS},
)
def issue_certificate(request: HttpRequest, pk: int) -> Completion:
    """Give a completion its certificate's number; one that has a number keeps it."""
    rows = selectors.with_paper(Completion.objects.visible_to(person_of(request)))
    return services.issue_certificate(by=person_of(request), completion=narrow(rows, pk=pk))


@router.operation(
    "GET", "/certificates", "training.view", response={200: CertificateOut, 404: ProblemOut, 429: ProblemOut}
)
def check_certificate(request: HttpRequest, number: str) -> Any:
    """The completion that carries a certificate's number, withdrawn or not."""
    if not may_check_certificate(request, person_of(request)):
        return Status(429, {"detail": _("続けて確かめられる数を超えました。1分ほど待ってください。")})
    found = selectors.certificate_numbered(person_of(request), number[:60])
    if found is None:
        raise Http404
    return found
