"""What the verdicts say of a period: how many obligations are met, what changed since when, what lapses soon, what lacks.

Source: 経営管理編 1.2.1 管理責任 ②, 見直し・改善 ②
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import Sentence, once, say
from kaname.foundation.summaries.registry import Period, Purpose, Section, section, summary

from .catalogue import Obligation, current
from .models import GOOD, Verdict, VerdictStatus
from .selectors import Standing, standings

REPORTS = (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW)
LAPSING_WITHIN_DAYS = 60
NAMED_RECORDS = 2


@summary("obligations.standing", purposes=REPORTS, order=10)
def standing_in_period(institution: Institution, *, period: Period) -> Section | None:
    """How many obligations are met at the end of the period, and which of them changed in it."""
    on = _seen_on(period)
    now, before = _standings(institution, on), _standings(institution, period.starts_on - ONE_DAY)
    if not any(row.verdict for row in now):
        return None
    pairs = [(b, n) for b, n in zip(before, now, strict=True) if b.verdict and _is_good(b) != _is_good(n)]
    since = _since(institution, [n.obligation.id for _b, n in pairs], on)
    lost = [n for _b, n in pairs if not _is_good(n)]
    return section(
        _n("遵守事項の充足状況"),
        *_counts(now, on),
        *_changes(before, pairs, period),
        attention=[_lost(row) for row in lost[:3]],
        headings=[_n("遵守事項"), _n("変化"), _n("いつから"), _n("もとになった記録・理由")],
        rows=[
            (label_of(n.obligation), _change(b, n), since.get(n.obligation.id), _why(b, n)) for b, n in pairs
        ],
        refs=[n.verdict for _b, n in pairs if n.verdict],
    )


def _standings(institution: Institution, on: date) -> list[Standing]:
    return once(("summary.standings", institution.pk, on), lambda: standings(institution, as_of=on))


def _seen_on(period: Period) -> date:
    """A period that is not over yet is seen as of today."""
    return min(period.ends_on, clock.today())


def label_of(obligation: Obligation) -> str:
    """How a report names an obligation: its clause and title in Japanese, as it stays on record."""
    return f"{obligation.clause} {obligation.title.ja.removesuffix('。')}"


def _is_good(row: Standing) -> bool:
    return row.status in GOOD


def _counts(rows: Sequence[Standing], on: date) -> Iterable[Sentence]:
    counts = Counter(str(row.status) for row in rows)
    good = sum(counts[status] for status in GOOD)
    text = _n("%(on)s現在、遵守事項%(total)s項目のうち%(good)s項目を充足しています。")
    yield say(text, on=on, total=len(rows), good=good)
    unmet = counts[VerdictStatus.UNMET]
    unmeasured = sum(row.look == "UNMEASURED" for row in rows)
    if unmet and unmeasured:
        text = _n("未充足は%(n)s項目です。このうち%(m)s項目は、対応する機能がまだないため測れていません。")
        yield say(text, n=unmet, m=unmeasured)
    elif unmet:
        yield say(_n("未充足は%(n)s項目です。"), n=unmet)
    if excepted := counts[VerdictStatus.EXCEPTED]:
        yield say(_n("例外として認めているものが%(n)s項目あります。"), n=excepted)
    if outside := counts[VerdictStatus.NOT_APPLICABLE]:
        yield say(_n("対象外としているものが%(n)s項目あります。"), n=outside)


def _changes(
    before: Sequence[Standing], pairs: Sequence[tuple[Standing, Standing]], period: Period
) -> Iterable[Sentence]:
    if not any(row.verdict for row in before):
        yield say(_n("判定はこの期間の途中に始まったため、期間の初めとは比べていません。"))
        return
    gained = sum(_is_good(now) for _before, now in pairs)
    lost = len(pairs) - gained
    if not pairs:
        yield say(_n("期間の初めと比べて、充足の状況に変わりはありません。"))
        return
    text = _n("期間の初め（%(on)s）は%(n)s項目でした。")
    yield say(text, on=period.starts_on, n=sum(_is_good(row) for row in before))
    if not lost:
        yield say(_n("新たに%(gained)s項目が充足しました。"), gained=gained)
    elif not gained:
        yield say(_n("%(lost)s項目が充足しなくなりました。"), lost=lost)
    else:
        text = _n("新たに%(gained)s項目が充足し、%(lost)s項目が充足しなくなりました。")
        yield say(text, gained=gained, lost=lost)


def _lost(row: Standing) -> Sentence:
    return say(
        _n("充足しなくなった「%(what)s」を、元に戻す手当てが要ります。"), what=label_of(row.obligation)
    )


_WORDS = {
    VerdictStatus.MET: _n("充足"),
    VerdictStatus.LAPSING: _n("充足"),
    VerdictStatus.UNMET: _n("未充足"),
    VerdictStatus.EXCEPTED: _n("例外承認"),
    VerdictStatus.NOT_APPLICABLE: _n("対象外"),
}


def _change(before: Standing, now: Standing) -> Sentence:
    was, is_ = _WORDS[VerdictStatus(before.status)], _WORDS[VerdictStatus(now.status)]
    return say(_n("%(before)s → %(now)s"), before=was, now=is_)


def _since(institution: Institution, ids: Sequence[str], on: date) -> dict[str, date]:
    """Since when each of these has been as good or bad as it is at the end of a day."""
    rows = Verdict.objects.of(institution).filter(edition=current().edition, obligation_id__in=list(ids))
    rows = rows.filter(valid_from__lt=clock.at_start_of(on + ONE_DAY)).order_by("valid_from", "pk")
    found: dict[str, tuple[bool, date]] = {}
    for obligation_id, status, valid_from in rows.values_list("obligation_id", "status", "valid_from"):
        is_good = status in GOOD
        if found.get(obligation_id, (None,))[0] is not is_good:
            found[obligation_id] = (is_good, clock.day_of(valid_from))
    return {key: day for key, (_good, day) in found.items()}


def _why(before: Standing, now: Standing) -> Sentence | str:
    """The records that made it hold, or the first thing that fails."""
    found = now.verdict.findings if now.verdict else []
    if not _is_good(now):
        failing = next((f for f in found if not f["holds"] and "sentence" in f), None)
        return restored(failing["sentence"]) if failing else ""
    held = {f["id"] for f in (before.verdict.findings if before.verdict else []) if f["holds"]}
    fresh = [f for f in found if f["id"] not in held and f.get("proofs")]
    names = list(dict.fromkeys(label for f in fresh for _ref, label in f["proofs"]))
    return _listed(names)


def _listed(names: Sequence[str]) -> Sentence | str:
    if len(names) <= NAMED_RECORDS:
        return "、".join(names)
    shown = "、".join(names[:NAMED_RECORDS])
    return say(_n("%(names)s ほか%(n)s件"), names=shown, n=len(names) - NAMED_RECORDS)


def restored(stored: dict[str, Any]) -> Sentence:
    """A finding's sentence as it was stored, as a sentence again."""
    values = {
        k: date.fromisoformat(v["date"]) if isinstance(v, dict) else v for k, v in stored["values"].items()
    }
    return Sentence(stored["text"], values)


