"""What laws and pledges prove for the obligations: the list is kept, shortcomings are put right, people have pledged.

Source: 経営管理編 1.1 ①②, 3.1.2 ④
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.directives.models import WITH_ADDRESSEE
from kaname.foundation.ledger.findings import (
    Fact,
    Finding,
    Proof,
    ask,
    condition,
    fails,
    few,
    holds,
    mend,
    say,
)

from .choices import GapState
from .models import LegalGap
from .selectors import changes, laws, pledges
from .selectors.laws import Lack, LawStanding
from .selectors.pledges import PledgeBook, Standing

_MAX_PROOFS = 100
_LACKS = {"OWNER": _n("担当者"), "DOCUMENT": _n("対応する規程"), "REVIEW": _n("見直し")}
LAWS = ["laws.law", "laws.lawdocument", "access.person"]
PLEDGES = ["laws.pledge", "laws.pledgetext", "access.person", "access.membership"]


@condition("laws_registered", reads=LAWS, facts=["documents_in_force"])
def laws_registered(institution: Institution, *, on: date, required: Sequence[str], months: int) -> Finding:
    """The laws named are on the list; each that applies has an owner who is here and a document in force.

    Every entry, also one that does not apply, was looked at within `months` (or the law's own shorter interval).
    Source: 経営管理編 1.1 ①
    """
    rows = laws.law_standings(institution, on=on, months=months)
    if not rows:
        step = mend(_n("はじめの一覧を登録する"), "laws:law_list")
        return fails(say(_n("守るべき法令が登録されていません。")), mend=step)
    missing = laws.required_missing((row.law for row in rows), required)
    changes_on = _next_lapse(rows, on)
    if missing:
        text = say(_n("登録されていない法令があります：%(names)s。"), names="、".join(missing))
        return fails(text, mend=mend(_n("法令を登録する"), "laws:law_list"), changes_on=changes_on)
    lacks = [lack for row in rows for lack in row.lacks(on)]
    if lacks:
        return _lacking(lacks, changes_on)
    until = min((day for row in rows for day in row.ends), default=None)
    text = say(
        _n("法令など%(n)s件に、担当者と対応する規程が決まり、期限までに見直されています。"), n=len(rows)
    )
    return holds(text, proofs=[row.law for row in rows], until=until)


def _lacking(lacks: list[Lack], changes_on: date | None) -> Finding:
    proofs = list(dict.fromkeys(lack.law for lack in lacks))
    if len(lacks) == 1:
        return fails(lacks[0].sentence, proofs=proofs, mend=lacks[0].step, changes_on=changes_on)
    found = {lack.kind for lack in lacks}
    text = say(
        _n("法令など%(n)s件で、%(kinds)sが足りません：%(names)s。"),
        n=len(proofs),
        kinds="、".join(word for kind, word in _LACKS.items() if kind in found),
        names=few(proofs),
    )
    step = mend(_n("足りないところを直す"), "laws:lack_list")
    return fails(text, proofs=proofs, mend=step, changes_on=changes_on)


def _next_lapse(rows: Iterable[LawStanding], on: date) -> date | None:
    """When another part lapses; a document that is not in force may come into force any day."""
    days = [day + ONE_DAY for row in rows for day in row.ends if day >= on]
    if any(row.law.applies and not row.documents and row.law.links.all() for row in rows):
        days.append(on + ONE_DAY)
    return min(days, default=None)


@condition("law_gaps_followed_up", reads=["laws.legalgap", "directives.directive"])
def law_gaps_followed_up(institution: Institution, *, on: date) -> Finding:
    """Every shortcoming has its directive, and none that is still with its addressee is past its day.

    Having none is no fault: whether anybody looked is what the yearly report shows.
    Source: 経営管理編 1.1 ①
    """
    rows = changes.gaps_of(institution, until=on)
    states = {gap: gap.state_on(on) for gap in rows}
    bare = [gap for gap, state in states.items() if state == GapState.WITHOUT_DIRECTIVE]
    late = [gap for gap, state in states.items() if state == GapState.OVERDUE]
    waiting = [g for g, s in states.items() if s == GapState.OPEN and _is_with_addressee(g)]
    due = min((g.directive.due_on for g in waiting if g.directive), default=None)
    if bare:
        text = say(_n("是正の指示のない不備が%(n)s件あります：%(names)s。"), n=len(bare), names=few(bare))
        step = mend(_n("是正を指示する"), "laws:gap_direct", bare[0].pk)
        return fails(text, proofs=bare, mend=step, changes_on=due + ONE_DAY if due else None)
    if late:
        text = say(_n("是正の期限を過ぎた不備が%(n)s件あります：%(names)s。"), n=len(late), names=few(late))
        step = mend(_n("不備と指示を確かめる"), "laws:gap_detail", late[0].pk)
        return fails(text, proofs=late, mend=step, changes_on=due + ONE_DAY if due else None)
    if not rows:
        return holds(say(_n("法令の遵守について、記録された不備はありません。")))
    closed = sum(state == GapState.CLOSED for state in states.values())
    text = say(
        _n("法令の不備%(n)s件のうち%(closed)s件が是正済みで、残りにも担当者と期限があります。"),
        n=len(rows),
        closed=closed,
    )
    return holds(text, proofs=rows[-_MAX_PROOFS:], until=due)


def _is_with_addressee(gap: LegalGap) -> bool:
    return gap.directive is not None and gap.directive.status in WITH_ADDRESSEE


@condition("pledges_on_file", reads=PLEDGES, facts=["access_holders"])
def pledges_on_file(
    institution: Institution,
    *,
    on: date,
    new_joiner_days: int,
    kinds: Sequence[str] | None = None,
) -> Finding:
    """Everybody of these kinds has a valid pledge, or is within `new_joiner_days` of their first day (0: from that day).

    Whoever is on the register of people is asked, whether or not an account or a key is recorded for them: the
    register says who works here, and access that nobody recorded needs a pledge most. Where rooms publish
    `access_holders`, people of the named kinds who hold access before their first or after their last day are asked too.
    Source: 経営管理編 1.1 ②, 3.1.2 ④
    """
    book = pledges.pledge_book(institution)
    rows = _asked(institution, book, on, new_joiner_days, kinds)
    here = [row for row in rows if row.on == on]
    lacking = [row for row in here if row.state == "LACKING"]
    to_come = [
        row.lacks_from for row in rows if not (row.on == on and row.state == "LACKING") and row.lacks_from
    ]
    first_lapse = min(to_come, default=None)
    if lacking:
        return _pledges_missing(lacking, first_lapse)
    if not here:
        return holds(say(_n("誓約を求める人はいません。")), until=_before(first_lapse))
    fresh = sum(row.state == "GRACE" for row in here)
    proofs: list[Proof] = [*book.texts, *(row.pledge for row in here if row.pledge)]
    text = say(
        _n("対象の%(n)s人のうち%(valid)s人に有効な誓約があります（着任から間もない人%(fresh)s人）。"),
        n=len(here),
        valid=len(here) - fresh,
        fresh=fresh,
    )
    return holds(
        text, proofs=proofs[:_MAX_PROOFS], until=_before(first_lapse), changes_on=_next_move(rows, on)
    )


def _next_move(rows: Iterable[Standing], on: date) -> date | None:
    """When the number of people changes: somebody comes or leaves."""
    comes = [row.on for row in rows if row.on > on]
    leaves = [row.person.ends_on + ONE_DAY for row in rows if row.person.ends_on and row.person.ends_on >= on]
    return min([*comes, *leaves], default=None)


def _asked(
    institution: Institution, book: PledgeBook, on: date, days: int, kinds: Sequence[str] | None
) -> list[Standing]:
    people = pledges.people_asked(institution, on=on, kinds=kinds)
    rows = {person.pk: book.standing(person, on, days) for person in people}
    if kinds is None:
        return list(rows.values())
    held: dict[int, Fact] = {
        fact.person_id: fact
        for fact in ask("access_holders", institution, on=on)
        if fact.person_id is not None
    }
    for person in pledges.people_by_id(institution, held, kinds):
        rows[person.pk] = book.standing(
            person, on, days, min(person.starts_on, held[person.pk].starts_on, on)
        )
    return list(rows.values())


def _pledges_missing(lacking: list[Standing], first_lapse: date | None) -> Finding:
    leaves = _next_move(lacking, lacking[0].on)
    days = [day for day in (leaves, first_lapse) if day]
    text = say(
        _n("有効な誓約のない人が%(n)s人います：%(names)s。"),
        n=len(lacking),
        names=few([row.person.name for row in lacking]),
    )
    step = mend(_n("誓約のない人を確かめる"), "laws:pledge_list", state="LACKING")
    people = [row.person for row in lacking]
    return fails(text, proofs=people[:_MAX_PROOFS], mend=step, changes_on=min(days, default=None))


def _before(day: date | None) -> date | None:
    return day - ONE_DAY if day else None
