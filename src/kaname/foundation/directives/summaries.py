"""What directives say of a period: how many were given and done, which are late, returned, or wait for a verdict.

Source: 経営管理編 1.2.1 管理責任 ②
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.summaries.registry import Period, Purpose, Section, section, summary

from .models import WITH_ADDRESSEE, Directive, DirectiveStatus
from .selectors import overdue_directives

REPORTS = (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW)
NAMED_IN_ATTENTION = 3
S = DirectiveStatus


@summary("directives.followed", purposes=REPORTS, order=20)
def directives_in_period(institution: Institution, *, period: Period) -> Section | None:
    """What was directed and done in the period, and what of all directives is late or waits today. Two queries."""
    counts = _counts(institution, period)
    if not counts["ever"]:
        return None
    overdue = list(overdue_directives(institution, clock.today()))
    return section(
        _n("指示の実施状況"),
        *_moved(counts),
        *_standing(counts, overdue),
        attention=[_late(row) for row in overdue[:NAMED_IN_ATTENTION]],
        headings=[_n("期限を過ぎた指示"), _n("担当"), _n("期限"), _n("状態")],
        rows=[(str(row), row.addressee.name, row.deadline_on, _WORDS[S(row.status)]) for row in overdue],
        refs=overdue,
    )


_WORDS = {
    S.ISSUED: say(_n("未受領")),
    S.ACKNOWLEDGED: say(_n("実施中")),
    S.RETURNED: say(_n("差戻し")),
}


def _counts(institution: Institution, period: Period) -> dict[str, int]:
    rows = Directive.objects.of(institution).order_by()
    days = (period.starts_on, period.ends_on)
    found: dict[str, int] = rows.aggregate(
        ever=Count("pk"),
        issued=Count("pk", filter=Q(issued_on__range=days)),
        done=Count("pk", filter=Q(status=S.ACCEPTED, closed_on__range=days)),
        withdrawn=Count("pk", filter=Q(status=S.WITHDRAWN, closed_on__range=days)),
        in_hand=Count("pk", filter=Q(status__in=WITH_ADDRESSEE)),
        returned=Count("pk", filter=Q(status=S.RETURNED)),
        waiting=Count("pk", filter=Q(status=S.REPORTED)),
    )
    return found


def _moved(counts: dict[str, int]) -> Iterable[Sentence]:
    if not (counts["issued"] or counts["done"]):
        yield say(_n("この期間に、新たに出した指示も完了した指示もありません。"))
    else:
        text = _n("この期間に%(issued)s件の指示を出し、%(done)s件が完了しました。")
        yield say(text, issued=counts["issued"], done=counts["done"])
    if counts["withdrawn"]:
        yield say(_n("取り下げた指示は%(n)s件です。"), n=counts["withdrawn"])


def _standing(counts: dict[str, int], overdue: Sequence[Directive]) -> Iterable[Sentence]:
    text = _n("%(on)s現在、実施中の指示は%(n)s件、報告を受けて判断を待つものは%(waiting)s件です。")
    yield say(text, on=clock.today(), n=counts["in_hand"], waiting=counts["waiting"])
    if counts["returned"]:
        yield say(_n("差し戻して直しを待っているものが%(n)s件あります。"), n=counts["returned"])
    if overdue:
        yield say(_n("期限を過ぎた指示は%(n)s件です。"), n=len(overdue))
    elif counts["in_hand"]:
        yield say(_n("期限を過ぎた指示はありません。"))


def _late(row: Directive) -> Sentence:
    return say(
        _n("指示 %(number)s「%(title)s」は、期限の%(due)sを過ぎています。担当は%(name)sさんです。"),
        number=row.number,
        title=row.title,
        due=row.deadline_on,
        name=row.addressee.name,
    )
