"""What decisions say of a period: what was decided, and what waits. Source: 経営管理編 1.2.1 管理責任 ①"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.summaries.registry import Cell, Period, Purpose, Section, section, summary

from .models import Decision, DecisionStatus

REPORTS = (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW)
LONG_DAYS = 7
NAMED_IN_ATTENTION = 3


@summary("decisions.decided", purposes=REPORTS, order=22)
def decided_in_period(institution: Institution, *, period: Period) -> Section | None:
    """What was decided in the period, and what waits for an answer today. Two queries."""
    decided, waiting = _decided(institution, period), _waiting(institution)
    if not decided and not waiting:
        return None
    return section(
        _n("決裁の状況"),
        *_sentences(decided, waiting),
        attention=[_long(row) for row in waiting if _waits_long(row)][:NAMED_IN_ATTENTION],
        headings=[_n("決裁した件"), _n("結論"), _n("決裁者"), _n("決裁日")],
        rows=[_row(row) for row in decided],
        refs=[*decided, *waiting],
    )


def _decided(institution: Institution, period: Period) -> list[Decision]:
    starts_at = clock.at_start_of(period.starts_on)
    ends_at = clock.at_start_of(period.ends_on + timedelta(days=1))
    rows = Decision.objects.of(institution).filter(
        status=DecisionStatus.DECIDED, decided_at__gte=starts_at, decided_at__lt=ends_at
    )
    return list(rows.select_related("decided_by").order_by("decided_at", "pk"))


def _waiting(institution: Institution) -> list[Decision]:
    rows = Decision.objects.of(institution).filter(status=DecisionStatus.PENDING)
    return list(rows.select_related("awaiting").order_by("requested_at", "pk"))


def _sentences(decided: Sequence[Decision], waiting: Sequence[Decision]) -> Iterable[Sentence]:
    approved = sum(row.is_approved for row in decided)
    if not decided:
        yield say(_n("この期間に決裁した案件はありません。"))
    elif approved == len(decided):
        yield say(_n("この期間に%(n)s件を決裁し、すべて承認しました。"), n=len(decided))
    else:
        text = _n("この期間に%(n)s件を決裁しました。承認は%(yes)s件、承認しなかったものは%(no)s件です。")
        yield say(text, n=len(decided), yes=approved, no=len(decided) - approved)
    if waiting:
        yield say(_n("%(on)s現在、決裁を待つ案件は%(n)s件です。"), on=clock.today(), n=len(waiting))


def _waits_long(row: Decision) -> bool:
    return clock.day_of(row.requested_at) + timedelta(days=LONG_DAYS) < clock.today()


def _long(row: Decision) -> Sentence:
    return say(
        _n("%(on)sに起案された「%(what)s」（%(number)s）が、%(name)sさんの判断を待っています。"),
        on=clock.day_of(row.requested_at),
        what=row.question,
        number=row.number,
        name=row.awaiting.name if row.awaiting else "",
    )


def _row(row: Decision) -> Sequence[Cell]:
    chosen = next((raw["label"] for raw in row.options_json if raw["key"] == row.choice), row.choice)
    decided_on = clock.day_of(row.decided_at) if row.decided_at else None
    return str(row), chosen, row.decided_by.name if row.decided_by else "", decided_on
