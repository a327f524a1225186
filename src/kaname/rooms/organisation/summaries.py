"""What the organisation says of a period: who was appointed, whose appointment ended, and what is vacant.

Source: 経営管理編 1.2.1 管理責任 ①, 3.1.2 ②③
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.summaries.registry import Cell, Period, Purpose, Section, section, summary

from .models import Appointment
from .roles import EXPECTED, ROLE_NAMES
from .standing import Standing

REPORTS = (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW)
APPOINTED, ENDED = say(_n("任命")), say(_n("任期満了・終了"))


@summary("organisation.appointments", purposes=REPORTS, order=26)
def appointments_in_period(institution: Institution, *, period: Period) -> Section | None:
    """Which appointments began or ended in the period, and which expected roles nobody fills. Three queries."""
    on = min(period.ends_on, clock.today())
    standing = Standing(institution, on)
    current, vacant = standing.current(on), standing.vacant(EXPECTED, on)
    begun, ended = _changes(institution, period)
    if not (current or begun or ended):
        return None
    rows = [*(_row(a, APPOINTED, a.starts_on) for a in begun), *(_row(a, ENDED, a.ends_on) for a in ended)]
    return section(
        _n("体制"),
        *_sentences(begun, ended),
        *_places(vacant),
        attention=[say(_n("「%(role)s」の任命が要ります。"), role=ROLE_NAMES[role]) for role in vacant],
        headings=[_n("役割"), _n("氏名"), _n("変化"), _n("日付")],
        rows=sorted(rows, key=lambda row: str(row[3])),
        refs=[*begun, *ended],
    )


def _changes(institution: Institution, period: Period) -> tuple[list[Appointment], list[Appointment]]:
    days = (period.starts_on, period.ends_on)
    rows = Appointment.objects.of(institution).approved().with_people()
    changed = list(rows.filter(Q(starts_on__range=days) | Q(ends_on__range=days)).order_by("starts_on", "pk"))
    begun = [a for a in changed if days[0] <= a.starts_on <= days[1]]
    ended = [a for a in changed if a.ends_on and days[0] <= a.ends_on <= days[1]]
    return begun, ended


def _row(appointment: Appointment, change: Sentence, day: Cell) -> tuple[Cell, ...]:
    return ROLE_NAMES[appointment.role], appointment.person.name, change, day


def _sentences(begun: Sequence[Appointment], ended: Sequence[Appointment]) -> Iterable[Sentence]:
    if not begun and not ended:
        yield say(_n("この期間に、任命の変更はありません。"))
    elif not ended:
        yield say(_n("この期間に%(n)s件の任命が始まりました。"), n=len(begun))
    elif not begun:
        yield say(_n("この期間に%(n)s件の任命が終わりました。"), n=len(ended))
    else:
        text = _n("この期間に%(new)s件の任命が始まり、%(old)s件が終わりました。")
        yield say(text, new=len(begun), old=len(ended))


def _places(vacant: Sequence[str]) -> Iterable[Sentence]:
    if not vacant:
        yield say(_n("遵守事項が求める役割に、空席はありません。"))
        return
    names = "、".join(ROLE_NAMES[role] for role in vacant)
    yield say(_n("空席の役割があります：%(roles)s。"), roles=names)
