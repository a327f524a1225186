"""The REST API, version 1: every app's router under one roof, and one shape for everything that can go wrong."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as SchemaError

from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.writes import AlreadyWritten
from kaname.foundation.contacts.api import router as contacts
from kaname.foundation.decisions.api import router as decisions
from kaname.foundation.directives.api import router as directives
from kaname.foundation.evidence.api import router as evidence
from kaname.foundation.imports.api import router as imports
from kaname.foundation.ledger.api import router as ledger
from kaname.foundation.meetings.api import router as meetings
from kaname.foundation.notices.api import router as notices
from kaname.foundation.obligations.api import router as obligations
from kaname.outputs.kit.api import router as kit
from kaname.rooms.assets.api import router as assets
from kaname.rooms.continuity.api import router as continuity
from kaname.rooms.documents.api import router as documents
from kaname.rooms.incidents.api import router as incidents
from kaname.rooms.incidents.drill_api import router as drills
from kaname.rooms.inquiries.api import router as inquiries
from kaname.rooms.laws.api import router as laws
from kaname.rooms.organisation.api import router as organisation
from kaname.rooms.planning.api import router as planning
from kaname.rooms.training.api import router as training

logger = logging.getLogger("kaname.api")
api = NinjaAPI(
    title="Kaname",
    version="1",
    description="The same services and the same policy as the pages. Days are days in Japan; instants are UTC.",
    urls_namespace="api",
    docs_url=None,
)
ROUTERS = (
    obligations,
    decisions,
    directives,
    meetings,
    documents,
    organisation,
    laws,
    planning,
    training,
    inquiries,
    assets,
    incidents,
    drills,
    contacts,
    continuity,
    kit,
    imports,
    evidence,
    ledger,
    notices,
)
for router in ROUTERS:
    api.add_router("", router)


def _problem(
    request: HttpRequest, status: int, detail: str, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    return api.create_response(request, {"detail": detail, "errors": errors or []}, status=status)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, fault: PermissionDenied) -> HttpResponse:
    return _problem(request, 403, str(fault) or _("許可されていません。"))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return _problem(
        request,
        401,
        _("APIトークンがないか、期限切れか、取り消されています。新しいトークンを作ってください。"),
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, fault: Http404) -> HttpResponse:
    return _problem(request, 404, _("見つかりません。"))


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    if hasattr(fault, "error_dict"):
        errors = [{"field": n, "message": m} for n, ms in fault.message_dict.items() for m in ms]
    else:
        errors = [{"field": "", "message": m} for m in fault.messages]
    return _problem(request, 422, errors[0]["message"] if errors else "", errors)


@api.exception_handler(SchemaError)
def _malformed(request: HttpRequest, fault: SchemaError) -> HttpResponse:
    errors = [{"field": _field(e), "message": str(e.get("msg", ""))} for e in fault.errors]
    return _problem(request, 422, _("送られた内容に誤りがあります。"), errors)


def _field(error: dict[str, Any]) -> str:
    return ".".join(str(part) for part in error.get("loc", ())[1:])


@api.exception_handler(StaleRecord)
def _stale(request: HttpRequest, fault: StaleRecord) -> HttpResponse:
    return _problem(request, 409, str(fault))


@api.exception_handler(AlreadyWritten)
def _twice(request: HttpRequest, fault: AlreadyWritten) -> HttpResponse:
    return _problem(request, 409, _("この依頼は既に処理されています：%(url)s") % {"url": fault.url})


@api.exception_handler(DataError)
@api.exception_handler(OverflowError)
@api.exception_handler(UnicodeEncodeError)
def _unstorable(request: HttpRequest, fault: Exception) -> HttpResponse:
    """A number, a day or a character that no database of ours can hold."""
    return _problem(request, 422, _("送られた内容に誤りがあります。"))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
    return _problem(
        request, 413, _("送られた内容が大きすぎます。%(n)sMBまでに分けて送ってください。") % {"n": most}
    )


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, fault: SuspiciousOperation) -> HttpResponse:
    """A body that Django itself refuses to read, such as one of thousands of fields."""
    return _problem(request, 400, _("送られた内容に誤りがあります。"))


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    logger.error("storage fault", exc_info=fault)
    return _problem(
        request, 503, _("混み合っていて保存できませんでした。少し待って、もう一度お試しください。")
    )


urlpatterns = [path("", api.urls)]
