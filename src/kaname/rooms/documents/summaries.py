"""What documents say of a period: which versions were approved, which reviews are late or fall due.

Source: 経営管理編 1.1 ②, 1.2.1 説明責任 ①
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.summaries.registry import Period, Purpose, Section, section, summary

from .choices import ADOPTED_STATUSES
from .models import DocumentVersion
from .selectors import documents_due_for_review

REPORTS = (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW)
DUE_WITHIN_DAYS = 60
NAMED_IN_ATTENTION = 3


@summary("documents.kept", purposes=REPORTS, order=24)
def documents_in_period(institution: Institution, *, period: Period) -> Section | None:
    """What was approved in the period, and what must be reviewed next. Three queries."""
    on = min(period.ends_on, clock.today())
    rows = DocumentVersion.objects.of(institution)
    approved = _approved(rows, period)
    due = list(
        documents_due_for_review(institution, on=on, within_days=DUE_WITHIN_DAYS).defer("body", "body_key")
    )
    in_force = rows.in_force_on(on).count()
    if not (approved or due or in_force):
        return None
    late = [version for version in due if version.next_review_on and version.next_review_on < on]
    return section(
        _n("規程と文書"),
        say(_n("%(on)s現在、施行中の文書は%(n)s件です。"), on=on, n=in_force),
        *_approvals(approved),
        *_reviews(late, [v for v in due if v not in late]),
        attention=[_overdue(version) for version in late[:NAMED_IN_ATTENTION]],
        headings=[_n("承認した文書"), _n("承認者"), _n("承認日"), _n("施行日")],
        rows=[
            (str(v), v.approved_by.name if v.approved_by else "", v.approved_on, v.effective_on)
            for v in approved
        ],
        refs=[*approved, *due],
    )


def _approved(rows: object, period: Period) -> list[DocumentVersion]:
    chosen = rows.filter(  # type: ignore[attr-defined]
        status__in=ADOPTED_STATUSES, approved_on__range=(period.starts_on, period.ends_on)
    )
    chosen = chosen.select_related("document", "approved_by").defer("body", "body_key")
    return list(chosen.order_by("approved_on", "pk"))


def _approvals(approved: Sequence[DocumentVersion]) -> Iterable[Sentence]:
    revised = sum(version.number > 1 for version in approved)
    if not approved:
        yield say(_n("この期間に承認した文書はありません。"))
    elif not revised:
        yield say(_n("この期間に%(n)s件を新しく定めました。"), n=len(approved))
    elif revised == len(approved):
        yield say(_n("この期間に%(n)s件を改定しました。"), n=revised)
    else:
        text = _n("この期間に%(new)s件を新しく定め、%(revised)s件を改定しました。")
        yield say(text, new=len(approved) - revised, revised=revised)


def _reviews(late: Sequence[DocumentVersion], soon: Sequence[DocumentVersion]) -> Iterable[Sentence]:
    if late:
        yield say(_n("見直しの期限を過ぎた文書が%(n)s件あります。"), n=len(late))
    if soon:
        first = soon[0]
        text = _n("60日以内に見直しの期限を迎える文書は%(n)s件で、最も早いのは「%(title)s」（%(due)s）です。")
        yield say(text, n=len(soon), title=first.document.title, due=first.next_review_on or date.max)
    if not late and not soon:
        yield say(_n("見直しの期限を過ぎた文書も、60日以内に期限を迎える文書もありません。"))


def _overdue(version: DocumentVersion) -> Sentence:
    return say(
        _n("「%(title)s」は見直しの期限（%(due)s）を過ぎています。管理する人は%(name)sさんです。"),
        title=version.document.title,
        due=version.next_review_on or date.max,
        name=version.document.owner.name,
    )
