"""The response team of normal times."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, get_visible, page
from kaname.foundation.access.record_forms import LastDayForm
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision
from kaname.rooms.incidents import services
from kaname.rooms.incidents.forms import MemberForm, NoTeamForm
from kaname.rooms.incidents.keys import NO_TEAM
from kaname.rooms.incidents.models import ResponseMember
from kaname.rooms.incidents.pages import ROOM


def _crumb() -> tuple[str, str]:
    return (_("対応チーム"), reverse("incidents:team"))


@require_safe
@page("incidents.view_team")
def team(request: PersonRequest) -> HttpResponse:
    """Who stands ready."""
    today = clock.today()
    rows = list(ResponseMember.objects.visible_to(request.person).select_related("person"))
    decided = (
        Decision.objects.visible_to(request.person).filter(kind=NO_TEAM).order_by("-requested_at", "-pk")
    )
    context = {
        "members": [m for m in rows if m.ends_on is None or m.ends_on >= today],
        "former": [m for m in rows if m.ends_on is not None and m.ends_on < today],
        "gone": [m.pk for m in rows if not m.person.is_active_on(today)],
        "decision": decided.first(),
        "may_manage": policy.may(request.person, "incidents.manage_team"),
        "may_ask": policy.may(request.person, "incidents.request"),
        "crumbs": ROOM.crumbs() if policy.may(request.person, "incidents.view") else [],
    }
    return render(request, "incidents/team.html", context)


@require_http_methods(["GET", "POST"])
@page("incidents.manage_team")
def member_new(request: PersonRequest) -> HttpResponse:
    """Name somebody for the team."""
    form = MemberForm(request.POST or None, by=request.person)
    return ROOM.form_page(
        request,
        form,
        lambda: services.name_member(by=request.person, **form.values()),
        title=_("対応チームのメンバーを決める"),
        submit=_("決める"),
        said=_("決めました。"),
        cancel=reverse("incidents:team"),
        to=lambda _made: reverse("incidents:team"),
        trail=(_crumb(),),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.manage_team")
def member_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End somebody's place in the team."""
    member = get_visible(ResponseMember, request.person, pk=pk)
    form = LastDayForm(request.POST or None, row=member)
    return ROOM.form_page(
        request,
        form,
        lambda: services.end_member(by=request.person, member=form.as_read(member), **form.values()),
        title=_("%(name)s さんの受け持ちを終える") % {"name": member.person.name},
        submit=_("終える"),
        said=_("記録しました。"),
        cancel=reverse("incidents:team"),
        to=lambda _made: reverse("incidents:team"),
        trail=(_crumb(),),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.request")
def no_team(request: PersonRequest) -> HttpResponse:
    """Ask for the decision that no team is needed."""
    form = NoTeamForm(request.POST or None, by=request.person)
    return ROOM.form_page(
        request,
        form,
        lambda: services.ask_no_team(by=request.person, **form.values()),
        title=_("対応チームを置かない決裁を求める"),
        submit=_("決裁を求める"),
        said=_("決裁を求めました。"),
        cancel=reverse("incidents:team"),
        to=lambda _made: reverse("incidents:team"),
        trail=(_crumb(),),
    )
