"""What the register of copies proves: the plan and the numbers can be read when every system is down.

Source: 経営管理編 3.4.1 ①
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import Finding, condition, fails, few, holds, mend, say

from .models import KitIssue
from .selectors import TO_PLACE_DAYS, CopyStanding, issues, standings

_READS = [
    "kit.kitissue",
    "kit.kitcopy",
    "access.person",
    "access.membership",
    "assets.informationsystem",
    "contacts.contact",
    "contacts.reportingroute",
    "continuity.planpart",
    "continuity.carefunction",
    "continuity.bandimpact",
    "continuity.functionsystem",
    "continuity.recoveryprocedure",
    "continuity.proceduredependency",
    "continuity.backup",
]


@condition("emergency_kits_are_fresh", reads=_READS)
def emergency_kits_are_fresh(institution: Institution, *, on: date) -> Finding:
    """No copy of a kit is past its day or has for long said something else than the hospital would say today.

    A hospital that never made a kit is not asked for one, and the sentence says so. One that was made must lie somewhere
    that is known within a week. Source: 経営管理編 3.4.1 ①
    """
    rows = standings(institution, on)
    if not rows:
        return _without_copies(issues(institution).first(), on)
    stale = [row for row in rows if row.is_stale]
    if stale:
        return _stale(stale)
    until = min(row.until for row in rows)
    text = say(
        _n("非常時キットの控え%(n)s件は、どれも新しい内容です（%(until)sまで）。"), n=len(rows), until=until
    )
    return holds(text, proofs=[row.copy for row in rows], until=until)


def _without_copies(newest: KitIssue | None, on: date) -> Finding:
    if newest is None:
        return holds(say(_n("非常時キットはまだ作られていません。古い控えが使われるおそれはありません。")))
    last = clock.day_of(newest.made_at) + timedelta(days=TO_PLACE_DAYS)
    if on <= last:
        text = say(
            _n("非常時キットを作りました。%(until)sまでに、控えを置いた場所を記録してください。"), until=last
        )
        return holds(text, proofs=[newest], until=last)
    text = say(_n("非常時キットを作りましたが、控えを置いた場所が記録されていません。"))
    return fails(text, proofs=[newest], mend=mend(_n("置いた場所を記録する"), "kit:copy_new"))


def _stale(stale: list[CopyStanding]) -> Finding:
    expired = [row for row in stale if row.is_expired]
    step = mend(_n("新しいキットに入れ替える"), "kit:overview")
    proofs = [row.copy for row in stale]
    if expired:
        text = say(
            _n("期限の過ぎた非常時キットがあります：%(places)s（%(day)sに期限）。"),
            places=few([row.copy.place for row in expired]),
            day=min(row.copy.issue.expires_on for row in expired),
        )
        return fails(text, proofs=proofs, mend=step)
    text = say(
        _n(
            "内容の古い非常時キットがあります：%(places)s。作って30日を過ぎ、そのあいだに内容が変わりました。"
        ),
        places=few([row.copy.place for row in stale]),
    )
    ends = min(row.copy.issue.expires_on for row in stale) + ONE_DAY
    return fails(text, proofs=proofs, mend=step, changes_on=ends)
