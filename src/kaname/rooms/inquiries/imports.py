"""Past inquiries from paper registers come in as a table: what was asked when, and when it was answered.

Names and texts stay on the paper: a file that was uploaded is kept for a while, and personal text may only lie encrypted.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.registry import Field, ImportRow, Table, importable

from .choices import ENTERED_CHANNELS, InquiryKind, InquiryStatus
from .models import ContactPoint, Inquiry
from .services import import_inquiries


@importable("inquiries.inquiries")
class Inquiries(Table):
    """The register of inquiries, by the number that it has on paper."""

    label = gettext_lazy("問合せ（紙の受付簿）")
    action = "inquiries.import"
    list_url = "inquiries:inquiry_list"
    explanation = gettext_lazy(
        "氏名・連絡先・内容は取り込みません。件名にも個人の名前や病名を書かないでください。"
    )
    columns = (
        Field("source_number", gettext_lazy("元の番号"), required=True, longest=40),
        Field("subject", gettext_lazy("件名"), required=True, longest=100),
        Field("kind", gettext_lazy("区分"), "choice", required=True, choices=InquiryKind.choices),
        Field("desk", gettext_lazy("窓口"), required=True),
        Field("channel", gettext_lazy("受け付けた方法"), "choice", required=True, choices=ENTERED_CHANNELS),
        Field("received_on", gettext_lazy("受付日"), "date", required=True),
        Field("due_on", gettext_lazy("回答の期限"), "date"),
        Field("answered_on", gettext_lazy("回答日"), "date"),
        Field("answer_channel", gettext_lazy("回答の方法"), "choice", choices=ENTERED_CHANNELS),
    )
    key = ("source_number",)
    ignored = (
        gettext_lazy("受付番号"),
        gettext_lazy("状態"),
        gettext_lazy("担当"),
        gettext_lazy("終了日"),
        gettext_lazy("期限内か"),
    )

    def __init__(self, institution: Institution, **given: Any) -> None:
        super().__init__(institution, **given)
        self.desks = {d.name: d for d in ContactPoint.objects.of(institution).order_by("ends_on", "pk")}

    def parse_desk(self, text: str) -> str:
        """The name of a desk of this hospital."""
        if text not in self.desks:
            raise ValidationError(_("この名前の窓口がありません。先に窓口を設けてください。"))
        return text

    def load(self, institution: Institution) -> Mapping[Hashable, Inquiry]:
        """What came from paper before, by its old number."""
        rows = Inquiry.objects.of(institution).exclude(source_number="").select_related("desk")
        return {(row.source_number,): row for row in rows}

    def values_of(self, record: Inquiry) -> dict[str, Any]:
        """As the columns say it."""
        names = [field.name for field in self.columns if field.name != "desk"]
        return {**{name: getattr(record, name) for name in names}, "desk": record.desk.name}

    def check(self, row: dict[str, Any], record: Inquiry | None) -> dict[str, str]:
        """Days in order, an answer whole, nothing of what is worked on here."""
        received, answered = row.get("received_on"), row.get("answered_on")
        found = {}
        if received and received > self.today:
            found["received_on"] = _("受付日は、今日までの日にしてください。")
        if answered and received and not received <= answered <= self.today:
            found["answered_on"] = _("回答日は、受付日から今日までの日にしてください。")
        if bool(answered) != bool(row.get("answer_channel")):
            found["answer_channel"] = _("回答日と回答の方法は、両方を入力するか、両方を空にしてください。")
        if record is not None and (record.is_erased or record.status == InquiryStatus.WAITING_APPROVAL):
            found["source_number"] = _("この問合せは、いま変えられません。")
        return found

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        """Write them through the service."""
        values = [{**_whole(row.values), "desk": self.desks[row.values["desk"]]} for row in rows]
        known = {row.values["source_number"]: row.record for row in rows if row.record is not None}
        import_inquiries(by=by, rows=values, known=known)


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    """A file may lack the columns that are not required."""
    return {"due_on": None, "answered_on": None, "answer_channel": "", **values}
