"""Pages of pledges: one's own, everybody's, one with its paper, and recording those on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, apply, get_visible, narrow, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.laws import paper, services
from kaname.rooms.laws.choices import PledgeWay
from kaname.rooms.laws.forms.pledges import RecordPledgesForm, ScanForm, SignForm
from kaname.rooms.laws.models import Pledge
from kaname.rooms.laws.pages import form_page, pledge_crumbs
from kaname.rooms.laws.pledge_lists import PledgeRegister, pledge_badge, pledge_listing, standing_badge
from kaname.rooms.laws.selectors import pledges
from kaname.web.excel import file_response


def _pledge(request: PersonRequest, pk: int) -> Pledge:
    rows = Pledge.objects.visible_to(request.person)
    return narrow(rows.select_related("person", "text", "recorded_by", "batch", "institution"), pk=pk)


def _crumbs(request: PersonRequest, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Down from the list, for those who see it; for others from their own pledge."""
    if policy.may(request.person, "laws.view_pledges"):
        return pledge_crumbs(*more)
    return [{"label": _("わたしの誓約"), "url": reverse("laws:pledge_mine")}]


@require_safe
@page("laws.view_pledges")
def pledge_list(request: PersonRequest) -> HttpResponse:
    """Everybody who is here, with their pledge; who lacks one, since when."""
    register = PledgeRegister(request.person.institution, clock.today())
    listing = pledge_listing(request, register)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "total": len(register.rows),
        "lacking": register.count("LACKING"),
        "fresh": register.count("GRACE"),
        "expiring": register.count("EXPIRING"),
        "has_text": bool(register.book.texts),
        "may_record": policy.may(request.person, "laws.record_pledges"),
    }
    return render(request, "laws/pledge_list.html", context)


@require_http_methods(["GET", "POST"])
@page("laws.pledge")
def pledge_mine(request: PersonRequest) -> HttpResponse:
    """わたしの誓約: read the text and sign it, and see what one signed before."""
    person, today = request.person, clock.today()
    book = pledges.PledgeBook(person.institution, person)
    text = book.text_for(person.kind, today)
    form = SignForm(request.POST or None)
    if request.method == "POST" and text is not None:
        made = apply(form, lambda: services.sign_pledge(by=person, text=text, **form.values()))
        if made is not None:
            messages.success(request, _("誓約を記録しました。"))
            return redirect(made)
    standing = book.standing(person, today, pledges.grace_by_kind(person.institution)[person.kind])
    context = {
        "text": text,
        "form": form,
        "standing": standing,
        "badge": standing_badge(standing),
        "is_due": text is not None and pledges.should_sign(book, person, today),
        "mine": _with_badges(person, book),
    }
    return render(request, "laws/pledge_mine.html", context, status=422 if form.errors else 200)


def _with_badges(person: Person, book: pledges.PledgeBook) -> list[tuple[Pledge, Any]]:
    rows = Pledge.objects.of(person.institution).filter(person=person).select_related("text")
    today = clock.today()
    return [(row, pledge_badge(row, book, person.kind, today)) for row in rows.order_by("-signed_on", "-pk")]


@require_safe
@page("laws.view_pledges")
def person_pledges(request: PersonRequest, pk: int) -> HttpResponse:
    """One person's pledges, and what is missing."""
    person, today = get_visible(Person, request.person, pk=pk), clock.today()
    book = pledges.PledgeBook(person.institution, person)
    asked = {p.pk for p in pledges.people_asked(person.institution, on=today)}
    grace = pledges.grace_by_kind(person.institution)[person.kind]
    standing = book.standing(person, today, grace) if pk in asked and person.starts_on <= today else None
    context = {
        "subject": person,
        "standing": standing,
        "badge": standing_badge(standing),
        "rows": _with_badges(person, book),
        "text": book.text_for(person.kind, today),
        "may_record": policy.may(request.person, "laws.record_pledges"),
        "crumbs": pledge_crumbs(),
    }
    return render(request, "laws/person_pledges.html", context)


