"""The fact sheet, in versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.calendar.display import show_datetime
from kaname.rooms.incidents import selectors, services
from kaname.rooms.incidents.forms import FactsForm
from kaname.rooms.incidents.forms.facts import GROUPS
from kaname.rooms.incidents.models import FactSheet
from kaname.rooms.incidents.models.facts import DataKind
from kaname.rooms.incidents.pages import form_about, incident_of, trail


@dataclass(frozen=True)
class ShownFact:
    """One fact; `before` is what the version before said, where it differs."""

    label: str
    value: str
    before: str | None


@require_safe
@page("incidents.view")
def facts(request: PersonRequest, pk: int) -> HttpResponse:
    """What is known: the newest version or the one asked for, with what it changed."""
    incident = incident_of(request, pk)
    sheets = selectors.sheets_of(incident)
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    index = next((n for n, s in enumerate(sheets) if s.version == number), len(sheets) - 1)
    sheet, before = sheets[index], sheets[index - 1] if index else None
    context = {
        "incident": incident,
        "sheet": sheet,
        "sheets": sheets[::-1],
        "is_newest": index == len(sheets) - 1,
        "groups": [(str(heading), _shown(sheet, before, names)) for heading, names in GROUPS],
        "may_work": incident.is_running and policy.may(request.person, "incidents.work"),
        "crumbs": trail(request.person, incident),
    }
    return render(request, "incidents/facts.html", context)


def _shown(sheet: FactSheet, before: FactSheet | None, names: tuple[str, ...]) -> list[ShownFact]:
    rows = []
    for name in names:
        value = fact_text(sheet, name)
        earlier = fact_text(before, name) if before is not None else value
        if value or earlier:
            label = str(_field(name).verbose_name)
            rows.append(ShownFact(label, value, earlier if earlier != value else None))
    return rows


def _field(name: str) -> Any:
    return FactSheet._meta.get_field(name)


def fact_text(sheet: FactSheet, name: str) -> str:
    """A fact in words; empty where nothing was said."""
    value = getattr(sheet, name)
    display = getattr(sheet, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    if name == "data":
        return "、".join(str(DataKind(kind).label) for kind in value)
    if isinstance(value, bool):
        return _("はい") if value else ""
    if value is None:
        return _("分からない") if name == "persons_max" else ""
    return show_datetime(value) if hasattr(value, "tzinfo") else str(value)


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def facts_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the next version of the facts."""
    incident = incident_of(request, pk)
    form = FactsForm(request.POST or None, sheet=selectors.newest_sheet(incident))
    return form_about(
        request,
        incident,
        form,
        lambda: services.revise_facts(by=request.person, incident=incident, **form.values()),
        title=_("事実を改める"),
        submit=_("新しい版を残す"),
        said=_("新しい版を残しました。期限は数え直しています。"),
        to=reverse("incidents:facts", args=[incident.pk]),
        template="incidents/facts_form.html",
    )
