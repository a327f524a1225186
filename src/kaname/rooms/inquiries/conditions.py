"""What the patients' desk proves: it is announced and somebody answers for it; no answer is late.

Source: 経営管理編 1.2.1 説明責任 ②
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.ledger.findings import Finding, Sentence, condition, fails, holds, mend, say

from .models import ContactPoint, Inquiry, NoticeConfirmation
from .selectors import newest_notices

SHOWN = 20


@dataclass(frozen=True)
class Announced:
    """A desk with its confirmed notices, asked about any day."""

    desk: ContactPoint
    notices: Sequence[NoticeConfirmation]
    months: int

    def ok(self, day: date) -> bool:
        """Open, with a channel and somebody here who answers for it, and a notice confirmed lately enough."""
        person = self.desk.responsible
        return (
            self.desk.is_open_on(day)
            and self.desk.has_channel
            and person.is_active_on(day)
            and self.notice(day) is not None
        )

    def notice(self, day: date) -> NoticeConfirmation | None:
        """The newest confirmation that still counts on a day."""
        counted = (n for n in self.notices if n.confirmed_on <= day <= self.last_day(n))
        return max(counted, key=lambda n: (n.confirmed_on, n.pk), default=None)

    def last_day(self, notice: NoticeConfirmation) -> date:
        return add_months(notice.confirmed_on, self.months)

    def days(self) -> set[date]:
        """Every day on which the answer may change."""
        person, desk = self.desk.responsible, self.desk
        ends = [d + ONE_DAY for d in (desk.ends_on, person.ends_on) if d]
        seen = [d for n in self.notices for d in (n.confirmed_on, self.last_day(n) + ONE_DAY)]
        return {desk.starts_on, person.starts_on, *ends, *seen}


@condition(
    "contact_point_announced",
    reads=("inquiries.contactpoint", "inquiries.noticeconfirmation", "access.person"),
)
def contact_point_announced(institution: Institution, *, on: date, audience: str, months: int) -> Finding:
    """A desk for them is open, with a channel and a responsible person who is here, and its notice was confirmed.

    `months`: for how long a confirmation counts. Source: 経営管理編 1.2.1 説明責任 ②
    """
    notices = newest_notices(institution)
    rows = ContactPoint.objects.of(institution).filter(audience=audience).select_related("responsible")
    desks = [Announced(row, notices.get(row.pk, []), months) for row in rows.order_by("pk")]
    days = sorted({day for d in desks for day in d.days() if day > on})
    announced = [d for d in desks if d.ok(on)]
    if not announced:
        turn = next((day for day in days if any(d.ok(day) for d in desks)), None)
        return _not_announced(desks, on, turn)
    turn = next((day for day in days if not any(d.ok(day) for d in desks)), None)
    first = announced[0]
    notice = first.notice(on)
    assert notice is not None
    text = say(
        _n("%(desk)sの責任者は %(name)s さんで、掲示を %(day)s に確かめています。"),
        desk=first.desk.name,
        name=first.desk.responsible.name,
        day=notice.confirmed_on,
    )
    sooner = next((day for day in days if [d for d in desks if d.ok(day)] != announced), None)
    return holds(text, proofs=[first.desk, notice], until=turn - ONE_DAY if turn else None, changes_on=sooner)


def _not_announced(desks: Sequence[Announced], on: date, turn: date | None) -> Finding:
    open_desks = [d for d in desks if d.desk.is_open_on(on)]
    if not open_desks:
        step = mend(_n("窓口を設ける"), "inquiries:desk_new")
        return fails(say(_n("患者等の問合せに応じる窓口がありません。")), mend=step, changes_on=turn)
    found = open_desks[0]
    desk, person = found.desk, found.desk.responsible
    if not person.is_active_on(on):
        text = say(
            _n("%(desk)sの責任者（%(name)s さん）が在籍していません。"), desk=desk.name, name=person.name
        )
        step = mend(_n("責任者を決める"), "inquiries:desk_change", desk.pk)
    elif not desk.has_channel:
        text = say(_n("%(desk)sに連絡手段がありません。"), desk=desk.name)
        step = mend(_n("連絡手段を決める"), "inquiries:desk_change", desk.pk)
    else:
        text = _unconfirmed(found, on)
        step = mend(_n("掲示を確かめて記録する"), "inquiries:notice_new", desk.pk)
    return fails(text, proofs=[desk], mend=step, changes_on=turn)


def _unconfirmed(found: Announced, on: date) -> Sentence:
    past = [n for n in found.notices if n.confirmed_on <= on]
    if not past:
        return say(_n("%(desk)sの掲示を確かめた記録がありません。"), desk=found.desk.name)
    newest = max(past, key=lambda n: n.confirmed_on)
    return say(
        _n("%(desk)sの掲示を確かめたのは %(day)s で、%(due)s までに確かめ直す必要がありました。"),
        desk=found.desk.name,
        day=newest.confirmed_on,
        due=found.last_day(newest),
    )


@condition("inquiries_answered_on_time", reads=("inquiries.inquiry",))
def inquiries_answered_on_time(institution: Institution, *, on: date) -> Finding:
    """No inquiry is open past the day on which its answer was due. Source: 経営管理編 1.2.1 説明責任 ②"""
    rows = list(
        Inquiry.objects.of(institution)
        .open()
        .filter(received_on__lte=on)
        .only("institution", "number", "subject", "kind", "due_on", "status")
        .order_by("due_on", "pk")
    )
    late = [row for row in rows if row.due_on < on]
    if late:
        text = say(
            _n("回答の期限を過ぎた問合せが%(n)s件あります（いちばん古い期限は %(day)s）。"),
            n=len(late),
            day=late[0].due_on,
        )
        step = mend(_n("回答する"), "inquiries:inquiry_list", state="OVERDUE")
        return fails(text, proofs=late[:SHOWN], mend=step)
    if not rows:
        return holds(say(_n("回答を待つ問合せはありません。")))
    text = say(
        _n("回答を待つ問合せ%(n)s件は、どれも期限の前です（次の期限は %(day)s）。"),
        n=len(rows),
        day=rows[0].due_on,
    )
    return holds(text, proofs=rows[:SHOWN], until=rows[0].due_on)
