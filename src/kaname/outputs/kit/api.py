"""The emergency kit over the REST API: the same services as the pages. No answer ever bears a phrase."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Schema, Status
from ninja.files import UploadedFile

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import Gravity
from kaname.web.excel import file_response

from . import selectors, services
from .choices import Medium
from .models import KitCopy, KitIssue
from .reading import LARGEST_BYTES, open_record, read_record

router = PersonRouter(tags=["kit"])


class KitIssueOut(Schema):
    """A kit that was made; `digest` is the print of what it says, `file_sha256` of the file."""

    id: int
    ref: str
    made_at: datetime
    made_by: NamedPersonOut
    expires_on: date
    digest: str
    file_sha256: str
    language: str

    @staticmethod
    def resolve_ref(issue: KitIssue) -> str:
        return ref_of(issue)


class KitIssuesOut(Schema):
    """Some of the kits, and how many there are in all."""

    count: int
    items: list[KitIssueOut]


class KitCopyOut(Schema):
    """Where a copy lies; `changed` is what says something else since its kit was made."""

    id: int
    ref: str
    place: str
    medium: Medium
    holder: NamedPersonOut
    issue_id: int
    refreshed_on: date
    withdrawn_on: date | None
    withdraw_reason: str
    is_stale: bool
    changed: list[str]
    revision: int


class KitPhraseIn(Schema):
    """The phrase under which a kit is sealed; it is kept nowhere."""

    phrase: str = Field(max_length=400)


class KitCopyIn(Schema):
    """A copy that lies somewhere."""

    place: str = Field(max_length=200)
    medium: Medium
    holder_id: int = Field(le=2**62)


class KitCopyRefreshIn(Schema):
    """The day on which the newest kit was put there; today unless said."""

    refreshed_on: date | None = None
    revision: int | None = None


class KitCopyWithdrawIn(Schema):
    """Why a copy is no longer there."""

    reason: str = Field(max_length=300)
    revision: int | None = None


class KitMergeOut(Schema):
    """The incident that took the record, how many entries were new, how many were there already."""

    incident_id: int
    added: int
    there: int


@router.operation("GET", "/kit/issues", "kit.view", response=KitIssuesOut)
def list_kit_issues(request: HttpRequest, wanted: Query[Paged]) -> dict[str, Any]:
    """The kits that were made, newest first."""
    return part(selectors.issue_rows(person_of(request)), wanted)


@router.operation("POST", "/kit/issues", "kit.make", response={422: PROBLEMS[422], 403: PROBLEMS[403]})
def make_kit(request: HttpRequest, body: KitPhraseIn) -> HttpResponse:
    """Make a kit; the answer is the HTML file."""
    made = services.make_kit(by=person_of(request), phrase=body.phrase)
    return file_response(made.content, filename=made.filename, content_type="text/html; charset=utf-8")


def _copy(request: HttpRequest, pk: int, revision: int | None = None) -> KitCopy:
    copy: KitCopy = narrow(selectors.copy_rows(person_of(request)), pk=pk)
    copy.revision = copy.revision if revision is None else revision
    return copy


def _copy_out(copy: KitCopy) -> dict[str, Any]:
    on = clock.today()
    standing = selectors.standing_of(copy, selectors.prints_today(copy.institution, on), on)
    return _standing_out(standing)


def _standing_out(standing: selectors.CopyStanding) -> dict[str, Any]:
    copy = standing.copy
    names = ("id", "place", "medium", "holder", "issue_id", "refreshed_on", "withdrawn_on", "withdraw_reason")
    return {
        **{name: getattr(copy, name) for name in names},
        "ref": ref_of(copy),
        "revision": copy.revision,
        "is_stale": copy.withdrawn_on is None and standing.is_stale,
        "changed": list(standing.changed),
    }


@router.operation("GET", "/kit/copies", "kit.view", response=list[KitCopyOut])
def list_kit_copies(request: HttpRequest) -> list[dict[str, Any]]:
    """The copies that lie somewhere now, stale ones first."""
    person = person_of(request)
    rows = list(selectors.copy_rows(person).filter(withdrawn_on__isnull=True))
    return [_standing_out(row) for row in selectors.standings(person.institution, clock.today(), rows)]


@router.operation("POST", "/kit/copies", "kit.keep_copies", response={201: KitCopyOut, **PROBLEMS})
def register_kit_copy(request: HttpRequest, body: KitCopyIn) -> Status[dict[str, Any]]:
    """Say where a copy of the newest kit lies."""
    by = person_of(request)
    holder = get_visible(Person, by, pk=body.holder_id)
    made = services.register_copy(by=by, place=body.place, medium=body.medium, holder=holder)
    return Status(201, _copy_out(_copy(request, made.pk)))


@router.operation("GET", "/kit-copies/{int:pk}", "kit.view", response={200: KitCopyOut, **PROBLEMS})
def read_kit_copy(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One copy."""
    return _copy_out(_copy(request, pk))


@router.operation(
    "POST", "/kit-copies/{int:pk}/refresh", "kit.keep_copies", response={200: KitCopyOut, **PROBLEMS}
)
def refresh_kit_copy(request: HttpRequest, pk: int, body: KitCopyRefreshIn) -> dict[str, Any]:
    """Say that the newest kit lies there now."""
    services.refresh_copy(
        by=person_of(request), copy=_copy(request, pk, body.revision), refreshed_on=body.refreshed_on
    )
    return _copy_out(_copy(request, pk))


@router.operation(
    "POST", "/kit-copies/{int:pk}/withdraw", "kit.keep_copies", response={200: KitCopyOut, **PROBLEMS}
)
def withdraw_kit_copy(request: HttpRequest, pk: int, body: KitCopyWithdrawIn) -> dict[str, Any]:
    """Say that a copy was taken away or lost."""
    services.withdraw_copy(by=person_of(request), copy=_copy(request, pk, body.revision), reason=body.reason)
    return _copy_out(_copy(request, pk))


@router.operation("POST", "/kit/merges", "kit.merge", response={200: KitMergeOut, **PROBLEMS})
def merge_kit_record(
    request: HttpRequest,
    file: File[UploadedFile],
    phrase: Form[str],
    incident_id: Form[int | None] = None,
    title: Form[str] = "",
    severity: Form[Gravity] = Gravity.MAJOR,
) -> dict[str, Any]:
    """Take a record into an incident (without one: into a new incident under `title`), each entry once."""
    by = person_of(request)
    if (file.size or 0) > LARGEST_BYTES:
        raise ValidationError(
            {"file": _("ファイルが大きすぎます。キットから書き出した記録のファイルを選んでください。")}
        )
    incident = None
    if incident_id is not None:
        incident = selectors.incidents_to_join(by).filter(pk=min(incident_id, 2**62)).first()
        if incident is None:
            raise Http404("incident")
    record = read_record(by.institution, open_record(file.read(), phrase))
    merged = services.merge_record(by=by, record=record, incident=incident, title=title, severity=severity)
    return {"incident_id": merged.incident.pk, "added": merged.added, "there": merged.there}
