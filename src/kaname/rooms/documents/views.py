"""Pages of documents: the list, one document, what the register says of it, what one must read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import stages_of
from kaname.foundation.evidence.selectors import evidence_of

from . import search, selectors, services
from .choices import DocumentType
from .forms import DocumentForm, RetireForm, ReviewForm
from .lists import DocumentListing
from .models import Document
from .steps import next_step


@require_safe
@page("documents.view")
def document_list(request: PersonRequest) -> HttpResponse:
    """The documents of the hospital, with the sentence in which a searched word stands."""
    listing = DocumentListing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "hits": search.hits_in([d.pk for d in listing.page], listing.q, request.person).values(),
        "unread": selectors.unread_versions(request.person, clock.today()).count(),
        "may_write": policy.may(request.person, "documents.write"),
    }
    return render(request, "documents/document_list.html", context)


@require_safe
@page("documents.view")
def reading_list(request: PersonRequest) -> HttpResponse:
    """読む文書: what this person must read, and what they have read."""
    today = clock.today()
    unread = list(selectors.unread_versions(request.person, today).defer("body", "body_key"))
    known = {version.pk for version in unread}
    to_read = selectors.versions_to_read(request.person, today).defer("body", "body_key")
    context = {"unread": unread, "read": [v for v in to_read if v.pk not in known]}
    return render(request, "documents/reading_list.html", context)


@require_safe
@page("documents.view")
def document_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One document: what holds now, what to do next, who has read it, and all its versions."""
    shown = selectors.document_page(_document(request, pk), request.person)
    waiting = shown.opened.decision if shown.opened and shown.opened.decision else None
    context = {
        "page": shown,
        "document": shown.document,
        "step": next_step(shown, request.person),
        "stages": stages_of(waiting) if waiting else [],
        "decision": waiting,
        "files": evidence_of(shown.shown) if shown.shown and shown.shown.is_file else [],
        "may": _may(request),
    }
    return render(request, "documents/document_detail.html", context)


def _may(request: PersonRequest) -> dict[str, bool]:
    names = ("write", "review", "view_all")
    return {name: policy.may(request.person, f"documents.{name}") for name in names}


@page("documents.write")
def document_new(request: PersonRequest) -> HttpResponse:
    """Begin a document; its first version is written next."""
    type_ = request.GET.get("type", "")
    initial = {"type": type_, "title": DocumentType(type_).label} if type_ in DocumentType.values else {}
    form = DocumentForm(request.POST or None, by=request.person, initial=initial)
    made = apply(form, lambda: services.create_document(by=request.person, **form.values()))
    if made is not None:
        return redirect("documents:draft_new", made.pk)
    return _form(request, form, _("新しい文書"), _("次へ：本文を書く"), reverse("documents:document_list"))


@require_safe
@page("documents.write")
def document_begin(request: PersonRequest, type_: str) -> HttpResponse:
    """Where an obligation's button leads: the document of this type that is nearest to being approved, or a new one."""
    if type_ not in DocumentType.values:
        raise Http404
    document = Document.objects.visible_to(request.person).active().filter(type=type_).order_by("pk").first()
    if document is None:
        return redirect(f"{reverse('documents:document_new')}?type={type_}")
    if not document.versions.exists():
        return redirect("documents:draft_new", document.pk)
    return redirect(document)


@page("documents.write")
def document_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change title, type, owner, audience or interval."""
    document = _document(request, pk)
    form = DocumentForm(request.POST or None, by=request.person, document=document)
    changed = apply(
        form,
        lambda: services.change_document(
            by=request.person, document=document, revision=form.cleaned_data["revision"], **form.values()
        ),
    )
    if changed is not None:
        messages.success(request, _("文書の情報を変えました。"))
        return redirect(changed)
    return _form(request, form, _("文書の情報を変える"), _("変える"), document.get_absolute_url())


@page("documents.review")
def document_review(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that the version in force was reviewed and stays."""
    document = _document(request, pk)
    form = ReviewForm(request.POST or None, document=document)
    made = apply(
        form, lambda: services.confirm_review(by=request.person, document=document, **form.cleaned_data)
    )
    if made is not None:
        messages.success(request, _("見直しを記録しました。"))
        return redirect(document)
    title = _("「%(title)s」の見直しを記録する") % {"title": document.title}
    return _form(request, form, title, _("変えずに続ける"), document.get_absolute_url())


@page("documents.review")
def document_retire(request: PersonRequest, pk: int) -> HttpResponse:
    """End a document."""
    document = _document(request, pk)
    form = RetireForm(request.POST or None)
    made = apply(form, lambda: services.retire(by=request.person, document=document, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("文書を廃止しました。記録は残ります。"))
        return redirect(document)
    title = _("「%(title)s」を廃止する") % {"title": document.title}
    return _form(request, form, title, _("今日で廃止する"), document.get_absolute_url(), kind="danger")


def _document(request: PersonRequest, pk: int) -> Document:
    return narrow(Document.objects.visible_to(request.person).select_related("owner"), pk=pk)


def _form(
    request: PersonRequest,
    form: Any,
    title: str,
    submit: str,
    back: str,
    kind: str = "primary",
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": back, "kind": kind}
    return render(request, "documents/document_form.html", context, status=422 if form.errors else 200)
