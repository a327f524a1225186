"""Pages of people: the register, one person with account, roles and postings, and what is done about them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access import services as access
from kaname.foundation.access.form_pages import press
from kaname.foundation.access.models import Membership, Person
from kaname.foundation.access.pages import PersonRequest, apply, get_visible, narrow, page
from kaname.foundation.access.record_forms import LastDayForm, RecordForm
from kaname.foundation.calendar import clock
from kaname.rooms.organisation import selectors, services
from kaname.rooms.organisation.forms import (
    AccountForm,
    EndForm,
    NewPersonForm,
    PersonForm,
    PostingForm,
    RoleForm,
)
from kaname.rooms.organisation.lists import appointment_badge, people_listing, person_badge
from kaname.rooms.organisation.models import Posting
from kaname.rooms.organisation.pages import crumbs, form_page, person_url

_FIELDS = ("name", "kana", "kind", "employer", "title", "number", "email", "phone")


def _trail() -> tuple[str, str]:
    return _("人"), reverse("organisation:person_list")


def _person(request: PersonRequest, pk: int) -> Person:
    return narrow(selectors.people_rows(request.person), pk=pk)


@require_safe
@page("access.view_accounts")
def person_list(request: PersonRequest) -> HttpResponse:
    """The register of people, whatever brings them here."""
    listing = people_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "access.manage_accounts")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs()}
    return render(request, "organisation/person_list.html", context)


@require_safe
@page("access.view_accounts")
def person_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: what the register says, what they are appointed to, and how they sign in."""
    return _show(request, _person(request, pk))


