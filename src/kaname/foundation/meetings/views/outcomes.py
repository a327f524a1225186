"""Pages on which a meeting gives a directive or asks for a decision."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.meetings import services
from kaname.foundation.meetings.forms import OrderForm, QuestionForm

from .pages import about, find


@require_http_methods(["GET", "POST"])
@page("directives.issue")
def meeting_order(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a directive that the meeting decided on."""
    meeting = find(request, pk)
    form = OrderForm(request.POST or None, by=request.person)
    return about(
        request,
        meeting,
        form,
        lambda: services.order(by=request.person, meeting=meeting, **form.values()),
        title=_("会議で決まったことを指示する"),
        submit=_("この内容で指示する"),
        said=_("指示を出しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("decisions.request")
def meeting_question(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a question of the meeting before those who decide."""
    meeting = find(request, pk)
    form = QuestionForm(request.POST or None, request.FILES or None, by=request.person)
    return about(
        request,
        meeting,
        form,
        lambda: services.ask_decision(by=request.person, meeting=meeting, **form.values()),
        title=_("会議から決裁を求める"),
        submit=_("この内容で起案する"),
        said=_("起案しました。"),
    )
