"""Pages of recovery procedures and of backups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import DecisionStatus
from kaname.foundation.decisions.selectors import stages_of
from kaname.rooms.continuity import services
from kaname.rooms.continuity.badges import offline_badge, procedure_badge, result_badge
from kaname.rooms.continuity.choices import ProcedureStatus
from kaname.rooms.continuity.forms.recovery import AskForm, BackupForm, BeginForm, EndForm, ProcedureForm
from kaname.rooms.continuity.lists import backup_listing, procedure_listing
from kaname.rooms.continuity.models import Backup, RecoveryProcedure
from kaname.rooms.continuity.pages import crumbs, form_page, tabs
from kaname.rooms.continuity.selectors.checks import check_rows
from kaname.rooms.continuity.selectors.recovery import (
    backup_rows,
    open_versions,
    procedure_rows,
    procedures_in_force,
    versions_of,
)

_PROCEDURES, _BACKUPS = "continuity:procedure_list", "continuity:backup_list"
_REVISABLE = (ProcedureStatus.APPROVED, ProcedureStatus.REJECTED)


def _procedure(request: PersonRequest, pk: int) -> RecoveryProcedure:
    row: RecoveryProcedure = narrow(procedure_rows(request.person).select_related("institution"), pk=pk)
    return row


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("復旧手順"), reverse(_PROCEDURES)), *more]


def _at(row: RecoveryProcedure) -> list[tuple[str, str]]:
    return _trail((row.system.name, row.get_absolute_url()))


def _wanted(request: PersonRequest) -> dict[str, Any]:
    """What a button elsewhere has chosen already."""
    said = request.GET.get("system", "")
    return {"system": int(said)} if said.isascii() and said.isdecimal() and len(said) < 19 else {}


@require_safe
@page("continuity.view")
def procedure_list(request: PersonRequest) -> HttpResponse:
    """The order of recovery, then every version."""
    listing = procedure_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "tabs": tabs(_PROCEDURES),
        "order": procedures_in_force(request.person.institution, clock.today()),
        "may_manage": policy.may(request.person, "continuity.manage"),
    }
    return render(request, "continuity/procedure_list.html", context)


@require_safe
@page("continuity.view")
def procedure_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One version: its steps, what must run first, and where its approval stands."""
    row, person = _procedure(request, pk), request.person
    may_manage = policy.may(person, "continuity.manage")
    decision, today = row.decision, clock.today()
    open_version = open_versions(person.institution).get(row.system_id)
    context = {
        "procedure": row,
        "badge": procedure_badge(row),
        "needs": [link.system for link in row.links.all()],
        "steps": [line for line in row.steps.splitlines() if line.strip()],
        "versions": [(v, procedure_badge(v)) for v in versions_of(row)],
        "open_version": open_version if open_version and open_version.pk != row.pk else None,
        "stages": stages_of(decision) if decision else [],
        "review_is_past": bool(
            row.status == ProcedureStatus.APPROVED and row.next_review_on and row.next_review_on < today
        ),
        "is_sent_back": decision is not None and decision.status == DecisionStatus.RETURNED,
        "waits_for_me": decision is not None
        and decision.awaiting_id == person.pk
        and decision.status == DecisionStatus.PENDING,
        "may_write": may_manage and row.is_draft,
        "may_revise": may_manage and row.status in _REVISABLE and open_version is None,
        "may_manage": may_manage,
        "may_see_history": policy.may(person, "ledger.view"),
        "ref": ref_of(row),
        "crumbs": crumbs(*_trail()),
    }
    return render(request, "continuity/procedure_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def procedure_new(request: PersonRequest) -> HttpResponse:
    """Begin a system's procedure, or go on with the one that is open."""
    form = BeginForm(request.POST or None, by=request.person, initial=_wanted(request))
    return form_page(
        request,
        form,
        lambda: services.begin_procedure(by=request.person, **form.values()),
        title=_("復旧手順を書く"),
        submit=_("次へ：手順を書く"),
        said=_("下書きを作りました。手順を書いてください。"),
        cancel=reverse(_PROCEDURES),
        trail=_trail(),
        to=lambda made: reverse("continuity:procedure_write", args=[made.pk]),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def procedure_write(request: PersonRequest, pk: int) -> HttpResponse:
    """Write a draft."""
    row = _procedure(request, pk)
    if not row.is_draft:
        return redirect(row)
    form = ProcedureForm(request.POST or None, by=request.person, row=row)
    return form_page(
        request,
        form,
        lambda: services.write_procedure(by=request.person, procedure=form.as_read(row), **form.values()),
        title=_("「%(what)s」を書く") % {"what": row},
        submit=_("保存する"),
        said=_("下書きを保存しました。"),
        cancel=row.get_absolute_url(),
        trail=_at(row),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def procedure_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a draft before an executive."""
    row = _procedure(request, pk)
    if not row.is_draft:
        return redirect(row)
    form = AskForm(request.POST or None, by=request.person, row=row)
    return form_page(
        request,
        form,
        lambda: services.request_approval(by=request.person, procedure=form.as_read(row), **form.values()),
        title=_("「%(what)s」の承認を求める") % {"what": row},
        submit=_("承認を求める"),
        said=_("経営層に承認を求めました。承認されるまでは、いまの版が効きます。"),
        cancel=row.get_absolute_url(),
        trail=_at(row),
        to=lambda _made: row.get_absolute_url(),
    )


@require_POST
@page("continuity.manage")
def procedure_revise(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin the next version."""
    made = services.revise_procedure(by=request.person, procedure=_procedure(request, pk))
    messages.success(request, _("次の版の下書きを作りました。承認されるまでは、いまの版が効きます。"))
    return redirect("continuity:procedure_write", made.pk)


@require_POST
@page("continuity.manage")
def procedure_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a version back that came back undecided."""
    made = services.take_back(by=request.person, procedure=_procedure(request, pk))
    messages.success(request, _("下書きに戻しました。直して、もう一度承認を求めてください。"))
    return redirect(made)


@require_POST
@page("continuity.manage")
def procedure_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    services.discard_procedure(by=request.person, procedure=_procedure(request, pk))
    messages.success(request, _("下書きを捨てました。捨てたことは証跡に残ります。"))
    return redirect(_PROCEDURES)


def _backup(request: PersonRequest, pk: int) -> Backup:
    return narrow(backup_rows(request.person), pk=pk)


def _backup_trail(row: Backup | None = None) -> list[tuple[str, str]]:
    return [(_("バックアップ"), reverse(_BACKUPS)), *([(str(row), row.get_absolute_url())] if row else [])]


@require_safe
@page("continuity.view")
def backup_list(request: PersonRequest) -> HttpResponse:
    """The backups by system."""
    listing = backup_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "continuity.manage")
    context = {"listing": listing, "tabs": tabs(_BACKUPS), "may_manage": may_manage}
    return render(request, "continuity/backup_list.html", context)


@require_safe
@page("continuity.view")
def backup_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One backup, and the tests of its system."""
    row, person = _backup(request, pk), request.person
    checks = check_rows(person).filter(system=row.system_id).order_by("-held_on", "-pk")[:5]
    context = {
        "backup": row,
        "badge": offline_badge(row),
        "checks": [(check, result_badge(check)) for check in checks],
        "may_manage": policy.may(person, "continuity.manage") and row.ends_on is None,
        "may_see_history": policy.may(person, "ledger.view"),
        "ref": ref_of(row),
        "crumbs": crumbs(*_backup_trail()),
    }
    return render(request, "continuity/backup_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def backup_new(request: PersonRequest) -> HttpResponse:
    """Record a backup."""
    form = BackupForm(request.POST or None, by=request.person, initial=_wanted(request))
    return form_page(
        request,
        form,
        lambda: services.record_backup(by=request.person, **form.values()),
        title=_("バックアップを記録する"),
        submit=_("記録する"),
        said=_("記録しました。"),
        cancel=reverse(_BACKUPS),
        trail=_backup_trail(),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def backup_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct what is recorded of a backup."""
    row = _backup(request, pk)
    form = BackupForm(request.POST or None, by=request.person, row=row)
    return form_page(
        request,
        form,
        lambda: services.change_backup(by=request.person, backup=form.as_read(row), **form.values()),
        title=_("「%(what)s」を変える") % {"what": row},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=row.get_absolute_url(),
        trail=_backup_trail(row),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def backup_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Record the last day on which a backup is made."""
    row = _backup(request, pk)
    form = EndForm(request.POST or None, row=row, initial={"ends_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: services.end_backup(by=request.person, backup=form.as_read(row), **form.values()),
        title=_("「%(what)s」をやめる") % {"what": row},
        submit=_("やめる"),
        said=_("最後の日を記録しました。"),
        cancel=row.get_absolute_url(),
        trail=_backup_trail(row),
    )
