"""Pages of directives: the list, a new one, and one with its history and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.access.records import resolve_visible

from . import rules, selectors, services
from .forms import ActForm, DirectiveForm, first_values
from .lists import TAB_URLS, TABS, directive_listing
from .models import Directive
from .moves import moves_of, posted_form


def _visible(request: PersonRequest, pk: int) -> Directive:
    rows = Directive.objects.visible_to(request.person).with_people().select_related("parent", "withdrawn_by")
    return narrow(rows, pk=pk)


@require_GET
@page("directives.view")
def directive_list(request: PersonRequest, tab: str = "mine") -> HttpResponse:
    """The list (also as a file), with what waits for a verdict of whoever looks."""
    listing = directive_listing(request, request.person, tab)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "tabs": [(TAB_URLS[key], label, key == tab) for key, label in TABS.items()],
        "awaiting": selectors.reports_awaiting_verdict(request.person)[:20],
        "may_issue": rules.may_issue_freely(request.person),
    }
    return render(request, "directives/directive_list.html", context)


@require_http_methods(["GET", "POST"])
@page("directives.issue")
def directive_new(request: PersonRequest) -> HttpResponse:
    """A new directive; a link from an obligation or a record fills it in."""
    person = request.person
    initial = first_values(person, request.GET)
    form = DirectiveForm(request.POST or None, by=person, initial=initial)
    if request.method == "POST":
        made = apply(form, lambda: services.issue_directive(by=person, **form.values()))
        if made is not None:
            messages.success(request, _("指示 %(number)s を出しました。") % {"number": made.number})
            return redirect(made)
    context = {"form": form, "may_issue": rules.may_issue_freely(person)}
    return render(request, "directives/directive_form.html", context, status=_status(form))


@require_GET
@page("directives.view")
def directive_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One directive."""
    return _show(request, _visible(request, pk))


@require_GET
@page("directives.view")
def directive_print(request: PersonRequest, pk: int) -> HttpResponse:
    """One directive as a sheet of A4 paper."""
    view = selectors.directive_view(_visible(request, pk), request.person)
    return render(request, "directives/directive_print.html", {"view": view, "directive": view.directive})


def _show(
    request: PersonRequest, directive: Directive, *, tried: str = "", form: ActForm | None = None
) -> HttpResponse:
    view = selectors.directive_view(directive, request.person)
    context = {
        "view": view,
        "directive": directive,
        "parent": resolve_visible(f"directives.directive:{directive.parent_id}", person=request.person),
        "source": resolve_visible(directive.origin, person=request.person),
        "moves": moves_of(request.person, view, tried=tried, form=form),
    }
    return render(request, "directives/directive_detail.html", context, status=_status(form))


def _status(form: ActForm | None) -> int:
    return 422 if form is not None and form.is_bound and form.errors else 200


def _act(
    request: PersonRequest, pk: int, name: str, service: Callable[..., Model], said: str
) -> HttpResponse:
    """Do one thing about a directive; when it is refused, show the page again with what was typed."""
    directive = _visible(request, pk)
    form = posted_form(name, by=request.person, data=request.POST, files=request.FILES, directive=directive)

    def act() -> Model:
        return service(by=request.person, directive=form.as_read(directive), **form.values())

    if apply(form, act) is None:
        return _show(request, _visible(request, pk), tried=name, form=form)
    messages.success(request, said)
    return redirect("directives:directive_detail", pk)


@require_POST
@page("directives.respond")
def directive_acknowledge(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it has arrived."""
    return _act(request, pk, "acknowledge", services.acknowledge, _("受け取りました。"))


@require_POST
@page("directives.respond")
def directive_report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report on it, with files as evidence."""
    return _act(request, pk, "report", services.report, _("報告しました。判断を待ちます。"))


@require_POST
@page("directives.judge")
def directive_accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Accept the report that waits."""
    return _act(request, pk, "accept", services.accept, _("報告を了としました。"))


@require_POST
@page("directives.judge")
def directive_return(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the report that waits back."""
    return _act(request, pk, "return", services.return_report, _("報告を差し戻しました。"))


@require_POST
@page("directives.judge")
def directive_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Let an executive confirm what somebody else accepted."""
    return _act(request, pk, "confirm", services.confirm, _("経営層として確認しました。"))


@require_POST
@page("directives.issue")
def directive_hand_down(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand a part of it down the line."""
    return _act(request, pk, "hand_down", services.hand_down, _("引き継いで指示しました。"))


@require_POST
@page("directives.issue")
def directive_remind(request: PersonRequest, pk: int) -> HttpResponse:
    """Urge the addressee."""
    return _act(request, pk, "remind", services.remind, _("催促しました。"))


@require_POST
@page("directives.issue")
def directive_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return _act(request, pk, "withdraw", services.withdraw, _("指示を取り下げました。"))
