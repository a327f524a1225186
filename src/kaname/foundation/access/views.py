"""Pages of one's own settings and of the institution's accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import policy, selectors, services
from .forms import AccountForm, ActiveForm, EraForm, RevisionForm, RoleEndForm, RoleForm, TokenForm
from .lists import account_badge, account_listing, account_url, token_badge
from .middleware import ERA_COOKIE
from .models import Membership, Person
from .pages import PersonRequest, apply, get_visible, narrow, page

_YEAR = 365 * 86400


@require_GET
@page("access.own_account")
def settings_page(request: PersonRequest) -> HttpResponse:
    """Who I am in Kaname, how I sign in, and how I want to read."""
    return _settings(request)


def _settings(request: PersonRequest, **more: Any) -> HttpResponse:
    person = request.person
    may_token = policy.may(person, "access.manage_tokens")
    token_form = more.pop("token_form", None) or TokenForm()
    context = {
        "roles": selectors.roles_in_words(person),
        "factor": selectors.second_factor_of(person),
        "era_form": EraForm(initial={"era": request.COOKIES.get(ERA_COOKIE, "wareki")}),
        "may_token": may_token,
        "tokens": [(t, token_badge(t)) for t in selectors.tokens_of(person)] if may_token else [],
        "token_form": token_form,
        **more,
    }
    return render(request, "access/settings.html", context, status=422 if token_form.errors else 200)


@require_POST
@page("access.own_account")
def era_change(request: PersonRequest) -> HttpResponse:
    """Show days in 和暦 or 西暦 on this browser from now on."""
    form = EraForm(request.POST)
    answer = redirect("access:settings")
    if form.is_valid():
        answer.set_cookie(ERA_COOKIE, form.cleaned_data["era"], max_age=_YEAR, httponly=True, samesite="Lax")
        messages.success(request, _("日付の表し方を変えました。"))
    return answer


@require_POST
@never_cache
@page("access.manage_tokens")
def token_new(request: PersonRequest) -> HttpResponse:
    """Make a token of one's own; its text is shown on this answer and never again."""
    form = TokenForm(request.POST)
    made = apply(
        form, lambda: services.issue_token(by=request.person, person=request.person, **_token_values(form))
    )
    if made is None:
        return _settings(request, token_form=form)
    return _settings(request, new_token=made[1])


