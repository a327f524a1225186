"""Pages of the list of laws."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import press
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.obligations.selectors import sentence_text
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import ReviewResult
from kaname.rooms.laws.forms.laws import AssignForm, LawForm, ReviewForm, ReviewsForm
from kaname.rooms.laws.lists import Board, change_badge, gap_badge, law_listing
from kaname.rooms.laws.models import Law
from kaname.rooms.laws.pages import back_to, form_page, law_crumbs
from kaname.rooms.laws.selectors import changes, laws


def _law(request: PersonRequest, pk: int) -> Law:
    return narrow(laws.law_rows(request.person), pk=pk)


@require_safe
@page("laws.view")
def law_list(request: PersonRequest) -> HttpResponse:
    """The laws that bind the hospital: how they stand in sentences, then the list."""
    board = Board(request.person.institution, clock.today())
    listing = law_listing(request, request.person, board)
    if listing.wants_file:
        return listing.file_response()
    context = {"listing": listing, "sentences": _sentences(board), **_to_do(request.person, board)}
    return render(request, "laws/law_list.html", context)


def _sentences(board: Board) -> list[str]:
    total = len(board.states)
    if not total:
        return []
    found = [_("当院に関わる法令などは%(n)s件です。") % {"n": total}]
    if due := board.count("DUE"):
        found.append(_("見直しの期限の近いものが%(n)s件あります。") % {"n": due})
    lacking = board.count("OWNER", "DOCUMENT", "REVIEW")
    if lacking:
        found.append(_("足りないところのあるものが%(n)s件あります。") % {"n": lacking})
    else:
        found.append(_("どれにも担当者と対応する規程があり、期限までに見直されています。"))
    return found


def _to_do(person: Person, board: Board) -> dict[str, Any]:
    """What waits on this page: for who keeps watch over the list, all of it; for an owner, their own laws."""
    home = person.institution
    may_manage, may_see_gaps = policy.may(person, "laws.manage"), policy.may(person, "laws.view_gaps")
    kept = [row.law for row in board.rows.values()]
    watches = may_see_gaps and bool(kept)
    fresh, unreviewed = changes.changes_to_look_at(home) if watches else (0, 0)
    return {
        "may_manage": may_manage,
        "may_see_gaps": may_see_gaps,
        "lacking": board.count("OWNER", "DOCUMENT", "REVIEW") if watches else 0,
        "to_review": len(laws.to_review(person, board.rows.values(), on=board.on, only_due=True)),
        "unassigned": board.count("OWNER", "DOCUMENT"),
        "missing": laws.required_missing(kept, laws.required_keys()) if watches else [],
        "shipped_missing": laws.shipped_missing(home) if may_manage else 0,
        "new_changes": fresh,
        "unreviewed": unreviewed,
        "total": len(board.states),
    }


@require_POST
@page("laws.manage")
def law_first(request: PersonRequest) -> HttpResponse:
    """はじめの一覧を登録する: take Kaname's list over, then name owners and documents."""
    said = _("はじめの一覧を登録しました。続けて、担当者と対応する規程を決めてください。")
    to = reverse("laws:law_assign")
    return press(request, lambda: services.register_shipped(by=request.person), said, to)


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def law_assign(request: PersonRequest) -> HttpResponse:
    """Owner and document for many laws on one page."""
    rows = [law for law in laws.laws_kept(request.person.institution) if law.applies]
    form = AssignForm(request.POST or None, by=request.person, laws=rows)
    if request.method == "POST":
        done = apply(form, lambda: services.assign_laws(by=request.person, lines=form.chosen()))
        if done is not None:
            messages.success(request, _("%(n)s件の担当者と規程を決めました。") % {"n": len(done)})
            return redirect("laws:law_list")
    context = {"form": form, "crumbs": law_crumbs(), "cancel": reverse("laws:law_list")}
    return render(request, "laws/law_assign.html", context, status=422 if form.errors else 200)


@require_safe
@page("laws.view_gaps")
def lack_list(request: PersonRequest) -> HttpResponse:
    """What each law on the list still lacks, each with the step that mends it."""
    home, today = request.person.institution, clock.today()
    rows = [
        (
            lack,
            sentence_text(lack.sentence.as_json()),
            _(lack.step.label),
            reverse(lack.step.url, args=lack.step.args),
        )
        for lack in laws.lacks_of(home, on=today)
    ]
    context = {
        "rows": rows,
        "missing": laws.required_missing(laws.laws_kept(home), laws.required_keys()),
        "may_manage": policy.may(request.person, "laws.manage"),
        "crumbs": law_crumbs(),
    }
    return render(request, "laws/lack_list.html", context)


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def law_new(request: PersonRequest) -> HttpResponse:
    """Put a law of one's own on the list."""
    form = LawForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.register_law(by=request.person, **form.values()),
        title=_("法令を登録する"),
        submit=_("登録する"),
        said=_("登録しました。"),
        cancel=reverse("laws:law_list"),
        crumbs=law_crumbs(),
    )


