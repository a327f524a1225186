"""Pages of completions: the list of all, one of them, and taking back a mistaken one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.rooms.training import services
from kaname.rooms.training.forms.courses import OptionalReasonForm
from kaname.rooms.training.lists import completion_badge, completion_listing
from kaname.rooms.training.models import Completion
from kaname.rooms.training.pages import crumbs, form_page
from kaname.rooms.training.selectors.learning import completion_rows


def _trail() -> tuple[str, str]:
    return _("受講の記録"), reverse("training:completion_list")


def _completion(request: PersonRequest, pk: int) -> Completion:
    return narrow(completion_rows(request.person), pk=pk)


@require_safe
@page("training.view_all")
def completion_list(request: PersonRequest) -> HttpResponse:
    """All completions, newest first."""
    listing = completion_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "training.manage")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs()}
    return render(request, "training/completion_list.html", context)


@require_safe
@page("training.take")
def completion_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One completion: who, what, when and how it is known."""
    completion = _completion(request, pk)
    governs = policy.may(request.person, "training.view_all")
    context = {
        "completion": completion,
        "badge": completion_badge(completion),
        "may_manage": policy.may(request.person, "training.manage") and completion.withdrawn_on is None,
        "governs": governs,
        "crumbs": crumbs(_trail()) if governs else crumbs(),
    }
    return render(request, "training/completion_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("training.manage")
def completion_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a completion that was recorded by mistake."""
    completion = _completion(request, pk)
    form = OptionalReasonForm(request.POST or None, row=completion)
    return form_page(
        request,
        form,
        lambda: services.withdraw_completion(
            by=request.person, completion=form.as_read(completion), **form.values()
        ),
        title=_("%(name)s さんの受講の記録を取り消す") % {"name": completion.person.name},
        submit=_("取り消す"),
        said=_("取り消しました。記録は理由とともに残ります。"),
        cancel=completion.get_absolute_url(),
        trail=[_trail()],
    )
