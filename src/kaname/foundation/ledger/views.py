"""Pages of the ledger: who did what to which record when, and the proof of it."""

from __future__ import annotations

import json

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page

from . import export, proofs, selectors
from .history import kind_label
from .lists import entry_listing
from .models import LedgerEntry


def _entry(request: PersonRequest, seq: int) -> LedgerEntry:
    return narrow(selectors.entries_of(request.person).select_related("institution"), seq=seq)


@require_GET
@page("ledger.view")
def entry_list(request: PersonRequest) -> HttpResponse:
    """All entries, newest first (also as a file)."""
    listing = entry_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "checkpoint": selectors.newest_checkpoint(request.person.institution),
        "may_export": policy.may(request.person, "ledger.export"),
    }
    return render(request, "ledger/entry_list.html", context)


@require_GET
@page("ledger.view")
def entry(request: PersonRequest, seq: int) -> HttpResponse:
    """One entry: what it changed, and what proves it."""
    row = _entry(request, seq)
    context = {
        "entry": row,
        "view": selectors.EntryView(row),
        "changes": selectors.changes_of(row),
        "hidden": max(0, len(selectors.EntryView(row).states) - selectors.MAX_RECORDS_SHOWN),
        "checkpoint": proofs.checkpoint_covering(request.person.institution, seq),
    }
    return render(request, "ledger/entry.html", context)


@require_GET
@page("ledger.view")
def entry_proof(request: PersonRequest, seq: int) -> HttpResponse:
    """The proof of one entry as a file for `verify.py --proof`."""
    text = json.dumps(proofs.inclusion_proof(_entry(request, seq)), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="kaname-proof-{seq}.json"'
    return response


@require_GET
@page("ledger.view")
def record(request: PersonRequest, ref: str) -> HttpResponse:
    """The history of one record."""
    steps = selectors.history_of(ref, request.person.institution)
    if not steps:
        raise Http404
    context = {
        "ref": ref,
        "kind": kind_label(ref),
        "steps": steps[::-1],
        "name": steps[-1].change.name,
        "url": selectors.url_of_record(ref, request.person),
    }
    return render(request, "ledger/record.html", context)


@require_POST
@page("ledger.export")
def export_ledger(request: PersonRequest) -> HttpResponseBase:
    """The whole ledger with its verifier, as one ZIP file."""
    packed = export.export_zip(institution=request.person.institution, by=request.person)
    return FileResponse(
        packed, as_attachment=True, filename="kaname-ledger.zip", content_type="application/zip"
    )