@summary("obligations.lapsing", purposes=REPORTS, order=11)
def lapsing_soon(institution: Institution, *, period: Period) -> Section | None:
    """Which obligations end within 60 days from today if nobody does anything, the first of them first."""
    on = clock.today()
    limit = on + timedelta(days=LAPSING_WITHIN_DAYS)
    ending = [
        (row.holds_until, row)
        for row in _standings(institution, on)
        if _is_good(row) and row.holds_until and row.holds_until <= limit
    ]
    if not ending:
        return None
    ending.sort(key=lambda pair: pair[0])
    text = _n(
        "%(on)sから60日のうちに、%(n)s項目が期限を迎えます。それまでに手を打たなければ充足しなくなります。"
    )
    first_on, first = ending[0]
    return section(
        _n("60日以内に期限を迎える遵守事項"),
        say(text, on=on, n=len(ending)),
        attention=[
            say(
                _n("「%(what)s」が%(until)sに期限を迎えます。"),
                what=label_of(first.obligation),
                until=first_on,
            )
        ],
        headings=[_n("遵守事項"), _n("期限"), _n("充足しなくなるとき")],
        rows=[(label_of(row.obligation), until, _lapse(row)) for until, row in ending],
        refs=[row.verdict for _until, row in ending if row.verdict],
    )


def _lapse(row: Standing) -> str:
    """What ends the first of its conditions to end, in the catalogue's words."""
    ends = {f["id"]: f["until"] for f in row.verdict.findings if f.get("until")} if row.verdict else {}
    first = min(ends.values(), default=None)
    return next(
        (use.lapses.ja for use in row.obligation.conditions if ends.get(use.id, "") == first and first), ""
    )


@summary("obligations.gaps", purposes=REPORTS, order=12)
def gaps(institution: Institution, *, period: Period) -> Section | None:
    """Which obligations lack something today that somebody can mend, and what it is."""
    on = clock.today()
    rows = [row for row in _standings(institution, on) if _has_gap(row)]
    if not rows:
        return None
    text = _n("%(on)s現在、手を打てば充足できる遵守事項が%(n)s項目あります。足りないことは次のとおりです。")
    return section(
        _n("充足していない遵守事項"),
        say(text, on=on, n=len(rows)),
        headings=[_n("遵守事項"), _n("足りないこと")],
        rows=[(label_of(row.obligation), _why(row, row)) for row in rows],
        refs=[row.verdict for row in rows if row.verdict],
    )


def _has_gap(row: Standing) -> bool:
    return row.status == VerdictStatus.UNMET and row.verdict is not None and row.is_mendable
