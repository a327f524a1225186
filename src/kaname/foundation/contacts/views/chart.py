"""The chart itself, on the screen and on paper; its keeper and its sheets on the walls."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, get_visible, page
from kaname.foundation.access.record_forms import RecordForm
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import selectors, services
from kaname.foundation.contacts.chart import chart_digest, digest_of
from kaname.foundation.contacts.drawing import draw
from kaname.foundation.contacts.forms import KeeperForm, PaperForm
from kaname.foundation.contacts.models import ContactChart, PaperCopy
from kaname.foundation.contacts.pages import crumbs, form_page, papers_step
from kaname.foundation.contacts.paper import chart_paper


@require_safe
@page("contacts.view")
def chart(request: PersonRequest) -> HttpResponse:
    """Who calls whom, in which order, at which number; drawn, and as a list that a telephone can dial."""
    house, today = request.person.institution, clock.today()
    found = selectors.contact_chart(house, today)
    papers = _hanging(request)
    digest = digest_of(found)
    context = {
        "chart": found,
        "drawing": draw(found) if found.entries else None,
        "title": _("連絡体制図"),
        "old": len(found.unconfirmed),
        "keepers": selectors.keepers_of(house, today),
        "papers": [(paper, paper.digest == digest) for paper in papers],
        "outdated": sum(paper.digest != digest for paper in papers),
        "may_manage": policy.may(request.person, "contacts.manage"),
    }
    return render(request, "contacts/chart.html", context)


@require_safe
@page("contacts.view")
def chart_pdf(request: PersonRequest) -> HttpResponse:
    """The chart of today on A4."""
    return chart_paper(request.person.institution, clock.today())


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def keeper(request: PersonRequest) -> HttpResponse:
    """Say who answers for the chart."""
    row = ContactChart.objects.visible_to(request.person).first()
    form = KeeperForm(
        request.POST or None, by=request.person, initial={"keeper": row.keeper_id if row else None}
    )
    return form_page(
        request,
        form,
        lambda: services.name_keeper(by=request.person, **form.values()),
        title=_("連絡体制図の責任者を決める"),
        submit=_("決める"),
        said=_("責任者を決めました。"),
        cancel=reverse("contacts:chart"),
    )


def _hanging(request: PersonRequest) -> list[PaperCopy]:
    rows = PaperCopy.objects.visible_to(request.person).filter(removed_on__isnull=True)
    return list(rows.select_related("hung_by").order_by("place", "pk"))


def _paper(request: PersonRequest, pk: int) -> PaperCopy:
    return get_visible(PaperCopy, request.person, pk=pk)


@require_safe
@page("contacts.view")
def paper_list(request: PersonRequest) -> HttpResponse:
    """Where the chart hangs, and which sheets are out of date."""
    digest = chart_digest(request.person.institution, clock.today())
    context = {
        "papers": [(paper, paper.digest == digest) for paper in _hanging(request)],
        "may_manage": policy.may(request.person, "contacts.manage"),
        "crumbs": crumbs(),
    }
    return render(request, "contacts/paper_list.html", context)


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def paper_new(request: PersonRequest) -> HttpResponse:
    """Record that a sheet was hung."""
    form = PaperForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.hang_paper(by=request.person, **form.values()),
        title=_("紙を掲げた場所を記録する"),
        submit=_("記録する"),
        said=_("記録しました。"),
        cancel=reverse("contacts:paper_list"),
        trail=[papers_step()],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def paper_replace(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that a sheet was replaced by the chart of today."""
    paper = _paper(request, pk)
    form = RecordForm(request.POST or None, row=paper)
    return form_page(
        request,
        form,
        lambda: services.replace_paper(by=request.person, paper=form.as_read(paper)),
        title=_("「%(place)s」の紙を差し替えた") % {"place": paper.place},
        submit=_("差し替えを記録する"),
        said=_("差し替えを記録しました。"),
        cancel=reverse("contacts:paper_list"),
        trail=[papers_step()],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def paper_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that no sheet hangs there any more."""
    paper = _paper(request, pk)
    form = RecordForm(request.POST or None, row=paper)
    return form_page(
        request,
        form,
        lambda: services.remove_paper(by=request.person, paper=form.as_read(paper)),
        title=_("「%(place)s」の紙を外した") % {"place": paper.place},
        submit=_("外したことを記録する"),
        said=_("外したことを記録しました。"),
        cancel=reverse("contacts:paper_list"),
        trail=[papers_step()],
    )
