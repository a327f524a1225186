"""Pages on which the organiser writes down who was there, and puts right what nobody recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.rooms.training import services
from kaname.rooms.training.expected import Expected, Roll, roll_of
from kaname.rooms.training.forms.sessions import RecogniseForm, SheetForm
from kaname.rooms.training.models import Attendance
from kaname.rooms.training.selectors.sessions import attendance_rows
from kaname.rooms.training.session_pages import crumbs, form_page, session_named

# A form with more lines would be slow on a phone, and beyond what one request may carry.
MOST_LINES = 200


@dataclass(frozen=True)
class Part:
    """So much of a list as one form shows."""

    label: str
    lines: Sequence[Expected]


def parts_of(roll: Roll) -> list[Part]:
    """The list as a whole, or by department where it is long."""
    if len(roll.lines) <= MOST_LINES:
        return [Part(_("全員"), roll.lines)]
    return [
        Part(f"{name or _('配属のない人')}（{start // MOST_LINES + 1}）", lines[start : start + MOST_LINES])
        for name, lines in roll.by_department
        for start in range(0, len(lines), MOST_LINES)
    ]


@require_http_methods(["GET", "POST"])
@page("training.manage")
def session_sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the signed sheet down: tick, type the scores of a test, attach the scan."""
    session = session_named(request, pk)
    parts = parts_of(roll_of(session))
    asked = request.GET.get("part", "")
    chosen = (
        int(asked)
        if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) < len(parts)
        else 0
    )
    form = SheetForm(request.POST or None, request.FILES or None, lines=parts[chosen].lines)
    done = apply(
        form,
        lambda: services.record_sheet(
            by=request.person, session=session, lines=form.sheet(), files=form.cleaned_data["files"]
        ),
    )
    if done is not None:
        messages.success(request, _("出席を記録しました。"))
        return redirect(session)
    context = {
        "session": session,
        "form": form,
        "parts": parts if len(parts) > 1 else [],
        "chosen": chosen,
        "listed": ",".join(str(row["line"].person.pk) for row in form.rows),
        "crumbs": crumbs(session),
    }
    return render(request, "training/session_sheet.html", context, status=422 if form.errors else 200)


def _attendance(request: PersonRequest, pk: int) -> Attendance:
    return narrow(attendance_rows(request.person), pk=pk)


@require_http_methods(["GET", "POST"])
@page("training.manage")
def attendance_recognise(request: PersonRequest, pk: int) -> HttpResponse:
    """Say who it was."""
    row = _attendance(request, pk)
    form = RecogniseForm(request.POST or None, session=row.session, row=row)
    return form_page(
        request,
        form,
        lambda: services.recognise(
            by=request.person, attendance=form.as_read(row), person=form.cleaned_data["person"]
        ),
        row.session,
        title=_("「%(name)s」はだれですか") % {"name": f"{row.number}　{row.name}".strip()},
        submit=_("この人の出席にする"),
        said=_("出席を職員と結び付けました。"),
    )


@require_http_methods(["GET", "POST"])
@page("training.manage")
def attendance_strike(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an attendance off the list."""
    row = _attendance(request, pk)
    form, session = ReasonForm(request.POST or None, row=row), row.session

    def strike() -> Attendance:
        services.strike(by=request.person, attendance=form.as_read(row), reason=form.cleaned_data["reason"])
        return row

    return form_page(
        request,
        form,
        strike,
        session,
        title=_("「%(name)s」の出席を取り消す") % {"name": row.person.name if row.person else row.name},
        submit=_("取り消す"),
        said=_("出席を取り消しました。取り消したことは証跡に残ります。"),
        to=lambda _row: session.get_absolute_url(),
    )
