"""The contact chart over the REST API: the same services as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock

from . import selectors, services
from .chart import chart_digest
from .choices import AnnouncementAudience, Method, Party, Recipient, RequestStatus
from .models import AnnouncementTemplate, Confirmation, ConfirmationRequest, Contact, ContactSystem, PaperCopy
from .selectors import RouteView

router = PersonRouter(tags=["contacts"])
_ID = Field(None, le=2**62)


class ContactOut(Schema):
    """An entry of the chart; `clocks` are the clocks of an incident for which it is called."""

    id: int
    ref: str
    number: str
    party: Party
    name: str
    organisation: str
    person: NamedPersonOut | None
    deputy: NamedPersonOut | None
    person_name: str
    person_title: str
    deputy_name: str
    phone_day: str
    phone_night: str
    mail: str
    contract_number: str
    contract_scope: str
    order: int
    condition: str
    target_minutes: int | None
    caller: int | None = Field(None, alias="caller_id")
    systems: list[int]
    clocks: list[str]
    note: str
    entered_on: date
    removed_on: date | None
    remove_reason: str
    revision: int

    @staticmethod
    def resolve_ref(contact: Contact) -> str:
        return ref_of(contact)

    @staticmethod
    def resolve_systems(contact: Contact) -> list[int]:
        return [serving.system_id for serving in contact.serves.all()]

    @staticmethod
    def resolve_clocks(contact: Contact) -> list[str]:
        return list(contact.clocks)


class ContactsOut(Schema):
    """Some of the entries, and how many there are in all."""

    count: int
    items: list[ContactOut]


class ConfirmationOut(Schema):
    """A confirmation of an entry."""

    id: int
    method: Method
    confirmed_on: date
    confirmed_by: NamedPersonOut | None
    reached: str
    is_night: bool
    minutes: int | None
    changes: str


class ContactStandingOut(Schema):
    """An entry with how it stands today: whether it counts as confirmed, and until when."""

    contact: ContactOut
    is_confirmed: bool
    confirmed_on: date | None
    until: date | None


class ContactChartOut(Schema):
    """The chart of today: the chain inside, and whom each of them calls outside (`caller` null: nobody named)."""

    on: date
    inside: list[ContactStandingOut]
    outside: list[ContactStandingOut]


class LinkOut(Schema):
    """A link that was sent to a contact; the secret in it stands in the mail alone."""

    id: int
    contact: int = Field(alias="contact_id")
    status: RequestStatus
    asked_at: datetime
    expires_on: date
    answered_at: datetime | None
    answered_name: str
    correction: dict[str, str]
    message: str
    judge_reason: str
    revision: int


class RouteOut(Schema):
    """How a recipient is told; `missing` names what is not settled."""

    recipient: Recipient
    channel: str
    deadline: str
    responsible: NamedPersonOut | None
    deputy: NamedPersonOut | None
    receiver: NamedPersonOut | None
    note: str
    missing: list[str]
    revision: int | None


class TemplateOut(Schema):
    """The text of an announcement; `places` are filled in when it goes out, `revision` is its version."""

    id: int
    audience: AnnouncementAudience
    title: str
    body: str
    places: list[str]
    written_on: date
    retired_on: date | None
    revision: int


class PaperOut(Schema):
    """A sheet on a wall; `is_current` says whether it shows the chart of today."""

    id: int
    place: str
    hung_on: date
    is_current: bool
    revision: int


class ContactFilter(Paged):
    """Which entries to list; `q` searches names, numbers and conditions."""

    q: str = Field("", max_length=200)
    party: Party | None = None
    removed: bool = False


class ContactPatch(Schema):
    """What to change of an entry; what is left out stays. `revision` is the one that was read."""

    party: Party | None = None
    number: str | None = Field(None, max_length=20)
    organisation: str | None = Field(None, max_length=200)
    person: int | None = _ID
    deputy: int | None = _ID
    person_name: str | None = Field(None, max_length=100)
    person_title: str | None = Field(None, max_length=100)
    deputy_name: str | None = Field(None, max_length=100)
    phone_day: str | None = Field(None, max_length=60)
    phone_night: str | None = Field(None, max_length=60)
    mail: str | None = Field(None, max_length=254)
    contract_number: str | None = Field(None, max_length=100)
    contract_scope: str | None = Field(None, max_length=300)
    order: int | None = Field(None, ge=1, le=999)
    condition: str | None = Field(None, max_length=300)
    target_minutes: int | None = Field(None, ge=1, le=10_080)
    caller: int | None = _ID
    systems: list[int] | None = Field(None, max_length=200)
    note: str | None = Field(None, max_length=5_000)
    revision: int | None = None


class ContactIn(ContactPatch):
    """An entry for the chart; without a number it gets the next one, without an order the last place."""

    party: Party


class PhoneIn(Schema):
    """A call that reached somebody; numbers and names only where they were found to be others."""

    reached: str = Field(max_length=200)
    confirmed_on: date | None = None
    is_night: bool = False
    minutes: int | None = Field(None, ge=0, le=10_080)
    changes: str = Field("", max_length=500)
    phone_day: str | None = Field(None, max_length=60)
    phone_night: str | None = Field(None, max_length=60)
    mail: str | None = Field(None, max_length=254)
    person_name: str | None = Field(None, max_length=100)


class ContactReasonIn(Schema):
    """Why an entry is taken off, or a correction is not taken over."""

    reason: str = Field(max_length=300)
    revision: int | None = None


class RouteIn(Schema):
    """How a recipient is told; what is left out stays."""

    channel: str | None = Field(None, max_length=300)
    deadline: str | None = Field(None, max_length=300)
    responsible: int | None = _ID
    deputy: int | None = _ID
    receiver: int | None = _ID
    note: str | None = Field(None, max_length=500)
    revision: int | None = None


class TemplateIn(Schema):
    """The text of an announcement, with places such as {{hospital}}."""

    audience: AnnouncementAudience
    title: str = Field(max_length=200)
    body: str = Field(max_length=20_000)
    revision: int | None = None


class PaperIn(Schema):
    """Where a sheet was hung."""

    place: str = Field(max_length=200)
    hung_on: date | None = None


_NULLABLE = ("person", "deputy", "caller", "target_minutes", "responsible", "receiver")


def _rows(request: HttpRequest) -> Any:
    return selectors.contact_rows(person_of(request)).prefetch_related("serves")


def _contact(request: HttpRequest, pk: int, revision: int | None = None) -> Contact:
    contact: Contact = narrow(_rows(request), pk=pk)
    contact.revision = contact.revision if revision is None else revision
    return contact


def _values(request: HttpRequest, body: Schema) -> dict[str, Any]:
    """What was said, with the people, callers and systems that ids name; some may be said to be nobody."""
    by = person_of(request)
    said = body.dict(exclude_unset=True, exclude={"revision"})
    values = {n: v for n, v in said.items() if v is not None or n in _NULLABLE}
    for name in ("person", "deputy", "responsible", "receiver"):
        if values.get(name) is not None:
            values[name] = get_visible(Person, by, pk=values[name])
    if values.get("caller") is not None:
        values["caller"] = get_visible(Contact, by, pk=values["caller"])
    if "systems" in values:
        values["systems"] = _systems(by, values["systems"])
    return values


def _systems(by: Person, wanted: list[int]) -> list[Any]:
    model: Any = ContactSystem._meta.get_field("system").related_model
    found = list(model.objects.visible_to(by).filter(pk__in=[pk for pk in wanted if 0 < pk < 2**62]))
    if len(found) != len(set(wanted)):
        raise Http404("systems")
    return found


@router.operation("GET", "/contacts", "contacts.view", response=ContactsOut)
def list_contacts(request: HttpRequest, wanted: Query[ContactFilter]) -> dict[str, Any]:
    """The entries on the chart (or, with `removed`, those taken off), by number."""
    rows = _rows(request).filter(removed_on__isnull=not wanted.removed)
    for word in search_key(wanted.q).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.party:
        rows = rows.filter(party=wanted.party)
    return part(rows.order_by("number", "pk"), wanted)


@router.operation("GET", "/contact-chart", "contacts.view", response=ContactChartOut)
def read_chart(request: HttpRequest) -> dict[str, Any]:
    """Who calls whom today, in order, and how each entry stands."""
    chart = selectors.contact_chart(person_of(request).institution, clock.today())
    outside = [entry for group in chart.groups for entry in group.entries]
    return {
        "on": chart.on,
        "inside": [_standing(e) for e in chart.inside],
        "outside": [_standing(e) for e in outside],
    }


def _standing(entry: selectors.EntryView) -> dict[str, Any]:
    seen = entry.confirmation.confirmed_on if entry.confirmation else None
    return {
        "contact": entry.contact,
        "is_confirmed": entry.is_confirmed,
        "confirmed_on": seen,
        "until": entry.until,
    }


@router.operation("POST", "/contacts", "contacts.manage", response={201: ContactOut, **PROBLEMS})
def register_contact(request: HttpRequest, body: ContactIn) -> Status[Contact]:
    """Put somebody on the chart."""
    made = services.register_contact(by=person_of(request), **_values(request, body))
    return Status(201, _contact(request, made.pk))


@router.operation("GET", "/contacts/{int:pk}", "contacts.view", response={200: ContactOut, **PROBLEMS})
def read_contact(request: HttpRequest, pk: int) -> Contact:
    """One entry."""
    return _contact(request, pk)


@router.operation("PATCH", "/contacts/{int:pk}", "contacts.manage", response={200: ContactOut, **PROBLEMS})
def change_contact(request: HttpRequest, pk: int, body: ContactPatch) -> Contact:
    """Correct an entry."""
    contact = _contact(request, pk, body.revision)
    services.change_contact(by=person_of(request), contact=contact, **_values(request, body))
    return _contact(request, pk)


@router.operation(
    "POST", "/contacts/{int:pk}/remove", "contacts.manage", response={200: ContactOut, **PROBLEMS}
)
def remove_contact(request: HttpRequest, pk: int, body: ContactReasonIn) -> Contact:
    """Take an entry off the chart."""
    contact = _contact(request, pk, body.revision)
    services.remove_contact(by=person_of(request), contact=contact, reason=body.reason)
    return _contact(request, pk)


@router.operation(
    "POST", "/contacts/{int:pk}/restore", "contacts.manage", response={200: ContactOut, **PROBLEMS}
)
def restore_contact(request: HttpRequest, pk: int) -> Contact:
    """Put an entry back."""
    services.restore_contact(by=person_of(request), contact=_contact(request, pk))
    return _contact(request, pk)


@router.operation(
    "GET",
    "/contacts/{int:pk}/confirmations",
    "contacts.view",
    response={200: list[ConfirmationOut], **PROBLEMS},
)
def list_confirmations(request: HttpRequest, pk: int) -> list[Confirmation]:
    """The last hundred confirmations of an entry, the newest first."""
    return list(_contact(request, pk).confirmations.select_related("confirmed_by")[:100])


@router.operation(
    "POST",
    "/contacts/{int:pk}/confirmations",
    "contacts.manage",
    response={201: ConfirmationOut, **PROBLEMS},
)
def confirm_by_phone(request: HttpRequest, pk: int, body: PhoneIn) -> Status[Confirmation]:
    """Record a call that reached somebody."""
    contact = _contact(request, pk)
    made = services.confirm_by_phone(by=person_of(request), contact=contact, **_values(request, body))
    return Status(201, made)


@router.operation("POST", "/contacts/{int:pk}/links", "contacts.manage", response={201: LinkOut, **PROBLEMS})
def ask_by_link(request: HttpRequest, pk: int) -> Status[ConfirmationRequest]:
    """Send the contact a link by mail."""
    contact = _contact(request, pk)
    address = request.build_absolute_uri
    return Status(201, services.ask_by_link(by=person_of(request), contact=contact, address=address))


def _link(request: HttpRequest, pk: int) -> ConfirmationRequest:
    rows = ConfirmationRequest.objects.visible_to(person_of(request))
    row: ConfirmationRequest = narrow(rows.select_related("contact", "institution"), pk=pk)
    return row


@router.operation("GET", "/contact-links/{int:pk}", "contacts.view", response={200: LinkOut, **PROBLEMS})
def read_link(request: HttpRequest, pk: int) -> ConfirmationRequest:
    """A link and what was answered."""
    return _link(request, pk)


@router.operation(
    "POST", "/contact-links/{int:pk}/withdraw", "contacts.manage", response={200: LinkOut, **PROBLEMS}
)
def withdraw_link(request: HttpRequest, pk: int) -> ConfirmationRequest:
    """Make a link worthless."""
    return services.withdraw_link(by=person_of(request), request=_link(request, pk))


@router.operation(
    "POST", "/contact-links/{int:pk}/take", "contacts.manage", response={200: LinkOut, **PROBLEMS}
)
def take_correction(request: HttpRequest, pk: int) -> ConfirmationRequest:
    """Take over what the contact corrected."""
    services.take_correction(by=person_of(request), request=_link(request, pk))
    return _link(request, pk)


@router.operation(
    "POST", "/contact-links/{int:pk}/refuse", "contacts.manage", response={200: LinkOut, **PROBLEMS}
)
def refuse_correction(request: HttpRequest, pk: int, body: ContactReasonIn) -> ConfirmationRequest:
    """Leave the entry as it is, with a reason."""
    row = _link(request, pk)
    return services.refuse_correction(by=person_of(request), request=row, reason=body.reason)


def _route(row: RouteView) -> dict[str, Any]:
    route = row.route
    names = ("channel", "deadline", "note")
    people = ("responsible", "deputy", "receiver")
    return {
        "recipient": row.recipient,
        "missing": row.missing,
        "revision": route.revision if route else None,
        **{name: getattr(route, name) if route else "" for name in names},
        **{name: getattr(route, name) if route else None for name in people},
    }


@router.operation("GET", "/reporting-routes", "contacts.view", response=list[RouteOut])
def list_routes(request: HttpRequest) -> list[dict[str, Any]]:
    """Every recipient with its route, in the order of reporting."""
    rows = selectors.routes(person_of(request).institution, on=clock.today())
    return [_route(row) for row in rows]


@router.operation(
    "PUT", "/reporting-routes/{recipient}", "contacts.manage", response={200: RouteOut, **PROBLEMS}
)
def set_route(request: HttpRequest, recipient: Recipient, body: RouteIn) -> dict[str, Any]:
    """Say how a recipient is told."""
    by = person_of(request)
    known = {row.recipient: row.route for row in selectors.routes(by.institution, on=clock.today())}
    route = known[recipient]
    if route is not None and body.revision is not None:
        route.revision = body.revision
    services.set_route(by=by, recipient=recipient, route=route, **_values(request, body))
    rows = selectors.routes(by.institution, on=clock.today())
    return next(_route(row) for row in rows if row.recipient == recipient)


@router.operation("GET", "/announcement-templates", "contacts.view", response=list[TemplateOut])
def list_templates(
    request: HttpRequest, audience: AnnouncementAudience | None = None
) -> list[AnnouncementTemplate]:
    """The texts in use, for one audience or for all."""
    return selectors.announcement_templates(person_of(request).institution, audience or "")


@router.operation(
    "POST", "/announcement-templates", "contacts.manage", response={201: TemplateOut, **PROBLEMS}
)
def write_template(request: HttpRequest, body: TemplateIn) -> Status[AnnouncementTemplate]:
    """Keep a text."""
    made = services.write_template(by=person_of(request), **body.dict(exclude={"revision"}))
    return Status(201, made)


def _template(request: HttpRequest, pk: int, revision: int | None = None) -> AnnouncementTemplate:
    row = get_visible(AnnouncementTemplate, person_of(request), pk=pk)
    row.revision = row.revision if revision is None else revision
    return row


@router.operation(
    "GET", "/announcement-templates/{int:pk}", "contacts.view", response={200: TemplateOut, **PROBLEMS}
)
def read_template(request: HttpRequest, pk: int) -> AnnouncementTemplate:
    """One text."""
    return _template(request, pk)


@router.operation(
    "PUT", "/announcement-templates/{int:pk}", "contacts.manage", response={200: TemplateOut, **PROBLEMS}
)
def change_template(request: HttpRequest, pk: int, body: TemplateIn) -> AnnouncementTemplate:
    """Make another version of a text."""
    row = _template(request, pk, body.revision)
    said = body.dict(exclude={"revision"})
    return services.change_template(by=person_of(request), template=row, **said)


@router.operation(
    "POST",
    "/announcement-templates/{int:pk}/retire",
    "contacts.manage",
    response={200: TemplateOut, **PROBLEMS},
)
def retire_template(request: HttpRequest, pk: int) -> AnnouncementTemplate:
    """Use a text no more."""
    return services.retire_template(by=person_of(request), template=_template(request, pk))


@router.operation(
    "POST",
    "/announcement-templates/{int:pk}/restore",
    "contacts.manage",
    response={200: TemplateOut, **PROBLEMS},
)
def restore_template(request: HttpRequest, pk: int) -> AnnouncementTemplate:
    """Use a text again."""
    return services.restore_template(by=person_of(request), template=_template(request, pk))


def _shown(papers: list[PaperCopy], by: Person) -> list[dict[str, Any]]:
    digest = chart_digest(by.institution, clock.today())
    return [
        {
            "id": p.pk,
            "place": p.place,
            "hung_on": p.hung_on,
            "is_current": p.digest == digest,
            "revision": p.revision,
        }
        for p in papers
    ]


@router.operation("GET", "/contact-papers", "contacts.view", response=list[PaperOut])
def list_papers(request: HttpRequest) -> list[dict[str, Any]]:
    """Where the chart hangs on paper."""
    by = person_of(request)
    rows = PaperCopy.objects.visible_to(by).filter(removed_on__isnull=True)
    return _shown(list(rows.order_by("place", "pk")), by)


@router.operation("POST", "/contact-papers", "contacts.manage", response={201: PaperOut, **PROBLEMS})
def hang_paper(request: HttpRequest, body: PaperIn) -> Status[dict[str, Any]]:
    """Record that a sheet was hung."""
    by = person_of(request)
    made = services.hang_paper(by=by, place=body.place, hung_on=body.hung_on)
    return Status(201, _shown([made], by)[0])


@router.operation(
    "POST", "/contact-papers/{int:pk}/replace", "contacts.manage", response={200: PaperOut, **PROBLEMS}
)
def replace_paper(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Record that a sheet was replaced."""
    by = person_of(request)
    made = services.replace_paper(by=by, paper=get_visible(PaperCopy, by, pk=pk))
    return _shown([made], by)[0]


@router.operation(
    "POST", "/contact-papers/{int:pk}/remove", "contacts.manage", response={200: PaperOut, **PROBLEMS}
)
def remove_paper(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Record that no sheet hangs there any more."""
    by = person_of(request)
    made = services.remove_paper(by=by, paper=get_visible(PaperCopy, by, pk=pk))
    return _shown([made], by)[0]
