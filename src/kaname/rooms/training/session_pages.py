"""What the pages of in-person sessions share: their crumbs, the addresses on paper, a form page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import form_pages
from kaname.foundation.access.pages import PersonRequest, narrow
from kaname.foundation.access.record_forms import RecordForm

from . import pages
from .models import Session
from .selectors.sessions import whole_sessions


def crumbs(session: Session | None = None) -> list[dict[str, str]]:
    """The way from the room's overview to the list of sessions, or to one of them."""
    way = [(_("集合研修"), reverse("training:session_list"))]
    return pages.crumbs(*way, *([(str(session), session.get_absolute_url())] if session else []))


def session_named(request: PersonRequest, pk: int) -> Session:
    """A session that the person may see, or Http404."""
    return narrow(whole_sessions(request.person), pk=pk)


def form_page(
    request: PersonRequest,
    form: RecordForm,
    service: Callable[[], Model],
    session: Session | None = None,
    **words: Any,
) -> HttpResponse:
    """A form page about sessions, or about one."""
    cancel = session.get_absolute_url() if session else reverse("training:session_list")
    return form_pages.form_page(request, form, service, crumbs=crumbs(session), cancel=cancel, **words)


def sign_in_address(request: HttpRequest, session: Session) -> str:
    """What the QR code holds: the whole address under which this reader reached Kaname."""
    return request.build_absolute_uri(reverse("training:sign_in", args=[session.sign_in_secret]))


def typed_address(request: HttpRequest) -> str:
    """Where the code is typed, as short as people can type it."""
    return request.build_absolute_uri(reverse("training:sign_in_code")).partition("://")[2]


def certificate_address(request: HttpRequest) -> Callable[[str], str]:
    """Where a certificate's number is checked."""
    return lambda number: request.build_absolute_uri(
        f"{reverse('training:certificate_check')}?number={number}"
    )
