"""What continuity says of a period: which tests were held and how they went, what lacks of plan, procedures and backups.

Source: 経営管理編 3.4.1 ②, 1.2.1 管理責任 ②
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, few, say
from kaname.foundation.summaries.registry import Period, Purpose, Section, section, summary

from .choices import CheckResult, FindingState
from .models import RestoreCheck
from .selectors.checks import checks_of, findings_of
from .selectors.recovery import SystemLine
from .selectors.standing import continuity_standing

REPORTS = (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW)
_RESULTS = {
    CheckResult.GOOD: _n("目標どおり"),
    CheckResult.CONCERNS: _n("課題がある"),
    CheckResult.FAILED: _n("復元できなかった"),
}


@summary("continuity.kept", purposes=REPORTS, order=46)
def continuity_in_period(institution: Institution, *, period: Period) -> Section | None:
    """How ready the vital systems are, and the tests of the period."""
    on = min(period.ends_on, clock.today())
    standing = continuity_standing(institution, on)
    held = [row for row in checks_of(institution, on) if row.held_on >= period.starts_on]
    if standing.is_empty and not held:
        return None
    findings = findings_of(institution, on)
    late = [row for row in findings if row.state_on(on) == FindingState.OVERDUE]
    return section(
        _n("事業継続と復旧"),
        *_readiness(standing.systems, on),
        *_tests(held),
        attention=[
            *(
                [
                    say(
                        _n("試験・点検の課題で、期限を過ぎたものが%(n)s件あります：%(names)s。"),
                        n=len(late),
                        names=few(late),
                    )
                ]
                if late
                else []
            ),
            *_lacks(standing.systems),
        ],
        headings=[_n("行った日"), _n("試験・点検"), _n("かかった時間（分）"), _n("目標（分）"), _n("結果")],
        rows=[
            (
                c.held_on,
                _what(c),
                c.measured_minutes,
                c.target_rto_minutes,
                say(_RESULTS[CheckResult(c.result)]),
            )
            for c in held
        ],
        refs=[*held, *late],
    )


def _what(check: RestoreCheck) -> str:
    return check.system.name if check.system else check.subject


def _readiness(systems: list[SystemLine], on: date) -> Iterable[Sentence]:
    yield say(
        _n(
            "%(on)s現在、止まると診療が続けられないシステム%(n)s件のうち、"
            "承認された復旧手順があるのは%(procedures)s件、バックアップの記録があるのは%(backups)s件です。"
        ),
        on=on,
        n=len(systems),
        procedures=sum(line.procedure is not None for line in systems),
        backups=sum(bool(line.backups) for line in systems),
    )
    yield say(_n("切り離した控えがあるのは%(n)s件です。"), n=sum(line.has_offline_copy for line in systems))


def _tests(held: list[RestoreCheck]) -> Iterable[Sentence]:
    if not held:
        yield say(_n("この期間に、復元試験や復旧手順の点検は行っていません。"))
        return
    good = sum(check.result == CheckResult.GOOD for check in held)
    yield say(
        _n("この期間に復元試験・点検を%(n)s回行い、%(good)s回は目標どおりでした。"), n=len(held), good=good
    )


def _lacks(systems: list[SystemLine]) -> Iterable[Sentence]:
    bare = [line.fact.label for line in systems if line.procedure is None]
    if bare:
        yield say(_n("承認された復旧手順のないシステム：%(names)s。"), names=few(bare))
