"""What the pages of meetings share: the way down, and a form about one meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.form_pages import form_page
from kaname.foundation.access.pages import PersonRequest, narrow
from kaname.foundation.meetings import selectors
from kaname.foundation.meetings.models import Meeting


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the list down."""
    steps = [(_("会議"), reverse("meetings:meeting_list")), *more]
    return [{"label": label, "url": url} for label, url in steps]


def find(request: PersonRequest, pk: int) -> Meeting:
    """The one meeting, if this person may see it; else Http404."""
    row: Meeting = narrow(selectors.meeting_rows(request.person), pk=pk)
    return row


def about(
    request: PersonRequest, meeting: Meeting, form: Any, service: Callable[[], Model], **words: Any
) -> HttpResponse:
    """A form about one meeting, from its page and back to it."""
    here = meeting.get_absolute_url()
    return form_page(
        request,
        form,
        service,
        cancel=here,
        crumbs=crumbs((meeting.title, here)),
        to=lambda _made: here,
        **words,
    )