@require_safe
@page("laws.view")
def law_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One law: what it asks, what implements it, its reviews, changes and shortcomings."""
    return _show(request, _law(request, pk))


def _show(request: PersonRequest, law: Law, form: ReviewForm | None = None) -> HttpResponse:
    person, home = request.person, request.person.institution
    board = Board(home, clock.today())
    context = {
        "law": law,
        "badge": board.badge(law),
        "reviewed_until": board.reviewed_until(law),
        "reviews": laws.reviews_of(person, law),
        "changes": [(c, change_badge(c)) for c in _newest(changes.change_rows(person), law)],
        "gaps": [(g, gap_badge(g)) for g in changes.gap_rows(person).filter(law=law).order_by("-found_on")],
        "review_form": form or ReviewForm(row=law),
        "may_review": laws.may_review(person, law),
        "may_manage": policy.may(person, "laws.manage"),
        "may_see_history": policy.may(person, "ledger.view"),
        "ref": ref_of(law),
        "crumbs": law_crumbs(),
    }
    return render(request, "laws/law_detail.html", context, status=422 if form and form.errors else 200)


def _newest(rows: Any, law: Law) -> list[Any]:
    return sorted(
        rows.filter(law=law),
        key=lambda c: (c.effective_on is None, c.effective_on or c.noted_on),
        reverse=True,
    )


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def law_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct an entry, its owner and its documents."""
    row = _law(request, pk)
    form = LawForm(request.POST or None, by=request.person, row=row)
    return form_page(
        request,
        form,
        lambda: services.change_law(by=request.person, law=form.as_read(row), **form.values()),
        title=_("「%(law)s」を変える") % {"law": row},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=row.get_absolute_url(),
        crumbs=law_crumbs((str(row), row.get_absolute_url())),
    )


@require_http_methods(["GET", "POST"])
@page("laws.review")
def law_review(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a look at a law; where it is not kept, the shortcoming comes next."""
    row = _law(request, pk)
    if request.method != "POST":
        return redirect(f"{row.get_absolute_url()}#review")
    form = ReviewForm(request.POST, row=row)
    made = apply(form, lambda: services.review_law(by=request.person, law=form.as_read(row), **form.values()))
    if made is None:
        return _show(request, _law(request, pk), form)
    messages.success(request, _("見直しを記録しました。"))
    if made.result == ReviewResult.GAPS and policy.may(request.person, "laws.manage"):
        return redirect(f"{reverse('laws:gap_new')}?law={row.pk}&found_in=REVIEW")
    return redirect(row)


@require_http_methods(["GET", "POST"])
@page("laws.review")
def law_review_many(request: PersonRequest) -> HttpResponse:
    """Record that several laws were looked at and are kept; a law that is not kept has its own page."""
    person = request.person
    board = Board(person.institution, clock.today())
    standings = laws.to_review(person, board.rows.values(), on=board.on, only_due=not request.GET.get("all"))
    form = ReviewsForm(request.POST or None, standings=standings)
    if request.method == "POST":
        done = apply(form, lambda: services.review_laws(by=person, **form.values()))
        if done is not None:
            messages.success(request, _("%(n)s件の見直しを記録しました。") % {"n": len(done)})
            return redirect("laws:law_list")
    context = {
        "form": form,
        "shows_all": bool(request.GET.get("all")),
        "crumbs": law_crumbs(),
        "cancel": reverse("laws:law_list"),
    }
    return render(request, "laws/law_reviews.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def law_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a law off the list."""
    row = _law(request, pk)
    form = ReasonForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        lambda: services.end_law(by=request.person, law=form.as_read(row), **form.values()),
        title=_("「%(law)s」を一覧から外す") % {"law": row},
        submit=_("一覧から外す"),
        said=_("一覧から外しました。記録は残ります。"),
        cancel=row.get_absolute_url(),
        to=back_to(row),
        crumbs=law_crumbs((str(row), row.get_absolute_url())),
    )


@require_POST
@page("laws.manage")
def law_restore(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a law back on the list."""
    row = _law(request, pk)
    said = _("一覧に戻しました。")
    return press(
        request, lambda: services.restore_law(by=request.person, law=row), said, row.get_absolute_url()
    )
