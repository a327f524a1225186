"""Evidence goes out only as a download, in a sandbox: it can never run on our pages (hostile case 55)."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase

from kaname.foundation.access.pages import PersonRequest, get_visible, page

from . import services
from .models import Evidence


@page("evidence.view")
def content(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The file itself, if it is unchanged."""
    return as_download(get_visible(Evidence, request.person, pk=pk))


def as_download(evidence: Evidence) -> FileResponse:
    """A response that no browser shows in place, with the name as uploaded (RFC 5987)."""
    response = FileResponse(
        services.open_verified(evidence),
        as_attachment=True,
        filename=evidence.name,
        content_type=evidence.media_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response._csp_exempt = True  # type: ignore[attr-defined]  # the header above is the stricter one
    return response
