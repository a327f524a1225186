"""What the pages of this room share: the row an address names, the way down to it, a form about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import RoomPages
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, narrow
from kaname.foundation.access.record_forms import RecordForm

from .models import Incident
from .selectors import incident_rows

ROOM = RoomPages(_("事故"), "incidents:incident_list")
Step = tuple[str, str]


def incident_of(request: PersonRequest, pk: int) -> Incident:
    """The incident an address names, if this person may see it; else Http404."""
    found: Incident = narrow(incident_rows(request.person), pk=pk)
    show_exercise(request, found)
    return found


def show_exercise(request: PersonRequest, incident: Incident) -> None:
    """On every page of an exercise, on screen and in print, stands that it is one."""
    if incident.is_exercise:
        request.banner = {
            "text": _("訓練"),
            "more": _("これは訓練です。実際の患者さんやシステムのことではありません。"),
        }


def trail(person: Person, incident: Incident, *more: Step) -> list[dict[str, str]]:
    """The way from the list of incidents to this one and on."""
    if not policy.may(person, "incidents.view"):
        return []
    return ROOM.crumbs((incident.number, incident.get_absolute_url()), *more)


def form_about(
    request: PersonRequest,
    incident: Incident,
    form: RecordForm,
    service: Callable[[], Any],
    *,
    title: str,
    submit: str,
    said: str,
    to: str = "",
    cancel: str = "",
    way: Sequence[Step] = (),
    **more: Any,
) -> HttpResponse:
    """A form about an incident; afterwards back to its page (or `to`)."""
    back = to or incident.get_absolute_url()
    show_exercise(request, incident)
    return ROOM.form_page(
        request,
        form,
        service,
        trail=((incident.number, incident.get_absolute_url()), *way),
        title=title,
        submit=submit,
        said=said,
        cancel=cancel or back,
        to=lambda _made: back,
        **more,
    )
