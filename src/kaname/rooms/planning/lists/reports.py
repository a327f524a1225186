"""The list of status reports."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.rooms.planning.models import ReportKind, ReportStatus, ReportVerdict, StatusReport
from kaname.rooms.planning.selectors.reports import report_rows
from kaname.web.lists import Badge, Column, FilterSpec, Listing

_TONES = {
    ReportStatus.DRAFT: "neutral",
    ReportStatus.SENT: "info",
    ReportStatus.JUDGED: "good",
    ReportStatus.RETURNED: "warn",
    ReportStatus.WITHDRAWN: "neutral",
}


def badge_of(report: StatusReport) -> Badge:
    """Where a report stands, in a word and a tone; what was answered says more than that it was."""
    if report.verdict == ReportVerdict.ACCEPT:
        return Badge(_("了承"), "good")
    if report.verdict == ReportVerdict.ORDER:
        return Badge(_("改善を指示"), "warn")
    return Badge(str(report.get_status_display()), _TONES[ReportStatus(report.status)])


COLUMNS = (
    Column("title", _("表題"), "title", sort="title", url=StatusReport.get_absolute_url),
    Column("number", _("番号"), "number_and_version", sort="number"),
    Column("kind", _("種類"), "get_kind_display", sort="kind", on_page=False),
    Column("status", _("状態"), badge_of, sort="status", kind="status"),
    Column("starts_on", _("対象期間の初日"), "starts_on", sort="starts_on", kind="date", on_page=False),
    Column("ends_on", _("対象期間の末日"), "ends_on", sort="ends_on", kind="date", on_page=False),
    Column("author", _("報告者"), "author.name", sort="author__kana"),
    Column("sent_on", _("報告日"), "sent_on", sort="sent_at", kind="date"),
    Column("judged_by", _("判断した人"), "judged_by.name", sort="judged_by__kana", on_page=False),
    Column("judged_on", _("判断日"), "judged_on", sort="judged_at", kind="date"),
)
_FILTERS: dict[str, FilterSpec] = {
    "kind": (_("種類"), ReportKind.choices, "kind"),
    "status": (_("状態"), ReportStatus.choices, "status"),
}


def report_listing(request: HttpRequest, person: Person) -> Listing[StatusReport]:
    """The reports this person may see, the newest first."""
    return Listing(
        request,
        report_rows(person),
        COLUMNS,
        search=("title", "number"),
        filters=_FILTERS,
        default_sort="-number",
        name="status-reports",
    )
