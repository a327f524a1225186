"""Pages of in-person sessions: the list, one session, its plan, opening and closing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.foundation.calendar import clock
from kaname.rooms.training import pages, services
from kaname.rooms.training.expected import roll_of
from kaname.rooms.training.forms.sessions import SessionForm
from kaname.rooms.training.models import Session, SessionStatus
from kaname.rooms.training.papers import sheet_pdf
from kaname.rooms.training.selectors import sessions as selectors
from kaname.rooms.training.session_lists import session_badge, session_listing
from kaname.rooms.training.session_pages import (
    crumbs,
    form_page,
    session_named,
    sign_in_address,
    typed_address,
)
from kaname.web.excel import file_response
from kaname.web.qr import qr_svg


@require_safe
@page("training.view")
def session_list(request: PersonRequest) -> HttpResponse:
    """The in-person sessions that this person may see."""
    listing = session_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "may_manage": policy.may(request.person, "training.manage"),
        "crumbs": pages.crumbs(),
    }
    return render(request, "training/session_list.html", context)


@require_safe
@page("training.view")
def session_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One session: for those who govern who was there, for everybody else what it is and whether they were."""
    session = session_named(request, pk)
    governs = policy.may(request.person, "training.view_all")
    context = {
        "session": session,
        "badge": session_badge(session),
        "mine": selectors.attendance_of(session, request.person),
        "roll": roll_of(session) if governs else None,
        "scans": selectors.scans_of(session) if governs else [],
        "certificates": len(selectors.certificates_of(session)) if governs else 0,
        "may_manage": policy.may(request.person, "training.manage"),
        "is_today": session.held_on == clock.today(),
        "has_come": session.held_on <= clock.today(),
        "is_cancelled": session.status == SessionStatus.CANCELLED,
        "crumbs": crumbs(),
    }
    return render(request, "training/session_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("training.manage")
def session_new(request: PersonRequest) -> HttpResponse:
    """Plan a session."""
    initial = {"course": request.GET.get("course", ""), "teacher": request.person.title_and_name}
    form = SessionForm(request.POST or None, by=request.person, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.plan_session(by=request.person, **form.values()),
        title=_("集合研修を計画する"),
        submit=_("計画する"),
        said=_("集合研修を計画しました。出席簿を印刷できます。"),
    )


@require_http_methods(["GET", "POST"])
@page("training.manage")
def session_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what was planned."""
    session = session_named(request, pk)
    rows = session.invitations.select_related("person").order_by("person__kana", "pk")
    invited: list[Person] = [row.person for row in rows]
    form = SessionForm(request.POST or None, by=request.person, session=session, invited=invited)
    return form_page(
        request,
        form,
        lambda: services.change_session(by=request.person, session=form.as_read(session), **form.values()),
        session,
        title=_("集合研修の計画を変える"),
        submit=_("変える"),
        said=_("計画を変えました。"),
    )


@require_http_methods(["GET", "POST"])
@page("training.manage")
def session_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a session up."""
    session = session_named(request, pk)
    form = ReasonForm(request.POST or None, row=session)
    return form_page(
        request,
        form,
        lambda: services.cancel_session(
            by=request.person, session=form.as_read(session), reason=form.cleaned_data["reason"]
        ),
        session,
        title=_("集合研修を中止する"),
        submit=_("中止する"),
        said=_("集合研修を中止しました。記録は残ります。"),
    )


@require_POST
@page("training.manage")
def sign_in_open(request: PersonRequest, pk: int) -> HttpResponse:
    """Let people sign in, and show the code."""
    session = services.open_sign_in(by=request.person, session=session_named(request, pk))
    messages.success(request, _("受付を始めました。"))
    return redirect("training:session_screen", session.pk)


@require_POST
@page("training.manage")
def sign_in_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Let nobody sign in any more."""
    session = services.end_sign_in(by=request.person, session=session_named(request, pk))
    messages.success(request, _("受付を終えました。出席簿に署名した人がいれば、書き写してください。"))
    return redirect(session)


@require_POST
@page("training.manage")
def session_close(request: PersonRequest, pk: int) -> HttpResponse:
    """Record the completions."""
    session = session_named(request, pk)
    done = services.close_session(by=request.person, session=session)
    said = ngettext(
        "研修を締め切り、%(n)s人の受講を記録しました。",
        "研修を締め切り、%(n)s人の受講を記録しました。",
        len(done),
    )
    messages.success(request, said % {"n": len(done)})
    return redirect(session)


@require_safe
@page("training.manage")
def session_screen(request: PersonRequest, pk: int) -> HttpResponse:
    """What is put on the projector: the code, large, and how many have signed in."""
    session = session_named(request, pk)
    context = {
        "session": session,
        "is_open": session.takes_sign_ins_on(clock.today()),
        "picture": qr_svg(sign_in_address(request, session), _("受付のページを開くQRコード")),
        "typed_at": typed_address(request),
        "present": session.attendances.count(),
    }
    return render(request, "training/session_screen.html", context)


@require_safe
@page("training.manage")
def session_sheet_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The attendance sheet on paper."""
    session = session_named(request, pk)
    paper = sheet_pdf(session, sign_in_address(request, session), typed_address(request))
    return file_response(paper, filename=_sheet_name(session), content_type="application/pdf")


def _sheet_name(session: Session) -> str:
    return f"{session.course.code}-{session.held_on.isoformat()}-{_('出席簿')}.pdf"
