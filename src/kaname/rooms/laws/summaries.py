"""What laws and pledges say of a period: the yearly compliance report in full, other reports in short.

Source: 経営管理編 1.1 ①②
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.summaries.registry import Cell, Period, Purpose, Section, metric, section, summary

from .choices import ChangeState, GapState, ReviewResult, Severity
from .models import Law, LawChange, LawReview, Pledge
from .selectors import changes, laws, pledges

_JUDGED = {
    ReviewResult.COMPLIANT: _n("守れている"),
    ReviewResult.GAPS: _n("不備がある"),
    ReviewResult.NOT_APPLICABLE: _n("対象外"),
}
_GAP_STATES = {
    GapState.WITHOUT_DIRECTIVE: _n("指示なし"),
    GapState.OPEN: _n("是正中"),
    GapState.OVERDUE: _n("期限超過"),
    GapState.CLOSED: _n("是正済み"),
}
_CHANGE_STATES = {
    ChangeState.UNREVIEWED: _n("未確認"),
    ChangeState.UNDER_REVIEW: _n("確認中"),
    ChangeState.DONE: _n("確認済み"),
    ChangeState.NOT_RELEVANT: _n("対応不要"),
}
_SEVERITIES = {Severity.HIGH: _n("重い"), Severity.MEDIUM: _n("中くらい"), Severity.LOW: _n("軽い")}
_LONG = [Purpose.LEGAL_COMPLIANCE]
_SHORT = [Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW]


@summary("laws.laws", purposes=_LONG, order=10)
def laws_in_full(institution: Institution, *, period: Period) -> Section | None:
    """Every law with owner, documents, last review by the end of the period, and the judgement of it."""
    rows = laws.laws_kept(institution)
    if not rows:
        return None
    newest = laws.newest_reviews(institution, until=period.ends_on)
    judged = {law.pk: _judgement(law, newest.get(law.pk), period) for law in rows}
    met, gaps = _count(judged, ReviewResult.COMPLIANT), _count(judged, ReviewResult.GAPS)
    none = sum(result is None for result in judged.values())
    text = say(
        _n("法令など%(n)s件のうち、守れているもの%(met)s件、不備のあるもの%(gaps)s件、対象外%(out)s件です。"),
        n=len(rows),
        met=met,
        gaps=gaps,
        out=_count(judged, ReviewResult.NOT_APPLICABLE),
    )
    attention = []
    if none:
        attention.append(say(_n("この期間に見直していない法令などが%(n)s件あります。"), n=none))
    return section(
        _n("法令などの遵守状況"),
        text,
        attention=attention,
        headings=[_n("法令など"), _n("担当者"), _n("対応する規程"), _n("見直した日"), _n("判断")],
        rows=[_law_row(law, newest.get(law.pk), judged[law.pk]) for law in rows],
        refs=rows,
    )


def _judgement(law: Law, review: LawReview | None, period: Period) -> str | None:
    """How the period's last review judged a law; None when nobody looked. A law set aside with a reason needs none."""
    if not law.applies:
        return ReviewResult.NOT_APPLICABLE.value
    return review.result if review and review.reviewed_on >= period.starts_on else None


def _count(judged: dict[int, str | None], result: str) -> int:
    return sum(found == result for found in judged.values())


def _law_row(law: Law, review: LawReview | None, result: str | None) -> list[Cell]:
    documents = "、".join(link.document.title for link in law.links.all())
    owner = law.owner.name if law.owner else None
    judged = say(_JUDGED[ReviewResult(result)]) if result else say(_n("見直していない"))
    return [law.title, owner, documents or None, review.reviewed_on if review else None, judged]


@summary("laws.gaps", purposes=_LONG, order=11)
def gaps_in_full(institution: Institution, *, period: Period) -> Section | None:
    """Every shortcoming found by the end of the period, with who puts it right and how far they are."""
    rows = changes.gaps_of(institution, until=period.ends_on)
    if not rows:
        return section(_n("法令の不備と是正"), say(_n("記録された不備はありません。")))
    states = {gap.pk: gap.state_on(period.ends_on) for gap in rows}
    closed = sum(state == GapState.CLOSED for state in states.values())
    late = [g for g in rows if states[g.pk] in (GapState.OVERDUE, GapState.WITHOUT_DIRECTIVE)]
    text = say(
        _n("不備%(n)s件のうち、是正済み%(closed)s件、是正中%(open)s件です。"),
        n=len(rows),
        closed=closed,
        open=len(rows) - closed,
    )
    return section(
        _n("法令の不備と是正"),
        text,
        attention=[say(_n("期限を過ぎたか指示のない不備：%(what)s"), what=gap.title) for gap in late],
        headings=[
            _n("不備"),
            _n("法令など"),
            _n("重さ"),
            _n("分かった日"),
            _n("是正する人"),
            _n("期限"),
            _n("状態"),
        ],
        rows=[
            [
                gap.title,
                str(gap.law),
                say(_SEVERITIES[Severity(gap.severity)]),
                gap.found_on,
                gap.directive.addressee.name if gap.directive else None,
                gap.directive.due_on if gap.directive else None,
                say(_GAP_STATES[states[gap.pk]]),
            ]
            for gap in rows
        ],
        refs=rows,
    )


