"""Pages of files of rows: choose one, see what it would do, import it or leave it, and get the bad rows back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access.pages import PersonRequest, apply, get_visible, page
from kaname.web import excel

from . import services, words
from .classifying import STATES
from .forms import UploadForm
from .models import ImportBatch
from .registry import Table


def _table(request: PersonRequest, name: str) -> type[Table]:
    try:
        return services.table_named(request.person, name)
    except LookupError as unknown:
        raise Http404 from unknown


def _crumbs(table: type[Table]) -> list[dict[str, Any]]:
    return [{"label": table.label, "url": _list_url(table)}]


def _list_url(table: type[Table]) -> str:
    return reverse(table.list_url) if table.list_url else reverse("overview:home")


@require_http_methods(["GET", "POST"])
@page("imports.use")
def upload(request: PersonRequest, table: str) -> HttpResponse:
    """What the columns are, the present list to fill in, and the place for the file."""
    kind = _table(request, table)
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None, table=kind)
    if posted:
        batch = apply(
            form,
            lambda: services.upload(
                by=request.person, table=table, file=form.cleaned_data["file"], given=form.given
            ),
        )
        if batch is not None:
            return redirect(batch)
    context = {
        "table": kind,
        "form": form,
        "columns": words.columns_in_words(kind),
        "list_url": _list_url(kind),
        "crumbs": _crumbs(kind),
    }
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


@require_safe
@page("imports.use")
def template(request: PersonRequest, table: str) -> HttpResponse:
    """An empty Excel file with the headings of a table."""
    kind = _table(request, table)
    sheet = excel.Sheet(str(kind.label), [str(f.label) for f in kind.columns], [])
    name = f"{table.rpartition('.')[2]}.xlsx"
    return excel.file_response(excel.write_xlsx([sheet]), filename=name, content_type=excel.XLSX)


@require_safe
@page("imports.use")
def batch_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """What the file would do, or what it did."""
    batch = get_visible(ImportBatch, request.person, pk=pk)
    kind = _table(request, batch.table)
    context = {
        "batch": batch,
        "table": kind,
        "summary": words.summary(batch),
        "how_read": words.how_read(batch),
        "warnings": batch.data.get("warnings", ()),
        "rows": {state: words.rows_in_state(batch, state) for state in STATES},
        "list_url": _list_url(kind),
        "upload_url": reverse("imports:upload", args=[batch.table]),
        "crumbs": _crumbs(kind),
        "kept_days": services.KEPT_DAYS,
    }
    return render(request, "imports/batch_detail.html", context)


@require_POST
@page("imports.use")
def batch_apply(request: PersonRequest, pk: int) -> HttpResponse:
    """Import the file, or only its good rows where that was asked for."""
    batch = get_visible(ImportBatch, request.person, pk=pk)
    _table(request, batch.table)
    try:
        done = services.apply_batch(
            by=request.person, batch=batch, skip_bad=request.POST.get("bad_rows") == "skip"
        )
    except ValidationError as refused:
        for message in refused.messages:
            messages.error(request, message)
        return redirect(batch)
    if done.is_open:
        messages.warning(
            request,
            _(
                "確かめている間に、ほかの人が記録を変えました。何も取り込んでいません。もう一度確かめてください。"
            ),
        )
    return redirect(done)


@require_POST
@page("imports.use")
def batch_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Leave the file; nothing of it was written, and its rows are forgotten."""
    batch = get_visible(ImportBatch, request.person, pk=pk)
    kind = _table(request, batch.table)
    try:
        services.discard_batch(by=request.person, batch=batch)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(batch)
    messages.success(request, _("取込みをやめました。何も変わっていません。"))
    return redirect(_list_url(kind))


@require_safe
@page("imports.use")
def batch_errors(request: PersonRequest, pk: int) -> HttpResponse:
    """The rows to be put right as Excel, with what to do in the last column."""
    return errors_response(request.person, pk)


def errors_response(person: Any, pk: int) -> HttpResponse:
    """The file of bad rows, for page and API; 404 when there are none (any more)."""
    batch = get_visible(ImportBatch, person, pk=pk)
    services.table_named(person, batch.table)
    if not batch.bad_count or not batch.content:
        raise Http404
    return excel.file_response(
        words.error_file(batch), filename=f"errors-{batch.pk}.xlsx", content_type=excel.XLSX
    )