def _show(request: PersonRequest, person: Person, **tried: RecordForm) -> HttpResponse:
    today = clock.today()
    forms: dict[str, RecordForm] = {
        "account_form": AccountForm(row=person),
        "role_form": RoleForm(by=request.person, row=person, initial={"starts_on": today}),
        "posting_form": PostingForm(institution=person.institution, row=person, initial={"starts_on": today}),
        **tried,
    }
    appointments = list(person.appointments.with_people())  # type: ignore[attr-defined]
    context = {
        "subject": person,
        "badge": person_badge(person, today),
        "is_active": person.is_active_on(today),
        "appointments": [(a, appointment_badge(a, today)) for a in appointments],
        "memberships": sorted(person.memberships.all(), key=lambda m: m.starts_on),
        "postings": list(person.postings.all()),
        "may_manage": policy.may(request.person, "access.manage_accounts"),
        "may_grant": policy.may(request.person, "access.grant_role"),
        "may_post": policy.may(request.person, "organisation.manage"),
        "today": today,
        "crumbs": crumbs(_trail()),
        **forms,
    }
    status = 422 if any(form.errors for form in tried.values()) else 200
    return render(request, "organisation/person_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page("access.manage_accounts")
def person_new(request: PersonRequest) -> HttpResponse:
    """Register somebody."""
    form = NewPersonForm(request.POST or None, initial={"starts_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: access.register_person(by=request.person, **form.values()),
        title=_("人を登録する"),
        submit=_("登録する"),
        said=_("登録しました。続けて、配属やアカウントを決められます。"),
        cancel=reverse("organisation:person_list"),
        to=person_url,
        trail=[_trail()],
    )


@require_http_methods(["GET", "POST"])
@page("access.manage_accounts")
def person_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct what the register says."""
    person = _person(request, pk)
    form = PersonForm(request.POST or None, row=person, initial={n: getattr(person, n) for n in _FIELDS})
    return form_page(
        request,
        form,
        lambda: access.change_person(by=request.person, person=form.as_read(person), **form.values()),
        title=_("%(name)s さんの登録を直す") % {"name": person.name},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=person_url(person),
        to=person_url,
        trail=[_trail(), (person.name, person_url(person))],
    )


@require_http_methods(["GET", "POST"])
@page("access.manage_accounts")
def person_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Record somebody's last day, and with it the end of all they hold."""
    person = _person(request, pk)
    form = EndForm(request.POST or None, row=person, initial={"ends_on": clock.today()})
    running = [a for a in person.appointments.with_people() if a.is_current_on(clock.today())]  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        lambda: services.release_person(by=request.person, person=form.as_read(person), **form.values()),
        title=_("%(name)s さんの在籍を終える") % {"name": person.name},
        submit=_("この日で終える"),
        said=_("最後の日を記録しました。空席ができたときは「体制」に表示されます。"),
        cancel=person_url(person),
        to=person_url,
        trail=[_trail(), (person.name, person_url(person))],
        template="organisation/person_end.html",
        more={"running": running, "subject": person},
    )


def _act(
    request: PersonRequest, pk: int, name: str, form: RecordForm, act: Callable[[Person], Model], said: str
) -> HttpResponse:
    """Do one thing about a person from their page; when it is refused, show the page with what was typed."""
    person = _person(request, pk)
    if apply(form, lambda: act(person)) is None:
        return _show(request, _person(request, pk), **{name: form})
    messages.success(request, said)
    return redirect(person_url(person))


@require_POST
@page("access.manage_accounts")
def person_account(request: PersonRequest, pk: int) -> HttpResponse:
    """Give somebody an account."""
    form = AccountForm(request.POST)
    return _act(
        request,
        pk,
        "account_form",
        form,
        lambda person: access.create_account(by=request.person, person=person, **form.values()),
        _("アカウントを作りました。サインイン名と最初のパスワードを本人に直接伝えてください。"),
    )


@require_POST
@page("access.manage_accounts")
def person_account_stop(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop or reopen somebody's account."""
    person = _person(request, pk)
    active = request.POST.get("active") == "1"
    return press(
        request,
        lambda: access.set_account_active(by=request.person, person=person, active=active),
        _("アカウントを有効にしました。") if active else _("アカウントを止めました。"),
        person_url(person),
    )


@require_POST
@page("access.grant_role")
def person_role(request: PersonRequest, pk: int) -> HttpResponse:
    """Give somebody a role that comes from no appointment."""
    form = RoleForm(request.POST, by=request.person)
    return _act(
        request,
        pk,
        "role_form",
        form,
        lambda person: access.grant_role(by=request.person, person=person, **form.values()),
        _("役割を与えました。"),
    )


@require_http_methods(["GET", "POST"])
@page("access.grant_role")
def person_role_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a role with its last day."""
    membership = get_visible(Membership, request.person, pk=pk)
    person = membership.person
    form = LastDayForm(request.POST or None, row=membership, initial={"ends_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: access.end_role(by=request.person, membership=form.as_read(membership), **form.values()),
        title=_("%(membership)s の役割を終える") % {"membership": membership},
        submit=_("この日で終える"),
        said=_("役割の最後の日を記録しました。"),
        cancel=person_url(person),
        to=lambda ended: person_url(ended.person),
        trail=[_trail(), (person.name, person_url(person))],
    )


@require_POST
@page("organisation.manage")
def person_posting(request: PersonRequest, pk: int) -> HttpResponse:
    """Post somebody to a department."""
    form = PostingForm(request.POST, institution=request.person.institution)
    return _act(
        request,
        pk,
        "posting_form",
        form,
        lambda person: services.post_person(by=request.person, person=person, **form.values()),
        _("配属を記録しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def posting_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a posting with its last day."""
    posting = narrow(Posting.objects.visible_to(request.person).select_related("person", "department"), pk=pk)
    form = LastDayForm(request.POST or None, row=posting, initial={"ends_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: services.end_posting(by=request.person, posting=form.as_read(posting), **form.values()),
        title=_("%(posting)s の配属を終える") % {"posting": posting},
        submit=_("この日で終える"),
        said=_("配属の最後の日を記録しました。"),
        cancel=person_url(posting.person),
        trail=[_trail(), (posting.person.name, person_url(posting.person))],
    )
