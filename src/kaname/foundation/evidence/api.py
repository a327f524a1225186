"""Evidence over REST: attach a file to a record, read about it, fetch it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Form, Schema, Status
from ninja.files import UploadedFile

from kaname.foundation.access.api import PROBLEMS, PersonRouter
from kaname.foundation.access.pages import get_visible
from kaname.foundation.access.records import Recorded, resolve_visible

from . import services
from .models import Evidence
from .views import as_download

router = PersonRouter(tags=["evidence"])


class EvidenceOut(Schema):
    """A file attached to a record. `sha256` names its bytes."""

    id: int
    record: str
    name: str
    media_type: str
    size: int
    sha256: str
    note: str
    uploaded_by: str
    uploaded_at: datetime

    @staticmethod
    def resolve_uploaded_by(evidence: Evidence) -> str:
        return evidence.uploaded_by.name


@router.operation("POST", "/evidence", "evidence.attach", response={201: EvidenceOut, **PROBLEMS})
def attach_evidence(
    request: HttpRequest, record: Form[str], file: File[UploadedFile], note: Form[str] = ""
) -> Status:
    """Attach one file to a record that takes files from its author, e.g. one's own `directives.directivereport:12`."""
    person = request.person  # type: ignore[attr-defined]
    row = resolve_visible(record, person=person)
    if row is None:
        raise Http404
    if not (isinstance(row, Recorded) and row.may_be_attached_to(person)):
        raise PermissionDenied(
            _("この記録には、ここからは添付できません。その記録の画面から添付してください。")
        )
    return Status(201, services.attach(by=person, record=row, files=[file], note=note)[0])


@router.operation("GET", "/evidence/{int:pk}", "evidence.view", response={200: EvidenceOut, **PROBLEMS})
def get_evidence(request: HttpRequest, pk: int) -> Evidence:
    """What is known about a file."""
    return get_visible(Evidence, request.person, pk=pk)  # type: ignore[attr-defined]


@router.operation("GET", "/evidence/{int:pk}/content", "evidence.view")
def get_evidence_content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself, after its hash was checked."""
    return as_download(get_visible(Evidence, request.person, pk=pk))  # type: ignore[attr-defined]
