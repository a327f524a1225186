"""Pages of decisions: the list, one decision with all that can be done about it, a new request, the PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.evidence.selectors import evidence_of
from kaname.foundation.ledger.prints import fingerprint_of

from . import rules, selectors, services
from .forms import ActForm, DecisionForm, GeneralForm, ProxyForm, ResubmitForm, ReturnForm, WithdrawForm
from .kinds import GENERAL
from .lists import decision_listing, status_of
from .models import Decision, DecisionAction
from .paper import decision_paper


@require_safe
@page("decisions.view")
def decision_list(request: PersonRequest) -> HttpResponse:
    """All decisions of the hospital; those that wait for the reader come first."""
    listing = decision_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    waiting: dict[str, list[Any]] = {
        "waiting": list(selectors.decisions_awaiting(request.person)),
        "returned": list(selectors.decisions_returned_to(request.person)),
        "proxies": list(selectors.proxies_unseen_by(request.person)),
    }
    context = {
        "listing": listing,
        "waiting_count": sum(len(rows) for rows in waiting.values()),
        "may_request": policy.may(request.person, "decisions.request"),
    }
    return render(request, "decisions/decision_list.html", {**context, **waiting})


@require_safe
@page("decisions.view")
def decision_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One decision: the question, what it rests on, the answer to give, and how it came here."""
    return _detail(request, _decision(request, pk))


@page("decisions.request")
def decision_new(request: PersonRequest) -> HttpResponse:
    """Put a general question before those who decide."""
    form = GeneralForm(request.POST or None, request.FILES or None, by=request.person)
    if request.method == "POST":
        made = apply(
            form, lambda: services.request_decision(by=request.person, kind=GENERAL, **form.request())
        )
        if made is not None:
            messages.success(request, _("起案しました（%(number)s）。") % {"number": made.number})
            return redirect(made)
    return render(request, "decisions/decision_form.html", {"form": form, "crumbs": _crumbs(_("起案する"))})


@require_POST
@page("decisions.act")
def decision_act(request: PersonRequest, pk: int) -> HttpResponse:
    """Pass the current step, or decide."""
    return _do(request, pk, "act", ActForm, services.act_on_step, _("記録しました。"))


@require_POST
@page("decisions.act")
def decision_proxy(request: PersonRequest, pk: int) -> HttpResponse:
    """Do the same for the absent person of the step."""
    return _do(
        request,
        pk,
        "proxy",
        ProxyForm,
        services.act_as_proxy,
        _("代決として記録しました。本人に知らせます。"),
    )


@require_POST
@page("decisions.act")
def decision_return(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the request back."""
    return _do(request, pk, "return", ReturnForm, services.return_to, _("差し戻しました。"))


@require_POST
@page("decisions.request")
def decision_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    return _do(request, pk, "withdraw", WithdrawForm, services.withdraw, _("取り下げました。"))


@require_POST
@page("decisions.request")
def decision_resubmit(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand a returned request in again."""
    return _do(request, pk, "resubmit", ResubmitForm, services.resubmit, _("出し直しました。"))


@require_POST
@page("decisions.act")
def proxy_seen(request: PersonRequest, pk: int) -> HttpResponse:
    """The absent person confirms having seen what was done in their stead."""
    action = narrow(DecisionAction.objects.visible_to(request.person).select_related("decision"), pk=pk)
    services.see_proxy(by=request.person, action=action)
    return redirect(action.decision)


@require_safe
@page("decisions.view")
def decision_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The decision on paper (決裁書), with the ledger's fingerprint."""
    return decision_paper(_decision(request, pk))


def _crumbs(here: str) -> list[dict[str, str]]:
    return [{"label": _("決裁"), "url": reverse("decisions:decision_list")}, {"label": here}]


def _decision(request: PersonRequest, pk: int) -> Decision:
    return narrow(selectors.decisions_in_full(Decision.objects.visible_to(request.person)), pk=pk)


def _do(
    request: PersonRequest,
    pk: int,
    name: str,
    form_class: type[DecisionForm],
    service: Callable[..., Decision],
    done: str,
) -> HttpResponse:
    """Run one service for one posted form; when it refuses, the page comes back with what was typed."""
    decision = _decision(request, pk)
    if not decision.is_open:
        messages.info(request, rules.why_closed(decision))
        return redirect(decision)
    form = form_class(request.POST, decision=decision, auto_id=f"{name}_%s")
    if form.is_valid() and form.cleaned_data["revision"] is not None:
        decision.revision = form.cleaned_data["revision"]
    result = apply(form, lambda: service(by=request.person, decision=decision, **form.values()))
    if result is not None:
        messages.success(request, done)
        return redirect(decision)
    return _detail(request, _decision(request, pk), **{name: form})


def _detail(request: PersonRequest, decision: Decision, **posted: DecisionForm) -> HttpResponse:
    kind, subject = decision.decision_kind, decision.subject
    context = {
        "decision": decision,
        "kind": kind,
        "status": status_of(decision),
        "subject": subject,
        "crumbs": _crumbs(decision.number),
        "subject_url": kind.subject_url(subject),
        "material": decision.material,
        "material_lines": selectors.material_lines(decision),
        "is_material_current": selectors.is_material_current(decision),
        "steps": selectors.stages_of(decision),
        "history": selectors.lines_of(decision),
        "fingerprint": fingerprint_of(decision),
        "evidence": evidence_of(decision),
        "unseen": [a for a in selectors.proxies_unseen_by(request.person) if a.decision_id == decision.pk],
        "forms": {**_forms(request.person, decision), **posted},
    }
    return render(request, "decisions/decision_detail.html", context, status=422 if posted else 200)


def _forms(by: Person, decision: Decision) -> dict[str, Any]:
    """The forms this person may use now."""
    acts, asks = policy.may(by, "decisions.act"), policy.may(by, "decisions.request")
    offered: dict[str, tuple[bool, type[DecisionForm]]] = {
        "act": (acts and not rules.why_not_act(by, decision), ActForm),
        "proxy": (acts and not rules.why_not_proxy(by, decision), ProxyForm),
        "return": (acts and not rules.why_not_return(by, decision, 0), ReturnForm),
        "withdraw": (asks and not rules.why_not_withdraw(by, decision), WithdrawForm),
        "resubmit": (asks and not rules.why_not_resubmit(by, decision), ResubmitForm),
    }
    return {
        name: form(decision=decision, auto_id=f"{name}_%s") for name, (may, form) in offered.items() if may
    }
