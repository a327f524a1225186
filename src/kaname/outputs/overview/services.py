"""Setting a hospital up: the first executive, the hospital's profile, and plain questions whose answers are records.

Nothing here is a tick: an answer appoints somebody, begins a document, or issues a directive, through the same services
as everywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access import services as access
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.directives.selectors import directives_by_obligation
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.obligations.selectors import find
from kaname.rooms.documents import selectors as documents
from kaname.rooms.documents.services import begin_document
from kaname.rooms.organisation import selectors as organisation
from kaname.rooms.organisation.services import SystemLine, appoint, change_profile

from .questions_file import QUESTIONS

FIRST_DAYS = timedelta(days=90)


@dataclass(frozen=True)
class Hospital:
    """What the first page asks."""

    name: str
    beds: int
    sites: int
    has_own_operator: bool
    founder: str
    systems: Sequence[SystemLine]
    executive_name: str
    executive_title: str
    username: str
    password: str


def is_empty() -> bool:
    """Whether no hospital was set up here yet."""
    return not Institution._default_manager.exists()


def set_up(hospital: Hospital) -> Person:
    """Create the hospital with its first executive and its profile. Raises ValidationError if one is there already."""
    if not is_empty():
        raise ValidationError(_("この場所には既に病院が登録されています。サインインしてください。"))
    with writing(by=None, action="access.set_up") as entry:
        executive = access.set_up_institution(
            name=hospital.name,
            executive_name=hospital.executive_name,
            executive_title=hospital.executive_title,
            username=hospital.username,
            password=hospital.password,
        )
        entry.institution = executive.institution
        change_profile(
            by=executive,
            beds=hospital.beds,
            sites=hospital.sites,
            has_own_operator=hospital.has_own_operator,
            founder=hospital.founder,
            systems=hospital.systems,
        )
    return executive


def in_first_days(person: Person) -> bool:
    """Whether the home still reminds this person of the questions; the questions themselves stay where they are."""
    return policy.may(person, "overview.wizard") and clock.today() - person.starts_on < FIRST_DAYS


@dataclass(frozen=True)
class Question:
    """One plain question, what its answer makes, and what answered it (empty: still open)."""

    key: str
    kind: str
    about: str
    obligation_id: str
    role: str
    text: str
    help: str
    suggestion: str
    answers: tuple[tuple[str, str], ...] = ()


def questions(institution: Institution) -> list[Question]:
    """All questions, each with the records that answer it today."""
    appointed = organisation.appointments_by_role(institution, clock.today())
    started = documents.documents_by_type(institution)
    directed = directives_by_obligation(institution, on=clock.today())
    return [_question(raw, _answers(raw, appointed, started, directed)) for raw in QUESTIONS]


Links = tuple[tuple[str, str], ...]


def _answers(
    raw: dict[str, Any], appointed: dict[str, Any], started: dict[str, Any], directed: dict[str, Any]
) -> Links:
    if raw["kind"] == "appointment":
        rows = [row for role in raw["about"].split("|") for row in appointed.get(role, ())]
        return tuple((f"{row.get_role_display()}：{row.person.name}", row.get_absolute_url()) for row in rows)
    if raw["kind"] == "document":
        return tuple((str(row), row.get_absolute_url()) for row in started.get(raw["about"], ()))
    rows = directed.get(raw["obligation"], ())
    return tuple((str(row), row.get_absolute_url()) for row in rows)


def _question(raw: dict[str, Any], answers: Links) -> Question:
    language = "en" if (get_language() or "ja").startswith("en") else "ja"
    return Question(
        key=raw["key"],
        kind=raw["kind"],
        about=raw.get("about", ""),
        obligation_id=raw["obligation"],
        role=raw.get("role", ""),
        text=raw[language]["text"],
        help=raw[language]["help"],
        suggestion=raw["ja"].get("suggestion", ""),
        answers=answers,
    )


def answer(
    *,
    by: Person,
    question: Question,
    person: Person | None,
    new_name: str,
    new_title: str,
    text: str,
    due_on: date | None,
) -> Any:
    """Make the record that answers a question: an appointment, a document to write, or a directive.

    Somebody who is not in the register yet is put into it. Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="overview.wizard"):
        who = person or _register(by, new_name, new_title)
        return _make(by, question, who, text, due_on)


def _make(by: Person, question: Question, who: Person, text: str, due_on: date | None) -> Any:
    if question.kind == "appointment":
        role = question.about.split("|")[0]
        return appoint(
            by=by,
            role=role,
            person=who,
            duties=text,
            authority=_("経営層に直接報告し、必要な措置を指示できる。"),
        )
    if due_on is None:
        raise ValidationError({"due_on": _("いつまでかを入力してください。")})
    if question.kind == "document":
        return _document(by, question, who, text, due_on)
    _give_role(by, who, question.role)
    return issue_directive(
        by=by,
        addressee=who,
        addressee_role=question.role,
        title=question.text,
        body=text,
        due_on=due_on,
        obligation_id=question.obligation_id,
        origin=f"obligation:{question.obligation_id}",
    )


def _register(by: Person, name: str, title: str) -> Person:
    if not name.strip():
        raise ValidationError({"person": _("人を選ぶか、新しい人の氏名を入力してください。")})
    return access.register_person(by=by, name=name.strip(), title=title.strip())


def _give_role(by: Person, person: Person, role: str) -> None:
    if role and role not in person.roles_on(clock.today()):
        raise ValidationError(
            {"person": _("先に、この人を「%(role)s」に任命してください。") % {"role": Role(role).label}}
        )


def _document(by: Person, question: Question, writer: Person, text: str, due_on: date) -> Any:
    document = begin_document(by=by, type=question.about, owner=writer)
    obligation = find(question.obligation_id)
    issue_directive(
        by=by,
        addressee=writer,
        title=_("「%(title)s」を書いて承認を求める") % {"title": document.title},
        body=text,
        due_on=due_on,
        obligation_id=obligation.id if obligation else "",
        origin=ref_of(document),
    )
    return document