def _token_values(form: TokenForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {"name": values["name"], "may_write": values["scope"] == "WRITE", "days": values["days"]}


@require_POST
@page("access.manage_tokens")
def token_revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """Make one of one's own tokens worthless."""
    token = narrow(selectors.tokens_of(request.person), pk=pk)
    services.revoke_token(by=request.person, token=token)
    messages.success(request, _("APIトークン「%(name)s」を取り消しました。") % {"name": token.name})
    return redirect(f"{reverse('access:settings')}#tokens")


@require_GET
@page("access.view_accounts")
def account_list(request: PersonRequest) -> HttpResponse:
    """Who can sign in."""
    listing = account_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {"listing": listing, "may_manage": policy.may(request.person, "access.manage_accounts")}
    return render(request, "access/account_list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@page("access.manage_accounts")
def account_new(request: PersonRequest) -> HttpResponse:
    """Open an account; the first password is shown on the answer and never again."""
    form = AccountForm(request.POST or None, by=request.person, initial={"person": request.GET.get("person")})
    if request.method == "POST":
        password = services.random_password()
        made = apply(
            form, lambda: services.create_account(by=request.person, password=password, **form.cleaned_data)
        )
        if made is not None:
            return _show(request, form.cleaned_data["person"], new_password=password)
    return render(request, "access/account_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@page("access.view_accounts")
def account_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One person's account and roles."""
    return _show(request, _subject(request, pk))


def _subject(request: PersonRequest, pk: int) -> Person:
    rows = Person.objects.visible_to(request.person).select_related("user", "institution")
    return narrow(rows.prefetch_related("memberships"), pk=pk)


def _show(request: PersonRequest, subject: Person, **more: Any) -> HttpResponse:
    forms = {"role_form": more.pop("role_form", None) or RoleForm(by=request.person)}
    if subject.user is not None:
        forms["active_form"] = more.pop("active_form", None) or ActiveForm(row=subject.user, auto_id=False)
        forms["password_form"] = more.pop("password_form", None) or RevisionForm(
            row=subject.user, auto_id=False
        )
    context = {
        "subject": subject,
        "badge": account_badge(subject),
        "roles": selectors.roles_in_words(subject),
        "factor": selectors.second_factor_of(subject),
        "memberships": selectors.memberships_of(subject),
        "may_manage": policy.may(request.person, "access.manage_accounts"),
        "may_grant": policy.may(request.person, "access.grant_role"),
        **forms,
        **more,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "access/account_detail.html", context, status=status)


@require_POST
@page("access.manage_accounts")
def account_active(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop an account or open it again."""
    subject = _with_account(request, pk)
    form = ActiveForm(request.POST, row=subject.user, auto_id=False)

    def act() -> Any:
        return services.set_account_active(
            by=request.person, person=subject, active=form.cleaned_data["active"]
        )

    if apply(form, act) is None:
        return _show(request, _subject(request, pk), active_form=form)
    said = _("アカウントを有効にしました。") if form.cleaned_data["active"] else _("アカウントを止めました。")
    messages.success(request, said)
    return redirect(account_url(subject))


@require_POST
@never_cache
@sensitive_post_parameters()
@page("access.manage_accounts")
def account_password(request: PersonRequest, pk: int) -> HttpResponse:
    """Give somebody a new random password, shown on this answer and never again."""
    subject, password = _with_account(request, pk), services.random_password()
    form = RevisionForm(request.POST, row=subject.user, auto_id=False)
    if not _done(form, lambda: services.reset_password(by=request.person, person=subject, password=password)):
        return _show(request, _subject(request, pk), password_form=form)
    return _show(request, _subject(request, pk), new_password=password)


@require_POST
@page("access.manage_accounts")
def account_second_factor(request: PersonRequest, pk: int) -> HttpResponse:
    """Take away the second factor of somebody who lost their device."""
    subject = _with_account(request, pk)
    form = RevisionForm(request.POST, row=subject.user, auto_id=False)
    if not _done(form, lambda: services.remove_second_factor(by=request.person, person=subject)):
        return _show(request, _subject(request, pk), password_form=form)
    messages.success(request, _("二段階の確認を解除しました。本人に、もう一度設定してもらってください。"))
    return redirect(account_url(subject))


def _with_account(request: PersonRequest, pk: int) -> Person:
    return get_visible(Person, request.person, pk=pk, user__isnull=False)


def _done(form: RevisionForm, service: Callable[[], None]) -> bool:
    """Whether the service went through; what it refuses lands on the form."""
    if not form.is_valid():
        return False
    try:
        service()
    except ValidationError as refused:
        form.add_error(None, refused.messages)  # type: ignore[arg-type]
        return False
    return True


@require_POST
@page("access.grant_role")
def account_role(request: PersonRequest, pk: int) -> HttpResponse:
    """Give somebody a role that comes from no appointment."""
    subject = get_visible(Person, request.person, pk=pk)
    form = RoleForm(request.POST, by=request.person)
    if (
        apply(form, lambda: services.grant_role(by=request.person, person=subject, **form.cleaned_data))
        is None
    ):
        return _show(request, _subject(request, pk), role_form=form)
    messages.success(request, _("役割を与えました。"))
    return redirect(account_url(subject))


@require_http_methods(["GET", "POST"])
@page("access.grant_role")
def role_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a role with its last day."""
    membership = narrow(
        Membership.objects.visible_to(request.person).select_related("person", "institution"), pk=pk
    )
    form = RoleEndForm(request.POST or None, row=membership)
    if request.method == "POST":
        service = lambda: services.end_role(by=request.person, membership=membership, **form.cleaned_data)  # noqa: E731
        if apply(form, service) is not None:
            messages.success(request, _("役割の最後の日を記録しました。"))
            return redirect(account_url(membership.person))
    context = {"form": form, "membership": membership, "back": account_url(membership.person)}
    return render(request, "access/role_end.html", context, status=422 if form.errors else 200)
