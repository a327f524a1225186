"""Pages of the emergency kit: what it is, making one, its copies, and taking a record back in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, get_visible, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.foundation.calendar import clock
from kaname.web.excel import file_response

from . import pending, selectors, services
from .forms import CopyForm, MakeForm, MergeForm, RecordFileForm, RefreshForm
from .models import KitCopy
from .pages import crumbs, form_page
from .paper import kit_paper
from .reading import KitRecord, open_record, read_record


@require_safe
@page("kit.view")
def overview(request: PersonRequest) -> HttpResponse:
    """What the kit is, the newest one, and where copies lie."""
    allowed = {name: policy.may(request.person, f"kit.{name}") for name in ("make", "merge", "keep_copies")}
    context = {"view": selectors.overview(request.person), "good_days": selectors.GOOD_DAYS, "may": allowed}
    return render(request, "kit/overview.html", context)


@sensitive_post_parameters("phrase", "phrase_again")
@require_http_methods(["GET", "POST"])
@page("kit.make")
def new(request: PersonRequest) -> HttpResponse:
    """Choose a phrase; the answer is the file."""
    form = MakeForm(request.POST or None)
    if request.method == "POST":
        made = apply(form, lambda: services.make_kit(by=request.person, phrase=form.cleaned_data["phrase"]))
        if made is not None:
            return file_response(
                made.content, filename=made.filename, content_type="text/html; charset=utf-8"
            )
    context = {"form": form, "crumbs": crumbs(), "good_days": selectors.GOOD_DAYS}
    return render(request, "kit/new.html", context, status=422 if form.errors else 200)


@require_safe
@page("kit.view")
def paper_pdf(request: PersonRequest) -> HttpResponse:
    """The same content on A4."""
    return kit_paper(request.person.institution, clock.today())


@require_http_methods(["GET", "POST"])
@page("kit.keep_copies")
def copy_new(request: PersonRequest) -> HttpResponse:
    """Say where a copy of the newest kit lies."""
    form = CopyForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.register_copy(by=request.person, **form.values()),
        title=_("控えを置いた場所を記録する"),
        submit=_("記録する"),
        said=_("記録しました。"),
        cancel=reverse("kit:overview"),
    )


@require_http_methods(["GET", "POST"])
@page("kit.keep_copies")
def copy_refresh(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that the newest kit lies there now."""
    copy = get_visible(KitCopy, request.person, pk=pk)
    form = RefreshForm(request.POST or None, row=copy)
    return form_page(
        request,
        form,
        lambda: services.refresh_copy(by=request.person, copy=form.as_read(copy), **form.values()),
        title=_("「%(place)s」の控えを、いちばん新しいキットに入れ替えた") % {"place": copy.place},
        submit=_("入れ替えを記録する"),
        said=_("入れ替えを記録しました。"),
        cancel=reverse("kit:overview"),
    )


@require_http_methods(["GET", "POST"])
@page("kit.keep_copies")
def copy_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that a copy was taken away or lost."""
    copy = get_visible(KitCopy, request.person, pk=pk)
    form = ReasonForm(request.POST or None, row=copy)
    return form_page(
        request,
        form,
        lambda: services.withdraw_copy(by=request.person, copy=form.as_read(copy), **form.values()),
        title=_("「%(place)s」の控えを回収した") % {"place": copy.place},
        submit=_("回収を記録する"),
        said=_("回収を記録しました。"),
        cancel=reverse("kit:overview"),
    )


@sensitive_post_parameters("phrase")
@require_http_methods(["GET", "POST"])
@page("kit.merge")
def merge(request: PersonRequest) -> HttpResponse:
    """Open a file that a kit wrote out."""
    form = RecordFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        content = apply(form, lambda: _opened(request, form))
        if content is not None:
            pending.keep(request, content)
            return redirect("kit:merge_check")
    context = {"form": form, "crumbs": crumbs()}
    return render(request, "kit/merge.html", context, status=422 if form.errors else 200)


def _opened(request: PersonRequest, form: RecordFileForm) -> dict[str, Any]:
    content = open_record(form.cleaned_data["file"].read(), form.cleaned_data["phrase"])
    read_record(request.person.institution, content)
    return content


@require_http_methods(["GET", "POST"])
@page("kit.merge")
def merge_check(request: PersonRequest) -> HttpResponse:
    """Look at what the file holds, and say into which incident it goes."""
    content = pending.find(request)
    if content is None:
        return redirect("kit:merge")
    record = _still_readable(request, content)
    if record is None:
        return redirect("kit:merge")
    form = MergeForm(request.POST or None, by=request.person, seen=pending.print_of(content))
    if request.method == "POST":
        merged = apply(form, lambda: services.merge_record(by=request.person, record=record, **form.values()))
        if merged is not None:
            pending.drop(request)
            messages.success(request, _told(merged))
            return redirect(merged.incident)
    lines = selectors.merge_lines(request.person.institution, record)
    context = {
        "form": form,
        "record": record,
        "lines": lines,
        "new": sum(not line.there for line in lines),
        "crumbs": crumbs((_("記録を取り込む"), reverse("kit:merge"))),
    }
    return render(request, "kit/merge_check.html", context, status=422 if form.errors else 200)


def _still_readable(request: PersonRequest, content: dict[str, Any]) -> KitRecord | None:
    """The record that waits; None, with a word about it, when the register has changed so that it cannot be taken in."""
    try:
        return read_record(request.person.institution, content)
    except ValidationError as refused:
        pending.drop(request)
        messages.error(request, " ".join(refused.messages))
        return None


def _told(merged: services.Merged) -> str:
    if not merged.added:
        return _("この記録は、もう取り込んであります。新しく加わったものはありません。")
    if merged.there:
        return _("%(n)s件を取り込みました。%(there)s件は、もう取り込んでありました。") % {
            "n": merged.added,
            "there": merged.there,
        }
    return _("%(n)s件を取り込みました。") % {"n": merged.added}
