"""The lists of the desk: inquiries by their day, desks; what leaves as Excel holds nothing personal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Case, DateField, F, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, Listing

from . import selectors
from .choices import OPEN, InquiryKind, InquiryStatus
from .models import ContactPoint, Inquiry

SOON = timedelta(days=3)


def state_badge(row: Inquiry) -> Badge:
    """Where an inquiry stands, what needs somebody first."""
    if row.is_open and row.due_on < clock.today():
        return Badge(_("期限超過"), "bad")
    if row.status == InquiryStatus.WAITING_APPROVAL:
        returned = row.decision is not None and row.decision.status == "RETURNED"
        return Badge(_("差戻し"), "warn") if returned else Badge(_("承認待ち"), "info")
    if row.is_open and row.due_on <= clock.today() + SOON:
        return Badge(_("期限間近"), "warn")
    if row.status == InquiryStatus.RECEIVED:
        return Badge(_("受付"), "info")
    if row.is_open:
        return Badge(_("対応中"))
    return Badge(row.get_status_display(), "good")


def _on_time(row: Inquiry) -> str:
    was = row.was_on_time
    return "" if was is None else str(_("期限内") if was else _("期限後"))


COLUMNS = (
    Column("number", _("受付番号"), "number", sort="number", url=Inquiry.get_absolute_url),
    Column("subject", _("件名"), "title", export="subject", sort="subject"),
    Column("kind", _("区分"), "get_kind_display", sort="kind"),
    Column("state", _("状態"), state_badge, kind="status"),
    Column("due_on", _("回答の期限"), "due_on", sort="due_on", kind="date"),
    Column("received_on", _("受付日"), "received_on", sort="received_on", kind="date"),
    Column("assignee", _("担当"), "assignee.name", sort="assignee__kana"),
    Column("desk", _("窓口"), "desk.name", sort="desk__name", on_page=False),
    Column("channel", _("受け付けた方法"), "get_channel_display", sort="channel", on_page=False),
    Column("answered_on", _("回答日"), "answered_on", sort="answered_on", kind="date", on_page=False),
    Column("answer_channel", _("回答の方法"), "get_answer_channel_display", on_page=False),
    Column("closed_on", _("終了日"), "closed_on", sort="closed_on", kind="date", on_page=False),
    Column("on_time", _("期限内か"), _on_time, on_page=False),
    Column("source_number", _("元の番号"), "source_number", on_page=False),
)
STATES = (
    ("OPEN", _("回答を待つもの")),
    ("OVERDUE", _("期限超過")),
    ("WAITING_APPROVAL", _("承認待ち")),
    ("ANSWERED", _("回答済み")),
    ("CLOSED", _("終了")),
)


def _in_state(rows: Any, state: str) -> QuerySet[Inquiry]:
    if state == "OPEN":
        return rows.open()  # type: ignore[no-any-return]
    if state == "OVERDUE":
        return rows.overdue_on(clock.today())  # type: ignore[no-any-return]
    return rows.filter(status=state)  # type: ignore[no-any-return]


class InquiryListing(Listing[Inquiry]):
    """The inquiries a person may see: what is late first, then what falls due, then what is done. No text is opened."""

    def __init__(self, request: HttpRequest, person: Person) -> None:
        open_due = Case(When(status__in=OPEN, then=F("due_on")), output_field=DateField())
        desks = [(d.pk, d.name) for d in ContactPoint.objects.visible_to(person).order_by("name", "pk")]
        super().__init__(
            request,
            selectors.inquiry_rows(person).annotate(open_due=open_due),
            COLUMNS,
            search=("number", "subject", "source_number"),
            filters={
                "state": (_("状態"), STATES, _in_state),
                "kind": (_("区分"), InquiryKind.choices, "kind"),
                "desk": (_("窓口"), desks, "desk"),
            },
            default_sort="open",
            name="inquiries",
        )

    def _ordering(self) -> list[Any]:
        if self.sort == self.default_sort:
            return [F("open_due").asc(nulls_last=True), "-received_on", "-pk"]
        return super()._ordering()


def desk_badge(desk: ContactPoint) -> Badge:
    """Whether a desk works today."""
    today = clock.today()
    if not desk.is_open_on(today):
        return Badge(_("終了") if desk.starts_on <= today else _("開設前"))
    if not desk.responsible.is_active_on(today):
        return Badge(_("責任者が不在"), "bad")
    return Badge(_("開設中"), "good")


def _last_notice(desk: ContactPoint) -> Any:
    rows = list(desk.notices.all())
    return rows[0].confirmed_on if rows else None


def desk_listing(request: HttpRequest, person: Person) -> Listing[ContactPoint]:
    """The desks of the hospital."""
    columns = (
        Column("name", _("窓口の名前"), "name", sort="name", url=ContactPoint.get_absolute_url),
        Column("audience", _("だれのための窓口か"), "get_audience_display", sort="audience"),
        Column("responsible", _("責任者"), "responsible.name", sort="responsible__kana"),
        Column("phone", _("電話"), "phone"),
        Column("notice", _("掲示を確かめた日"), _last_notice, kind="date"),
        Column("state", _("状態"), desk_badge, kind="status"),
    )
    return Listing(
        request, selectors.desk_rows(person), columns, search=("name",), normalise=search_key,
        default_sort="name", name="desks",
    )  # fmt: skip
