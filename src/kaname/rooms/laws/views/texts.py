"""Pages of the texts that people sign."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import PersonKind
from kaname.foundation.access.pages import PersonRequest, get_visible, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.rooms.laws import services
from kaname.rooms.laws.forms.pledges import TextForm
from kaname.rooms.laws.models import PledgeText
from kaname.rooms.laws.pages import form_page, pledge_crumbs
from kaname.rooms.laws.pledge_outline import usual_text
from kaname.rooms.laws.selectors.pledges import PledgeBook


def _trail() -> tuple[str, str]:
    return _("誓約書の文面"), reverse("laws:text_list")


@require_safe
@page("laws.view_pledges")
def text_list(request: PersonRequest) -> HttpResponse:
    """All versions of the texts, and which are in use."""
    book, today = PledgeBook(request.person.institution), clock.today()
    used = {found.pk for kind in PersonKind.values if (found := book.text_for(kind, today))}
    context = {
        "rows": [(text, text.pk in used) for text in book.texts[::-1]],
        "may_record": policy.may(request.person, "laws.record_pledges"),
        "crumbs": pledge_crumbs(),
    }
    return render(request, "laws/text_list.html", context)


@require_http_methods(["GET", "POST"])
@page("laws.record_pledges")
def text_new(request: PersonRequest) -> HttpResponse:
    """Set a new version, beginning from the one before, or from the usual words."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in PersonKind.values else ""
    rows = PledgeText.objects.of(request.person.institution).filter(kind=kind)
    before = rows.order_by("-version").first()
    initial = {
        "kind": kind,
        "title": before.title if before else _("守秘と遵守の誓約書"),
        "body": before.body if before else usual_text(request.person.institution.name),
        "valid_months": before.valid_months if before else None,
        "starts_on": clock.today(),
    }
    form = TextForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.write_text(by=request.person, **form.values()),
        title=_("誓約書の文面を定める"),
        submit=_("定める"),
        said=_("文面を定めました。この版は変えられません。"),
        cancel=reverse("laws:text_list"),
        crumbs=pledge_crumbs(_trail()),
    )


@require_safe
@page("laws.pledge")
def text_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One version of a text."""
    row = get_visible(PledgeText, request.person, pk=pk)
    sees_all = policy.may(request.person, "laws.view_pledges")
    mine = [{"label": _("わたしの誓約"), "url": reverse("laws:pledge_mine")}]
    context = {
        "text": row,
        "count": row.pledges.filter(withdrawn_on__isnull=True).count() if sees_all else None,
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(row),
        "crumbs": pledge_crumbs(_trail()) if sees_all else mine,
    }
    return render(request, "laws/text_detail.html", context)
