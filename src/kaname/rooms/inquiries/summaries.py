"""What the desk says in reports: the voice of the patients, and whether they were answered in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.ledger.findings import say
from kaname.foundation.summaries.registry import Period, Purpose, Section, metric, section, summary

from .choices import InquiryKind
from .figures import by_class, lines_of, rate
from .models import Inquiry

_NAMES = {
    InquiryKind.QUESTION: _n("質問"),
    InquiryKind.COMPLAINT: _n("苦情"),
    InquiryKind.DISCLOSURE: _n("開示請求"),
    InquiryKind.CORRECTION: _n("訂正請求"),
    InquiryKind.STOP_USE: _n("利用停止請求"),
    InquiryKind.LEAK: _n("漏えいの申告"),
    InquiryKind.REQUEST: _n("要望"),
    InquiryKind.OTHER: _n("その他"),
}


@summary("inquiries", purposes=[Purpose.MANAGEMENT_REVIEW, Purpose.SAFETY_STATUS], order=60)
def voice_of_patients(institution: Institution, *, period: Period) -> Section | None:
    """患者の声: how many came of each class, how many were late, and what waits."""
    lines = lines_of(institution, period.starts_on, period.ends_on)
    late = list(Inquiry.objects.of(institution).overdue_on(period.ends_on).order_by("due_on", "pk")[:20])
    if not lines and not late:
        return None
    percent = rate(lines, period.ends_on)
    sentences = [say(_n("問合せと苦情を%(n)s件受け付けました。"), n=len(lines))]
    if percent is not None:
        sentences.append(say(_n("期限までに回答した割合は%(rate)s％です。"), rate=f"{percent:g}"))
    leaks = sum(x.kind == InquiryKind.LEAK for x in lines)
    attention = [say(_n("漏えいの申告が%(n)s件ありました。"), n=leaks)] if leaks else []
    if late:
        attention.append(say(_n("回答の期限を過ぎた問合せが%(n)s件あります。"), n=len(late)))
    return section(
        _n("患者の声"),
        *sentences,
        attention=attention,
        headings=[_n("区分"), _n("受付"), _n("回答待ち"), _n("期限超過"), _n("期限内の割合（％）")],
        rows=[
            (
                say(_NAMES[InquiryKind(c.kind)]),
                c.received,
                c.open,
                c.late,
                "－" if c.rate is None else f"{c.rate:g}",
            )
            for c in by_class(lines, period.ends_on)
        ],
        refs=late,
    )


@metric("inquiries.on_time", _("問合せへの期限内の回答"), unit=_("％"), better="higher", order=60)
def on_time(institution: Institution, *, days: Sequence[date]) -> list[float | None]:
    """The share of answers in time among the inquiries of the twelve months before each day."""
    if not days:
        return []
    lines = lines_of(institution, add_months(min(days), -12), max(days))
    return [rate([x for x in lines if add_months(day, -12) < x.received_on <= day], day) for day in days]
