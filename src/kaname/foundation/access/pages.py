"""How a page is guarded: `@page("directives.view")` asks for a signed-in person whose role the policy allows.

@page("directives.issue")
def directive_new(request: PersonRequest) -> HttpResponse: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from . import drafts, policy
from .models import Person

View = Callable[..., HttpResponseBase]
M = TypeVar("M", bound=models.Model)
R = TypeVar("R")


class PersonRequest(HttpRequest):
    """A request that `page` let through: `person` acts, for `person.institution`.

    `banner`: words (`text`, `more`) that stand above everything on the page, also in print.
    """

    person: Person
    banner: Mapping[str, Any]


def page(action: str) -> Callable[[View], View]:
    """Let through only a person who may take `action`; anonymous visitors go to the sign-in page."""
    policy.allowed_roles(action)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if request.person is None:
                raise PermissionDenied(
                    _("このアカウントは、いまどの病院にも属していません。管理者に確かめてください。")
                )
            policy.require(request.person, action)
            return view(request, *args, **kwargs)

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send to the sign-in page and back; what was typed is kept. htmx is told to leave the page."""
    if request.method == "POST":
        drafts.keep(request)
    answer = redirect_to_login(drafts.address_of(request))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def get_visible(model: type[M], person: Person, **lookup: Any) -> M:
    """The one row the person may see, or Http404 (also for another institution's row: hostile case 34)."""
    return narrow(model.objects.visible_to(person), **lookup)  # type: ignore[attr-defined,no-any-return]


def narrow(queryset: models.QuerySet[M], **lookup: Any) -> M:
    """One row of a queryset that is already scoped to a person, or Http404."""
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError) as missing:
        raise Http404 from missing


def apply(form: Form, service: Callable[[], R]) -> R | None:
    """Call a service for a valid form; a ValidationError it raises lands on the form, with what was typed kept.

    Returns the service's result, or None when the form has errors and must be shown again.
    """
    if not form.is_valid():
        return None
    try:
        return service()
    except ValidationError as refused:
        _add_errors(form, refused)
        return None


def _add_errors(form: Form, refused: ValidationError) -> None:
    if hasattr(refused, "error_dict"):
        for name, errors in refused.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refused)
