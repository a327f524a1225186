"""Pages of accounts: the comparison with the register of people, one account, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, apply, get_visible, narrow, page
from kaname.foundation.access.record_forms import RecordForm
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.rooms.organisation import services
from kaname.rooms.organisation.account_lists import STATES, account_listing, state_badge
from kaname.rooms.organisation.forms import AssignAccountForm, SystemAccountForm, WithdrawForm
from kaname.rooms.organisation.models import AccountHolder, AccountList
from kaname.rooms.organisation.pages import crumbs, form_page
from kaname.rooms.organisation.reconciliation import (
    OPEN_STATES,
    HolderState,
    Line,
    Register,
    SystemAccounts,
    reconciliation_of,
)

SHOWN = 30


def _trail() -> tuple[str, str]:
    return _("利用者の突合"), reverse("organisation:account_overview")


@require_safe
@page("access.view_accounts")
def account_overview(request: PersonRequest) -> HttpResponse:
    """Each system's newest list: what is not in order first, then how many are."""
    found = reconciliation_of(request.person.institution, clock.today())
    told = _directives(request.person, [n for s in found.systems for n in s.in_state(*OPEN_STATES)])
    context = {
        "systems": [_system_in_words(system, told) for system in found.systems],
        "open_count": found.open_count,
        "may_manage": policy.may(request.person, "organisation.manage"),
        "today": clock.today(),
        "crumbs": crumbs(),
    }
    return render(request, "organisation/account_overview.html", context)


def _system_in_words(system: SystemAccounts, told: dict[int, Directive]) -> dict[str, Any]:
    groups = []
    for state in OPEN_STATES:
        lines = system.in_state(state)
        if lines:
            rows = [(line, told.get(line.pk)) for line in lines[:SHOWN]]
            groups.append({"badge": state_badge(state), "state": state, "count": len(lines), "rows": rows})
    return {
        "list": system.source,
        "groups": groups,
        "count": len(system.lines),
        "fine": system.counts[HolderState.FINE],
        "system": system.counts[HolderState.SYSTEM],
        "is_old": system.valid_until < clock.today(),
        "valid_until": system.valid_until,
    }


def _directives(person: Person, lines: list[Line]) -> dict[int, Directive]:
    """The newest directive about each of these accounts that is not withdrawn."""
    refs = {f"organisation.accountholder:{line.pk}": line.pk for line in lines}
    rows = Directive.objects.visible_to(person).filter(origin__in=refs, withdrawn_by__isnull=True)
    return {refs[row.origin]: row for row in rows.order_by("pk")}


@require_safe
@page("access.view_accounts")
def account_list(request: PersonRequest) -> HttpResponse:
    """All accounts, to search and to take away."""
    listing = account_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "organisation.manage")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs(_trail())}
    return render(request, "organisation/account_list.html", context)


def _holder(request: PersonRequest, pk: int) -> AccountHolder:
    rows = AccountHolder.objects.visible_to(request.person).select_related("list", "person", "owner")
    return narrow(rows, pk=pk)


@require_safe
@page("access.view_accounts")
def account_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One account: whose it is, why, and what can be done about it."""
    return _show(request, _holder(request, pk))


def _show(request: PersonRequest, holder: AccountHolder, **tried: RecordForm) -> HttpResponse:
    institution, today = request.person.institution, clock.today()
    register = Register(institution)
    line = register.line(holder, today)
    candidates = [p.pk for p in register.candidates(holder.name, holder.number)]
    forms: dict[str, RecordForm] = {
        "assign_form": AssignAccountForm(
            institution=institution, row=holder, initial={"person": candidates[0] if candidates else None}
        ),
        "system_form": SystemAccountForm(institution=institution, row=holder),
        **tried,
    }
    newest = {s.source.pk for s in reconciliation_of(institution, today).systems}
    context = {
        "holder": holder,
        "line": line,
        "badge": state_badge(line.state),
        "is_open": line.state in OPEN_STATES,
        "is_newest": holder.list_id in newest,
        "candidates": Person.objects.of(institution).filter(pk__in=candidates) if len(candidates) > 1 else [],
        "directives": _told(request.person, holder),
        "directive_url": _directive_url(holder, line),
        "may_manage": policy.may(request.person, "organisation.manage"),
        "may_issue": policy.may(request.person, "directives.issue"),
        "crumbs": crumbs(_trail()),
        **forms,
    }
    status = 422 if any(form.errors for form in tried.values()) else 200
    return render(request, "organisation/account_detail.html", context, status=status)


def _told(person: Person, holder: AccountHolder) -> list[Directive]:
    rows = Directive.objects.visible_to(person).filter(origin=ref_of(holder))
    return list(rows.select_related("addressee").order_by("-pk"))


def _directive_url(holder: AccountHolder, line: Line) -> str:
    """A new directive, filled in, that leads back here."""
    words = {"system": holder.list.system, "account": holder.account, "state": STATES[line.state][0]}
    title = _("%(system)sの利用者 %(account)s を確かめて、要らなければ削除する") % words
    body = _(
        "%(system)sの利用者 %(account)s は、名簿との突合で「%(state)s」でした。要らなければ削除し、削除後の一覧を添えて報告してください。"
    )
    query = {"origin": ref_of(holder), "title": title, "body": body % words}
    return f"{reverse('directives:directive_new')}?{urlencode(query)}"


def _act(
    request: PersonRequest,
    holder: AccountHolder,
    name: str,
    form: RecordForm,
    service: Callable[[], Any],
    said: str,
) -> HttpResponse:
    if apply(form, service) is None:
        return _show(request, _holder(request, holder.pk), **{name: form})
    messages.success(request, said)
    return redirect(holder)


@require_POST
@page("organisation.manage")
def account_assign(request: PersonRequest, pk: int) -> HttpResponse:
    """Say whose account it is."""
    holder = _holder(request, pk)
    form = AssignAccountForm(request.POST, institution=request.person.institution, row=holder)
    return _act(
        request,
        holder,
        "assign_form",
        form,
        lambda: services.assign_account(by=request.person, holder=form.as_read(holder), **form.values()),
        _("名簿の人に結び付けました。次の一覧にも引き継がれます。"),
    )


@require_POST
@page("organisation.manage")
def account_system(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that the account is a system's own."""
    holder = _holder(request, pk)
    form = SystemAccountForm(request.POST, institution=request.person.institution, row=holder)
    return _act(
        request,
        holder,
        "system_form",
        form,
        lambda: services.mark_system_account(by=request.person, holder=form.as_read(holder), **form.values()),
        _("システムのアカウントとして記録しました。次の一覧にも引き継がれます。"),
    )


@require_POST
@page("organisation.manage")
def account_unassign(request: PersonRequest, pk: int) -> HttpResponse:
    """Let number and name decide again."""
    holder = _holder(request, pk)
    form = RecordForm(request.POST, row=holder)
    return _act(
        request,
        holder,
        "unassign_form",
        form,
        lambda: services.unassign_account(by=request.person, holder=form.as_read(holder)),
        _("手で決めたことを取り消しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def account_list_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a wrong list back."""
    row = get_visible(AccountList, request.person, pk=pk)
    form = WithdrawForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: services.withdraw_account_list(
            by=request.person, account_list=form.as_read(row), **form.values()
        ),
        title=_("「%(list)s」の一覧を取り消す") % {"list": row},
        submit=_("取り消す"),
        said=_("一覧を取り消しました。前の一覧があれば、それを使います。"),
        cancel=reverse("organisation:account_overview"),
        to=lambda _row: reverse("organisation:account_overview"),
        trail=[_trail()],
    )
