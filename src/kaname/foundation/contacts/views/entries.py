"""Pages of the entries: listed, entered, changed, taken off."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.record_forms import ReasonForm, RecordForm
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import selectors, services
from kaname.foundation.contacts.choices import Party
from kaname.foundation.contacts.forms import ContactForm
from kaname.foundation.contacts.lists import REMOVED, contact_listing
from kaname.foundation.contacts.models import Contact
from kaname.foundation.contacts.pages import crumbs, form_page, list_step


def find(request: PersonRequest, pk: int) -> Contact:
    """An entry that this person may see, or Http404."""
    contact: Contact = narrow(selectors.contact_rows(request.person), pk=pk)
    return contact


@require_safe
@page("contacts.view")
def contact_list(request: PersonRequest) -> HttpResponse:
    """All entries, with how each stands; also as Excel."""
    listing = contact_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "contacts.manage")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs()}
    return render(request, "contacts/contact_list.html", context)


@require_safe
@page("contacts.view")
def contact_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One entry: how it is reached, how it was confirmed, and what waits about it."""
    contact, today = find(request, pk), clock.today()
    view = selectors.view_of(contact, today, selectors.confirm_months(contact.institution))
    requests = list(contact.requests.select_related("asked_by", "judged_by")[:10])
    context = {
        "contact": contact,
        "view": view,
        "badge": view.badge if contact.removed_on is None else REMOVED,
        "confirmations": contact.confirmations.select_related("confirmed_by")[:20],
        "requests": requests,
        "waiting": next((r for r in requests if r.is_open_on(today)), None),
        "corrections": [(r, _changes(contact, r.correction)) for r in requests if r.status == "CORRECTED"],
        "systems": [serving.system for serving in contact.serves.select_related("system")],
        "calls": contact.calls.filter(removed_on__isnull=True).order_by("order", "pk"),
        "mails_go_out": settings.EMAIL_CONFIGURED,
        "may_manage": policy.may(request.person, "contacts.manage"),
        "may_see_systems": policy.may(request.person, "assets.view"),
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(contact),
        "crumbs": crumbs(list_step()),
    }
    return render(request, "contacts/contact_detail.html", context)


def _changes(contact: Contact, correction: dict[str, str]) -> list[tuple[str, str, str]]:
    """What a contact wants changed: the field, what the entry says, what it should say."""
    return [
        (str(Contact._meta.get_field(name).verbose_name), str(getattr(contact, name)), value)  # type: ignore[union-attr]
        for name, value in correction.items()
    ]


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def contact_new(request: PersonRequest) -> HttpResponse:
    """Put somebody on the chart; a link from an obligation says whom."""
    party, name = request.GET.get("party", ""), request.GET.get("organisation", "")[:200]
    initial = {"party": party if party in Party else Party.VENDOR, "organisation": name}
    form = ContactForm(request.POST or None, by=request.person, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.register_contact(by=request.person, **form.values()),
        title=_("連絡先を登録する"),
        submit=_("登録する"),
        said=_("登録しました。電話をかけるか、リンクを送って確かめてください。"),
        cancel=reverse("contacts:chart"),
        trail=[list_step()],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def contact_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct an entry."""
    contact = find(request, pk)
    form = ContactForm(request.POST or None, by=request.person, row=contact)
    return form_page(
        request,
        form,
        lambda: services.change_contact(by=request.person, contact=form.as_read(contact), **form.values()),
        title=_("「%(name)s」を変える") % {"name": contact.name},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=contact.get_absolute_url(),
        trail=[list_step(), (contact.name, contact.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def contact_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an entry off the chart."""
    contact = find(request, pk)
    form = ReasonForm(request.POST or None, row=contact)
    return form_page(
        request,
        form,
        lambda: services.remove_contact(by=request.person, contact=form.as_read(contact), **form.values()),
        title=_("「%(name)s」を連絡体制図から外す") % {"name": contact.name},
        submit=_("外す"),
        said=_("連絡体制図から外しました。"),
        cancel=contact.get_absolute_url(),
        trail=[list_step(), (contact.name, contact.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def contact_restore(request: PersonRequest, pk: int) -> HttpResponse:
    """Put an entry back that was taken off."""
    contact = find(request, pk)
    form = RecordForm(request.POST or None, row=contact)
    return form_page(
        request,
        form,
        lambda: services.restore_contact(by=request.person, contact=form.as_read(contact)),
        title=_("「%(name)s」を連絡体制図に戻す") % {"name": contact.name},
        submit=_("戻す"),
        said=_("連絡体制図に戻しました。"),
        cancel=contact.get_absolute_url(),
        trail=[list_step(), (contact.name, contact.get_absolute_url())],
    )
