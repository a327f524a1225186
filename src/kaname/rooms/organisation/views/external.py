"""The page of people who work here without being employed here (経営管理編 3.1.2 ④)."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.calendar import clock
from kaname.rooms.organisation.external import External, external_people, unknown_holders
from kaname.rooms.organisation.pages import crumbs
from kaname.web.excel import XLSX, Sheet, file_response, write_xlsx


@require_safe
@page("access.view_accounts")
def external_list(request: PersonRequest) -> HttpResponse:
    """By employer: who is here, what they may use, and what is missing."""
    rows = external_people(request.person.institution, clock.today())
    if request.GET.get("format") == "xlsx":
        return _file(rows)
    context = {
        "employers": [(name, list(group)) for name, group in groupby(rows, lambda r: r.person.employer)],
        "count": len(rows),
        "unknown": unknown_holders(request.person.institution, clock.today()),
        "lacking": sum(bool(row.lacks) for row in rows),
        "crumbs": crumbs(),
    }
    return render(request, "organisation/external_list.html", context)


def _file(rows: list[External]) -> HttpResponse:
    heads = [
        _("所属会社"),
        _("氏名"),
        _("区分"),
        _("職員番号"),
        _("開始日"),
        _("使えるシステム"),
        _("立入り"),
        _("誓約日"),
        _("最後に受けた教育"),
        _("足りないもの"),
    ]
    lines = [
        [
            r.person.employer,
            r.person.name,
            str(r.person.get_kind_display()),
            r.person.number,
            r.person.starts_on,
            r.systems,
            r.sites,
            r.pledged_on,
            r.trained_on,
            r.lacks_in_words,
        ]
        for r in rows
    ]
    content = write_xlsx([Sheet(_("一覧"), heads, lines, (24, 18, 14, 12, 12, 32, 24, 12, 14, 40))])
    return file_response(content, filename="external.xlsx", content_type=XLSX)