@require_safe
@page("laws.pledge")
def pledge_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One pledge: what was pledged, when and how, and its scan."""
    return _show(request, _pledge(request, pk))


def _show(request: PersonRequest, row: Pledge, form: ScanForm | None = None) -> HttpResponse:
    book = pledges.PledgeBook(row.institution, row.person)
    may_record = policy.may(request.person, "laws.record_pledges")
    sees_all = policy.may(request.person, "laws.view_pledges")
    files = evidence_of(row) + (evidence_of(row.batch) if row.batch and sees_all else [])
    last = book.last_day(row, row.person.kind)
    context = {
        "pledge": row,
        "badge": pledge_badge(row, book, row.person.kind, clock.today()),
        "last_day": None if last == pledges.FOR_EVER else last,
        "files": files,
        "scan_form": form or ScanForm(),
        "may_withdraw": may_record and row.withdrawn_on is None,
        "may_attach": may_record and row.way != PledgeWay.SCREEN,
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(row),
        "crumbs": _crumbs(request, (row.person.name, reverse("laws:person_pledges", args=[row.person_id]))),
    }
    return render(request, "laws/pledge_detail.html", context, status=422 if form and form.errors else 200)


@require_safe
@page("laws.pledge")
def pledge_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """A pledge on A4 paper."""
    row = _pledge(request, pk)
    content = paper.pledge_pdf(row)
    return file_response(content, filename=f"pledge-{row.pk}.pdf", content_type="application/pdf")


@require_safe
@page("laws.record_pledges")
def blank_pdf(request: PersonRequest) -> HttpResponse:
    """Blank pledges to sign, one page each: for everybody who lacks one, or for one person (?person=)."""
    today = clock.today()
    rows = [r for r in pledges.standings_today(request.person.institution, today) if _wants(request, r)]
    content = paper.blank_pdf(request.person.institution, [row.person for row in rows], today)
    if content is None:
        messages.error(
            request, _("印刷する誓約書がありません。文面を定め、誓約のない人がいるかを確かめてください。")
        )
        return redirect("laws:pledge_list")
    return file_response(content, filename="pledges-to-sign.pdf", content_type="application/pdf")


def _wants(request: PersonRequest, row: pledges.Standing) -> bool:
    wanted = request.GET.get("person", "")
    return str(row.person.pk) == wanted if wanted else row.state != "VALID"


@require_http_methods(["GET", "POST"])
@page("laws.record_pledges")
def pledge_record(request: PersonRequest) -> HttpResponse:
    """Record pledges on paper or clauses of contracts: those who lack one are offered, or everybody (?all=1)."""
    home, person = request.person.institution, request.GET.get("person", "")
    offered: list[int] | None = None
    if not request.GET.get("all") and not person:
        rows = pledges.standings_today(home, clock.today())
        offered = [row.person.pk for row in rows if row.state != "VALID"] or None
    form = RecordPledgesForm(
        request.POST or None,
        request.FILES or None,
        by=request.person,
        people=offered,
        initial={"people": [person] if person else []},
    )
    return form_page(
        request,
        form,
        lambda: services.record_pledges(by=request.person, **form.values()),
        title=_("紙の誓約・契約の条項を記録する"),
        submit=_("記録する"),
        said=_("誓約を記録しました。"),
        cancel=reverse("laws:pledge_list"),
        to=lambda made: made[0].get_absolute_url() if len(made) == 1 else reverse("laws:pledge_list"),
        crumbs=pledge_crumbs(),
        more={"offered": offered},
        template="laws/pledge_record.html",
    )


@require_POST
@page("laws.record_pledges")
def pledge_attach(request: PersonRequest, pk: int) -> HttpResponse:
    """Attach the scan of a pledge later."""
    row = _pledge(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if apply(form, lambda: services.attach_scan(by=request.person, pledge=row, **form.values())) is None:
        return _show(request, row, form)
    messages.success(request, _("写しを添付しました。"))
    return redirect(row)


@require_http_methods(["GET", "POST"])
@page("laws.record_pledges")
def pledge_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back a pledge that was recorded by mistake."""
    row = _pledge(request, pk)
    form = ReasonForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: services.withdraw_pledge(by=request.person, pledge=form.as_read(row), **form.values()),
        title=_("%(name)s さんの誓約の記録を取り消す") % {"name": row.person.name},
        submit=_("取り消す"),
        said=_("取り消しました。記録は残ります。"),
        cancel=row.get_absolute_url(),
        crumbs=pledge_crumbs((row.person.name, row.get_absolute_url())),
    )
