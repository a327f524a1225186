"""The inbox."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kaname.foundation.access.pages import PersonRequest, get_visible, page

from . import services
from .models import Notice


@require_safe
@page("notices.view")
def notice_list(request: PersonRequest) -> HttpResponse:
    """What the person was told, newest first; unread stands out."""
    rows = Notice.objects.visible_to(request.person).order_by("-told_at", "-pk")[:200]
    return render(request, "notices/notice_list.html", {"notices": rows})


@require_POST
@page("notices.read")
def notice_open(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about, or stay when it says all there is."""
    notice = get_visible(Notice, request.person, pk=pk)
    services.mark_read(by=request.person, notice=notice)
    return HttpResponseRedirect(notice.url or reverse("notices:notice_list"))


@require_POST
@page("notices.read")
def notice_read_all(request: PersonRequest) -> HttpResponse:
    """Mark all as read."""
    services.mark_all_read(by=request.person)
    return redirect("notices:notice_list")
