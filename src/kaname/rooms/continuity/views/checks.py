"""Pages of restore tests and self-checks, and of what they found."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, get_visible, narrow, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.decisions.models import DecisionStatus
from kaname.foundation.decisions.selectors import stages_of
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.continuity import services
from kaname.rooms.continuity.badges import check_badge, finding_badge, result_badge
from kaname.rooms.continuity.choices import FindingState
from kaname.rooms.continuity.forms.recovery import AskForm, CheckForm, DirectForm, FindingForm
from kaname.rooms.continuity.lists import check_listing
from kaname.rooms.continuity.models import CheckFinding, RestoreCheck
from kaname.rooms.continuity.pages import crumbs, form_page, tabs
from kaname.rooms.continuity.selectors.checks import check_rows, findings_on, next_check_due

_LIST = "continuity:check_list"


def _check(request: PersonRequest, pk: int) -> RestoreCheck:
    return narrow(check_rows(request.person), pk=pk)


def _trail(row: RestoreCheck | None = None) -> list[tuple[str, str]]:
    return [(_("復元試験と点検"), reverse(_LIST)), *([(str(row), row.get_absolute_url())] if row else [])]


@require_safe
@page("continuity.view")
def check_list(request: PersonRequest) -> HttpResponse:
    """The tests and self-checks, and by when the next one must be held."""
    listing = check_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    due, today = next_check_due(request.person.institution, clock.today()), clock.today()
    context = {
        "listing": listing,
        "tabs": tabs(_LIST),
        "due": show_date(due) if due else "",
        "is_late": due is not None and due < today,
        "may_manage": policy.may(request.person, "continuity.manage"),
    }
    return render(request, "continuity/check_list.html", context)


@require_safe
@page("continuity.view")
def check_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One test: measured against the targets, what an executive said, and what was found."""
    row, person = _check(request, pk), request.person
    may_manage, decision = policy.may(person, "continuity.manage"), row.decision
    findings = findings_on(row)
    context = {
        "check": row,
        "badge": check_badge(row),
        "result": result_badge(row),
        "findings": [
            (finding, finding_badge(finding), finding.state == FindingState.WITHOUT_DIRECTIVE)
            for finding in findings
        ],
        "needs_finding": row.needs_finding and not findings,
        "files": evidence_of(row) if policy.may(person, "evidence.view") else [],
        "stages": stages_of(decision) if decision else [],
        "is_sent_back": row.status == "SENT"
        and decision is not None
        and decision.status == DecisionStatus.RETURNED,
        "waits_for_me": decision is not None
        and decision.awaiting_id == person.pk
        and decision.status == DecisionStatus.PENDING,
        "may_manage": may_manage,
        "may_change": may_manage and row.may_be_changed,
        "may_see_history": policy.may(person, "ledger.view"),
        "ref": ref_of(row),
        "crumbs": crumbs(*_trail()),
    }
    return render(request, "continuity/check_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def check_new(request: PersonRequest) -> HttpResponse:
    """Record a test that was held."""
    form = CheckForm(request.POST or None, request.FILES or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.record_check(by=request.person, **form.values()),
        title=_("復元試験・点検を記録する"),
        submit=_("記録する"),
        said=_("記録しました。次に、経営層に報告してください。"),
        cancel=reverse(_LIST),
        trail=_trail(),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def check_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct what was recorded."""
    row = _check(request, pk)
    if not row.may_be_changed:
        return redirect(row)
    form = CheckForm(request.POST or None, request.FILES or None, by=request.person, row=row)
    return form_page(
        request,
        form,
        lambda: services.change_check(by=request.person, check=form.as_read(row), **form.values()),
        title=_("「%(what)s」の記録を直す") % {"what": row},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=row.get_absolute_url(),
        trail=_trail(row),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def check_send(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a test before an executive."""
    row = _check(request, pk)
    if not row.may_be_changed:
        return redirect(row)
    form = AskForm(request.POST or None, by=request.person, row=row)
    form.fields["approver"].label = _("判断する経営層")

    def send() -> RestoreCheck:
        said = form.values()
        return services.send_check(
            by=request.person,
            check=form.as_read(row),
            addressee=said["approver"],
            reviewer=said["reviewer"],
        )

    return form_page(
        request,
        form,
        send,
        title=_("「%(what)s」を経営層に報告する") % {"what": row},
        submit=_("報告する"),
        said=_("経営層に報告しました。内容は固定され、判断を待ちます。"),
        cancel=row.get_absolute_url(),
        trail=_trail(row),
    )


@require_POST
@page("continuity.manage")
def check_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a test back whose request came back undecided."""
    made = services.take_back_check(by=request.person, check=_check(request, pk))
    messages.success(request, _("報告前に戻しました。直して、もう一度報告してください。"))
    return redirect(made)


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def finding_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Record what a test showed to be wrong, with its directive."""
    row = _check(request, pk)
    form = FindingForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.record_finding(by=request.person, check=row, **form.values()),
        title=_("課題と改善の指示を記録する"),
        submit=_("記録して指示する"),
        said=_("課題を記録し、改善を指示しました。"),
        cancel=row.get_absolute_url(),
        trail=_trail(row),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def finding_direct(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a finding a new directive after the first was taken back."""
    finding = get_visible(CheckFinding, request.person, pk=pk)
    row = finding.check_held
    form = DirectForm(request.POST or None, by=request.person, row=finding)
    return form_page(
        request,
        form,
        lambda: services.direct_finding(by=request.person, finding=form.as_read(finding), **form.values()),
        title=_("「%(what)s」の改善を指示する") % {"what": finding},
        submit=_("指示する"),
        said=_("改善を指示しました。"),
        cancel=row.get_absolute_url(),
        trail=_trail(row),
    )