@summary("laws.changes", purposes=_LONG, order=12)
def changes_in_full(institution: Institution, *, period: Period) -> Section | None:
    """The changes that took effect or were noted in the period, with what became of them."""
    rows = _changes_of(institution, period)
    if not rows:
        return section(_n("法令の改正"), say(_n("この期間に記録された改正はありません。")))
    bare = sum(change.state == ChangeState.UNREVIEWED for change in rows)
    text = say(_n("この期間に施行または記録された改正は%(n)s件です。"), n=len(rows))
    attention = [say(_n("確かめる人の決まっていない改正が%(n)s件あります。"), n=bare)] if bare else []
    return section(
        _n("法令の改正"),
        text,
        attention=attention,
        headings=[_n("施行日"), _n("改正の要点"), _n("法令など"), _n("状態")],
        rows=[
            [
                change.effective_on or say(_n("未定")),
                change.title,
                str(change.law) if change.law else None,
                say(_CHANGE_STATES[change.state]),
            ]
            for change in rows
        ],
        refs=rows,
    )


def _changes_of(institution: Institution, period: Period) -> list[LawChange]:
    span = (period.starts_on, period.ends_on)
    rows = LawChange.objects.of(institution).select_related("law", "directive")
    found = rows.filter(effective_on__range=span) | rows.filter(noted_on__range=span)
    return list(found.order_by("effective_on", "pk"))


@summary("laws.pledges", purposes=_LONG, order=13)
def pledges_in_full(institution: Institution, *, period: Period) -> Section | None:
    """Who has pledged at the end of the period, by kind of person, and who has not."""
    rows = _standings(institution, period.ends_on)
    if not rows:
        return None
    lacking = [row for row in rows if row.state == "LACKING"]
    return section(
        _n("誓約"),
        _pledges_sentence(rows),
        attention=[say(_n("有効な誓約のない人：%(name)s"), name=row.person.name) for row in lacking],
        headings=[_n("区分"), _n("人数"), _n("有効"), _n("着任から間もない"), _n("誓約なし")],
        rows=[_kind_row(kind, label, rows) for kind, label in _KINDS],
    )


_KINDS = (
    ("EMPLOYEE", _n("職員（直接雇用）")),
    ("DISPATCHED", _n("派遣職員")),
    ("VENDOR_STAFF", _n("事業者の要員")),
)


def _kind_row(kind: str, label: str, rows: Sequence[pledges.Standing]) -> list[Sentence | int]:
    states = [row.state for row in rows if row.person.kind == kind]
    return [say(label), len(states), *(states.count(s) for s in ("VALID", "GRACE", "LACKING"))]


def _standings(institution: Institution, on: date) -> list[pledges.Standing]:
    return pledges.standings_today(institution, on)


def _pledges_sentence(rows: Sequence[pledges.Standing]) -> Sentence:
    return say(
        _n("働く人%(n)s人のうち、%(valid)s人に有効な誓約があります。"),
        n=len(rows),
        valid=sum(row.state == "VALID" for row in rows),
    )


@summary("laws.short", purposes=_SHORT, order=30)
def laws_in_short(institution: Institution, *, period: Period) -> Section | None:
    """How the laws, shortcomings, changes and pledges stand, in a few sentences."""
    rows, people = laws.laws_kept(institution), _standings(institution, period.ends_on)
    if not rows and not people:
        return None
    gaps = [gap.state_on(period.ends_on) for gap in changes.gaps_of(institution, until=period.ends_on)]
    bare = changes.unreviewed_count(institution)
    lacks = laws.lacks_of(institution, on=period.ends_on)
    lacking = sum(row.state == "LACKING" for row in people)
    attention = []
    if lacks:
        lacking_text = _n("担当者、規程、見直しの足りない法令などが%(n)s件あります。")
        attention.append(say(lacking_text, n=len({lack.law.pk for lack in lacks})))
    late = gaps.count(GapState.OVERDUE) + gaps.count(GapState.WITHOUT_DIRECTIVE)
    if late:
        attention.append(say(_n("期限を過ぎたか指示のない法令の不備が%(n)s件あります。"), n=late))
    if bare:
        attention.append(say(_n("確かめる人の決まっていない改正が%(n)s件あります。"), n=bare))
    if lacking:
        attention.append(say(_n("有効な誓約のない人が%(n)s人います。"), n=lacking))
    text = say(
        _n("登録している法令などは%(n)s件、是正中の不備は%(open)s件です。"),
        n=len(rows),
        open=len(gaps) - gaps.count(GapState.CLOSED),
    )
    return section(_n("法令と誓約"), text, _pledges_sentence(people), attention=attention, refs=rows)


@metric("laws.pledged", _n("誓約のある人の割合"), unit="%", order=40)
def pledged_share(institution: Institution, *, days: Sequence[date]) -> list[float | None]:
    """The share of people with a valid pledge on each day, in per cent. Two queries and the people's, for all days."""
    if not days or not Pledge.objects.of(institution).exists():
        return [None for _day in days]
    book = pledges.PledgeBook(institution)
    people = pledges.people_asked(institution, on=min(days))
    found: list[float | None] = []
    for day in days:
        here = [person for person in people if person.is_active_on(day)]
        valid = sum(book.standing(person, day, 0).pledge is not None for person in here)
        found.append(round(100 * valid / len(here), 1) if here else None)
    return found
