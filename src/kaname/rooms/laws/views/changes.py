"""Pages of the changes of laws."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import press
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.foundation.access.records import ref_of
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import ChangeState
from kaname.rooms.laws.forms.laws import ChangeForm, DirectChangeForm
from kaname.rooms.laws.lists import change_badge, change_listing
from kaname.rooms.laws.models import LawChange
from kaname.rooms.laws.pages import back_to, form_page, law_crumbs
from kaname.rooms.laws.selectors import changes
from kaname.rooms.laws.services.changes import usual_order


def _trail() -> tuple[str, str]:
    return _("法令の改正"), reverse("laws:change_list")


def _change(request: PersonRequest, pk: int) -> LawChange:
    return narrow(changes.change_rows(request.person), pk=pk)


@require_safe
@page("laws.view")
def change_list(request: PersonRequest) -> HttpResponse:
    """The changes of laws, and those that Kaname learned of with its last update."""
    listing = change_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    home = request.person.institution
    context = {
        "listing": listing,
        "new": changes.new_changes(home),
        "unreviewed": changes.unreviewed_count(home),
        "may_manage": policy.may(request.person, "laws.manage"),
        "crumbs": law_crumbs(),
    }
    return render(request, "laws/change_list.html", context)


@require_POST
@page("laws.manage")
def change_take_in(request: PersonRequest) -> HttpResponse:
    """Put the changes that are new in Kaname on the hospital's list."""
    said = _("新しい改正を一覧に加えました。一件ずつ、確かめる人を決めてください。")
    to = reverse("laws:change_list")
    return press(request, lambda: services.take_in_changes(by=request.person), said, to)


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def change_new(request: PersonRequest) -> HttpResponse:
    """Note a change that somebody learned of."""
    form = ChangeForm(request.POST or None, by=request.person, initial={"law": request.GET.get("law", "")})
    return form_page(
        request,
        form,
        lambda: services.note_change(by=request.person, **form.values()),
        title=_("改正を記録する"),
        submit=_("記録する"),
        said=_("記録しました。続けて、確かめる人を決めてください。"),
        cancel=reverse("laws:change_list"),
        crumbs=law_crumbs(_trail()),
    )


@require_safe
@page("laws.view")
def change_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One change: what it asks of us, and who looks at it."""
    row = _change(request, pk)
    may_manage = policy.may(request.person, "laws.manage")
    context = {
        "change": row,
        "badge": change_badge(row),
        "may_direct": may_manage and row.state == ChangeState.UNREVIEWED,
        "may_reconsider": may_manage and row.state == ChangeState.NOT_RELEVANT,
        "may_see_directive": policy.may(request.person, "laws.view_gaps"),
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(row),
        "crumbs": law_crumbs(_trail()),
    }
    return render(request, "laws/change_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def change_direct(request: PersonRequest, pk: int) -> HttpResponse:
    """この改正を確かめる: tell somebody to look at it and report."""
    row = _change(request, pk)
    initial = {"addressee": row.law.owner_id if row.law else None, "body": usual_order(row)}
    form = DirectChangeForm(request.POST or None, by=request.person, row=row, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.direct_change(by=request.person, change=form.as_read(row), **form.values()),
        title=_("この改正を確かめる：%(what)s") % {"what": row.title},
        submit=_("確認を指示する"),
        said=_("確認を指示しました。報告が届いたら判断してください。"),
        cancel=row.get_absolute_url(),
        to=back_to(row),
        crumbs=law_crumbs(_trail(), (row.title, row.get_absolute_url())),
    )


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def change_set_aside(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a change asks nothing of this hospital, and why."""
    row = _change(request, pk)
    form = ReasonForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: services.set_change_aside(by=request.person, change=form.as_read(row), **form.values()),
        title=_("「%(what)s」を対応不要とする") % {"what": row.title},
        submit=_("対応不要とする"),
        said=_("対応不要としました。"),
        cancel=row.get_absolute_url(),
        crumbs=law_crumbs(_trail(), (row.title, row.get_absolute_url())),
    )


@require_POST
@page("laws.manage")
def change_reconsider(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back that a change asks nothing of us."""
    row = _change(request, pk)
    said = _("対応不要を取り消しました。")
    return press(
        request,
        lambda: services.reconsider_change(by=request.person, change=row),
        said,
        row.get_absolute_url(),
    )
