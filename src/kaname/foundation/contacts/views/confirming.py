"""Pages on which entries are confirmed: a call is recorded, a link is sent, a correction is judged."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.record_forms import ReasonForm, RecordForm
from kaname.foundation.contacts import services
from kaname.foundation.contacts.forms import PhoneForm
from kaname.foundation.contacts.models import ConfirmationRequest
from kaname.foundation.contacts.pages import form_page, list_step
from kaname.foundation.contacts.services.confirming import LINK_DAYS

from .entries import find


def _request(request: PersonRequest, pk: int) -> ConfirmationRequest:
    rows = ConfirmationRequest.objects.visible_to(request.person)
    return narrow(rows.select_related("contact__person", "institution"), pk=pk)


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def confirm_phone(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a call, and put right what it showed to have changed."""
    contact = find(request, pk)
    form = PhoneForm(request.POST or None, row=contact)
    return form_page(
        request,
        form,
        lambda: services.confirm_by_phone(by=request.person, contact=form.as_read(contact), **form.values()),
        title=_("「%(name)s」を電話で確かめた") % {"name": contact.name},
        submit=_("確かめたことを記録する"),
        said=_("確かめたことを記録しました。"),
        cancel=contact.get_absolute_url(),
        trail=[list_step(), (contact.name, contact.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def ask_link(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a link by mail."""
    contact = find(request, pk)
    form = RecordForm(request.POST or None, row=contact)
    return form_page(
        request,
        form,
        lambda: services.ask_by_link(by=request.person, contact=contact, address=request.build_absolute_uri),
        title=_("「%(name)s」に確認のリンクを送る") % {"name": contact.name},
        submit=_("%(mail)s に送る") % {"mail": contact.mail} if contact.mail else _("送る"),
        more={
            "lead": _(
                "相手は、登録してある電話番号などを見て、会員登録なしで一度だけ答えられます。リンクは%(n)s日間使えます。"
            )
            % {"n": LINK_DAYS}
        },
        said=_("リンクを送る用意をしました。答えは、この連絡先のページに届きます。"),
        cancel=contact.get_absolute_url(),
        trail=[list_step(), (contact.name, contact.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def link_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a link worthless."""
    row = _request(request, pk)
    form = RecordForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: services.withdraw_link(by=request.person, request=form.as_read(row)),
        title=_("「%(name)s」に送ったリンクを取り下げる") % {"name": row.contact.name},
        submit=_("取り下げる"),
        said=_("リンクを取り下げました。"),
        cancel=row.get_absolute_url(),
        trail=[list_step(), (row.contact.name, row.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def correction_take(request: PersonRequest, pk: int) -> HttpResponse:
    """Take over what a contact corrected."""
    row = _request(request, pk)
    form = RecordForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: services.take_correction(by=request.person, request=form.as_read(row)),
        title=_("「%(name)s」の訂正を取り入れる") % {"name": row.contact.name},
        submit=_("取り入れる"),
        said=_("訂正を取り入れました。"),
        cancel=row.get_absolute_url(),
        trail=[list_step(), (row.contact.name, row.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def correction_refuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Leave the entry as it is."""
    row = _request(request, pk)
    form = ReasonForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: services.refuse_correction(by=request.person, request=form.as_read(row), **form.values()),
        title=_("「%(name)s」の訂正を取り入れない") % {"name": row.contact.name},
        submit=_("取り入れない"),
        said=_("訂正を取り入れませんでした。"),
        cancel=row.get_absolute_url(),
        trail=[list_step(), (row.contact.name, row.get_absolute_url())],
    )
