"""Pages of versions: the editor, an upload, one version, its approval, its difference from another, paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.access.records import StaleRecord
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import stages_of
from kaname.foundation.evidence.selectors import evidence_of
from kaname.foundation.ledger.prints import fingerprint_of

from . import outlines, selectors, services
from .choices import OPEN_STATUSES, DocumentType
from .forms import ApprovalForm, ContentForm, DistributionForm, DraftForm, UploadForm
from .models import Acknowledgement, Document, DocumentVersion
from .paper import version_paper


@page("documents.write")
def draft_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the next version, beginning with the last text, today's appointments, or an outline."""
    document = _document(request, pk)
    opened = selectors.open_version(document)
    if opened is not None:
        return redirect("documents:draft_change", pk, opened.number)
    form = DraftForm(request.POST or None, initial=_beginning(request, document), **_asked(request, document))
    if request.POST.get("do") == "preview":
        return _editor(request, form, document)
    made = apply(form, lambda: services.write_draft(by=request.person, document=document, **form.values()))
    if made is not None:
        messages.success(request, _("下書きを保存しました。"))
        return redirect(document)
    return _editor(request, form, document)


@page("documents.write")
def draft_change(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Go on writing a version that is not approved yet."""
    version = _version(request, pk, number)
    if version.status not in OPEN_STATUSES:
        return redirect(version)
    kind = ContentForm if version.is_file else DraftForm
    form = kind(
        request.POST or None,
        initial={"body": version.body},
        version=version,
        **_asked(request, version.document),
    )
    if request.POST.get("do") == "preview":
        return _editor(request, form, version.document, version)
    saved = apply(form, lambda: _change(request, form, version))
    if saved is not None:
        messages.success(request, _("下書きを保存しました。"))
        return redirect(saved.document)
    return _editor(request, form, version.document, version)


def _change(request: PersonRequest, form: ContentForm, version: DocumentVersion) -> DocumentVersion:
    values = {"body": version.body, **form.values()}
    revision = form.cleaned_data["revision"]
    return services.change_draft(by=request.person, version=version, revision=revision, **values)


@page("documents.write")
def version_upload(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin the next version as a file."""
    document = _document(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None, **_asked(request, document))
    made = apply(form, lambda: services.upload_version(by=request.person, document=document, **form.values()))
    if made is not None:
        messages.success(request, _("ファイルを第%(n)s版として保管しました。") % {"n": made.number})
        return redirect(document)
    title = _("ファイルを新しい版にする")
    return _form(request, form, document, title, _("この版を保管する"))


@require_safe
@page("documents.view")
def version_detail(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """One version, to read."""
    version = _version(request, pk, number)
    mine = Acknowledgement.objects.of(version.institution).filter(version=version, person=request.person)
    earlier = DocumentVersion.objects.visible_to(request.person).filter(document=pk, number__lt=number)
    in_force = version.document.is_active and version.is_in_force(clock.today())
    context = {
        "version": version,
        "document": version.document,
        "files": evidence_of(version) if version.is_file else [],
        "provisions": version.provisions.all(),
        "acknowledgement": mine.first(),
        "in_force": in_force,
        "may_acknowledge": in_force and version.document.is_for(request.person, clock.today()),
        "may_write": policy.may(request.person, "documents.write"),
        "is_open": version.status in OPEN_STATUSES,
        "earlier": earlier.order_by("-number").first(),
        "stages": stages_of(version.decision) if version.decision and _governs(request) else [],
        "decision": version.decision if _governs(request) else None,
        "fingerprint": fingerprint_of(version),
    }
    return render(request, "documents/version_detail.html", context)


@page("documents.write")
def version_request(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Put a draft before those who approve it."""
    version = _version(request, pk, number)
    form = ApprovalForm(request.POST or None, by=request.person, version=version)
    made = apply(form, lambda: _request(request, form, version))
    if made is not None:
        messages.success(request, _("承認を求めました。本文を変えると、この求めは失効します。"))
        return redirect(made)
    title = _("第%(n)s版の承認を求める") % {"n": version.number}
    return _form(request, form, version.document, title, _("承認を求める"))


def _request(request: PersonRequest, form: ApprovalForm, version: DocumentVersion) -> Any:
    revision = form.cleaned_data["revision"]
    if revision is not None and revision != version.revision:
        raise StaleRecord(version)
    return services.request_approval(by=request.person, version=version, **form.values())


@page("documents.write")
def version_distribute(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Record how the version was made known to its audience."""
    version = _version(request, pk, number)
    form = DistributionForm(request.POST or None)
    made = apply(form, lambda: services.distribute(by=request.person, version=version, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("配付を記録しました。"))
        return redirect(version.document)
    title = _("第%(n)s版を「%(audience)s」に知らせる") % {
        "n": version.number,
        "audience": version.document.audience_label,
    }
    return _form(request, form, version.document, title, _("配付を記録する"))


@require_POST
@page("documents.acknowledge")
def version_acknowledge(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """読みました."""
    version = _version(request, pk, number)
    services.acknowledge(by=request.person, version=version)
    messages.success(request, _("「%(what)s」を読んだことを記録しました。") % {"what": version})
    return redirect("documents:reading_list")


@require_POST
@page("documents.write")
def draft_discard(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Throw a draft away."""
    version = _version(request, pk, number)
    services.discard_draft(by=request.person, version=version)
    messages.success(request, _("下書きを捨てました。捨てたことは証跡に残ります。"))
    return redirect(version.document)


@require_safe
@page("documents.view")
def version_compare(request: PersonRequest, pk: int) -> HttpResponse:
    """Two versions side by side; without a choice the last two."""
    document = _document(request, pk)
    rows = DocumentVersion.objects.visible_to(request.person).filter(document=document).order_by("-number")
    versions = list(rows.select_related("document").defer("body_key"))
    if not versions:
        raise Http404
    after = _chosen(versions, request.GET.get("after", ""), versions[0])
    older = next((v for v in versions if v.number < after.number), after)
    before = _chosen(versions, request.GET.get("before", ""), older)
    context = {"document": document, "versions": versions, "before": before, "after": after}
    return render(request, "documents/version_compare.html", context)


def _chosen(versions: Sequence[DocumentVersion], asked: str, default: DocumentVersion) -> DocumentVersion:
    return next((v for v in versions if str(v.number) == asked), default)


@require_safe
@page("documents.view")
def version_pdf(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """The version on A4 paper. An uploaded file is downloaded as it is."""
    version = _version(request, pk, number)
    if version.is_file:
        return redirect(version)
    return version_paper(version)


def _governs(request: PersonRequest) -> bool:
    return policy.may(request.person, "documents.view_all")


def _document(request: PersonRequest, pk: int) -> Document:
    return narrow(Document.objects.visible_to(request.person).select_related("owner"), pk=pk)


def _version(request: PersonRequest, pk: int, number: int) -> DocumentVersion:
    rows = DocumentVersion.objects.visible_to(request.person)
    people = ("document__owner", "institution", "decision__requested_by", "approved_by", "drafted_by")
    return narrow(rows.select_related(*people), document_id=pk, number=number)


def _asked(request: PersonRequest, document: Document) -> dict[str, Any]:
    """What the editor offers: the appointments of today, and the clauses that somebody found missing."""
    is_chart = document.type == DocumentType.ORGANISATION_CHART
    return {
        "document": document,
        "appointments": outlines.current_appointments(request.person) if is_chart else (),
        "asked": [key for key in request.GET.get("provisions", "").split(",") if key],
    }


def _beginning(request: PersonRequest, document: Document) -> dict[str, str]:
    last = document.versions.exclude(body="").order_by("-number").first()
    is_chart = document.type == DocumentType.ORGANISATION_CHART
    if (
        is_chart
        and (last is None or request.GET.get("chart"))
        and outlines.current_appointments(request.person)
    ):
        return {"body": outlines.chart(document, request.person)}
    return {"body": last.body if last else outlines.outline(document, request.person)}


def _editor(
    request: PersonRequest, form: ContentForm, document: Document, version: DocumentVersion | None = None
) -> HttpResponse:
    preview = form["body"].value() if request.POST.get("do") == "preview" and "body" in form.fields else None
    context = {"form": form, "document": document, "version": version, "preview": preview}
    status = 422 if form.errors and preview is None else 200
    return render(request, "documents/version_form.html", context, status=status)


def _form(request: PersonRequest, form: Any, document: Document, title: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "kind": "primary",
        "back": reverse("documents:document_detail", args=[document.pk]),
        "document": document,
    }
    return render(request, "documents/document_form.html", context, status=422 if form.errors else 200)
