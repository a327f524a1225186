"""What continuity proves for the obligations: the plan is whole and covers the vital systems, procedures are approved,
backups are known, restoring was tried and judged, and what was found is being put right.

Where a record is required, its absence does not hold: without any vital system on the register nothing is proved.
Source: 経営管理編 3.4.1 ①②
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import translation
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.directives.models import WITH_ADDRESSEE
from kaname.foundation.ledger.findings import Fact, Finding, Proof, condition, fails, few, holds, mend, say

from .choices import CRITERIA, CheckStatus, FindingState, OfflineCopy, PartKey
from .models import RestoreCheck
from .selectors.checks import checks_of, findings_of, is_judged_on
from .selectors.impact import covered_systems, functions_of
from .selectors.plan import is_whole, parts_on
from .selectors.recovery import backups_of, open_versions, procedures_in_force
from .selectors.systems import Asked, pk_of, systems_asked

PLAN = ["continuity.planpart", "continuity.carefunction", "access.person"]
IMPACT = ["continuity.carefunction", "continuity.functionsystem"]
PROCEDURES = ["continuity.recoveryprocedure"]
CHECKS = ["continuity.restorecheck"]
FINDINGS = ["continuity.restorecheck", "continuity.checkfinding", "directives.directive"]
_MAX_PROOFS = 100
_NAMES = {
    "CONTINUATION_CRITERIA": _n("診療を続ける・制限する・止める・転送する基準"),
    "PRIORITY_SERVICES": _n("優先する業務"),
    "DECISION_MAKER": _n("決める人"),
    "DEPUTY_DECISION_MAKER": _n("決める人の代理"),
    "TRIGGER": _n("非常時の宣言"),
    "LEAKAGE_WITHOUT_STOP": _n("止まらずに情報が漏れたときの扱い"),
}
_FIELDS = {
    "METHOD": _n("方法"),
    "GENERATIONS": _n("世代"),
    "OFFLINE_COPY": _n("切り離した控えの有無"),
}


@condition("continuity_plan_complete", reads=PLAN)
def continuity_plan_complete(institution: Institution, *, on: date, parts: Sequence[str]) -> Finding:
    """Each part named says what it must, and whoever it names is here. It lapses when one of them leaves.

    Source: 経営管理編 3.4.1 ①
    """
    known = parts_on(institution, on)
    functions = (
        [f for f in functions_of(institution, on) if f.priority] if "PRIORITY_SERVICES" in parts else []
    )
    keys = [key for name in parts for key in _keys(name)]
    missing = [key for key in keys if not is_whole(known.get(key), key, on)]
    lacking = [
        name
        for name in parts
        if (not functions if name == "PRIORITY_SERVICES" else any(key in missing for key in _keys(name)))
    ]
    people = [part.person for key in keys if (part := known.get(key)) and part.person]
    leaves = [p.ends_on for p in people if p.ends_on and p.ends_on >= on]
    proofs: list[Proof] = [*(known[key] for key in keys if key in known), *functions]
    if lacking:
        left = [known[key].person for key in missing if key in known and known[key].person]
        if left and len(left) == len(missing) == len(lacking):
            text = _n(
                "BCPで決める人のうち、在籍していない人がいます：%(names)s。代わりの人を決めてください。"
            )
            sentence = say(text, names=few([p.name for p in left if p]))
        else:
            sentence = say(
                _n("BCPに定めていないことがあります：%(names)s。"),
                names="、".join(_NAMES[n] for n in lacking),
            )
        step = (
            mend(_n("優先する業務を決める"), "continuity:function_list")
            if lacking == ["PRIORITY_SERVICES"]
            else mend(_n("BCPの項目を書く"), "continuity:part_change", str(missing[0]))
        )
        ends = min(leaves, default=None)
        return fails(
            sentence, mend=step, proofs=proofs[:_MAX_PROOFS], changes_on=ends + ONE_DAY if ends else None
        )
    sentence = say(
        _n(
            "BCPに、続ける基準、優先する業務%(n)s件、決める人と代理、宣言のきっかけ、漏えい時の扱いが定められています。"
        ),
        n=len(functions),
    )
    return holds(sentence, proofs=proofs[:_MAX_PROOFS], until=min(leaves, default=None))


def _keys(name: str) -> tuple[str, ...]:
    if name == "PRIORITY_SERVICES":
        return ()
    return CRITERIA if name == "CONTINUATION_CRITERIA" else (PartKey(name),)


@condition("continuity_plan_covers_systems", reads=IMPACT, facts=["systems_in_use"])
def continuity_plan_covers_systems(
    institution: Institution, *, on: date, systems: str, within_days: int
) -> Finding:
    """Every such system is named by a service of the analysis, or is in use for no longer than `within_days`.

    Source: 経営管理編 3.4.1 ①
    """
    asked = systems_asked(institution, on, systems)
    if not asked.now:
        return _no_system(asked)
    covered = covered_systems(institution, on)
    grace = timedelta(days=within_days)
    bare = [fact for fact in asked.now if pk_of(fact) not in covered]
    late = [fact for fact in bare if fact.starts_on + grace < on]
    to_come = [fact.starts_on + grace for fact in (*bare, *asked.later) if pk_of(fact) not in covered]
    ends = [day for day in to_come if day >= on]
    proofs = _proofs(asked.now)
    if late:
        sentence = say(
            _n("業務影響分析に入っていない、止まると診療が続けられないシステムがあります：%(names)s。"),
            names=few([fact.label for fact in late]),
        )
        step = mend(_n("どの業務を支えるかを決める"), "continuity:system_place", pk_of(late[0]))
        return fails(sentence, mend=step, proofs=_proofs(late), changes_on=_first(*asked.moves))
    if bare:
        text = _n(
            "止まると診療が続けられないシステム%(n)s件のうち、新しい%(bare)s件（%(names)s）がまだ業務影響分析に入っていません。"
            "期限は%(due)sです。"
        )
        sentence = say(
            text, n=len(asked.now), bare=len(bare), names=few([f.label for f in bare]), due=min(ends)
        )
    else:
        sentence = say(
            _n("止まると診療が続けられないシステム%(n)s件のすべてが、業務影響分析に入っています。"),
            n=len(asked.now),
        )
    return holds(sentence, proofs=proofs, until=_first(*ends), changes_on=_first(*asked.moves))


@condition("recovery_procedures_approved", reads=PROCEDURES, facts=["systems_in_use"])
def recovery_procedures_approved(institution: Institution, *, on: date, systems: str) -> Finding:
    """Every such system has an approved recovery procedure whose review is not past. Source: 経営管理編 3.4.1 ②"""
    asked = systems_asked(institution, on, systems)
    if not asked.now:
        return _no_system(asked)
    in_force = {row.system_id: row for row in procedures_in_force(institution, on)}
    missing = [fact for fact in asked.now if pk_of(fact) not in in_force]
    rows = [in_force[pk_of(fact)] for fact in asked.now if pk_of(fact) in in_force]
    stale = [row for row in rows if row.next_review_on and row.next_review_on < on]
    ends = [row.next_review_on for row in rows if row.next_review_on and row.next_review_on >= on]
    changes_on = _first(*asked.moves, *(day + ONE_DAY for day in ends))
    if missing:
        sentence = say(
            _n("承認された復旧手順のない、止まると診療が続けられないシステムがあります：%(names)s。"),
            names=few([fact.label for fact in missing]),
        )
        pk = pk_of(missing[0])
        draft = open_versions(institution).get(pk)
        step = (
            mend(_n("復旧手順を続ける"), "continuity:procedure_detail", draft.pk)
            if draft
            else mend(_n("復旧手順を書く"), "continuity:procedure_new", system=str(pk))
        )
        return fails(sentence, mend=step, proofs=rows, changes_on=changes_on)
    if stale:
        sentence = say(
            _n("見直しの期限を過ぎた復旧手順があります：%(names)s（期限は%(due)s）。"),
            names=few([row.system.name for row in stale]),
            due=stale[0].next_review_on or on,
        )
        step = mend(_n("見直して次の版にする"), "continuity:procedure_detail", stale[0].pk)
        return fails(sentence, mend=step, proofs=stale, changes_on=changes_on)
    until = min(ends)
    sentence = say(
        _n(
            "止まると診療が続けられないシステム%(n)s件のすべてに、承認された復旧手順があります。次の見直しの期限は%(until)sです。"
        ),
        n=len(asked.now),
        until=until,
    )
    return holds(sentence, proofs=rows, until=until, changes_on=changes_on)


@condition("backups_recorded", reads=["continuity.backup"], facts=["systems_in_use"])
def backups_recorded(institution: Institution, *, on: date, systems: str, fields: Sequence[str]) -> Finding:
    """Every such system has a backup of which the fields named are known. Source: 経営管理編 3.4.1 ②"""
    asked = systems_asked(institution, on, systems)
    if not asked.now:
        return _no_system(asked)
    kept = backups_of(institution, on)
    by_system = {pk_of(f): [row for row in kept if row.system_id == pk_of(f)] for f in asked.now}
    whole = {
        pk: [row for row in rows if all(row.says(field) for field in fields)]
        for pk, rows in by_system.items()
    }
    rows = [row for found in by_system.values() for row in found]
    ends = [max((row.ends_on or date.max) for row in found) for found in whole.values() if found]
    until = _first(*(day for day in ends if day != date.max))
    changes_on = _first(*asked.moves, *((until + ONE_DAY,) if until else ()))
    none = [fact for fact in asked.now if not by_system[pk_of(fact)]]
    partly = [fact for fact in asked.now if by_system[pk_of(fact)] and not whole[pk_of(fact)]]
    if none:
        sentence = say(
            _n("バックアップの記録がない、止まると診療が続けられないシステムがあります：%(names)s。"),
            names=few([fact.label for fact in none]),
        )
        step = mend(_n("バックアップを記録する"), "continuity:backup_new", system=str(pk_of(none[0])))
        return fails(sentence, mend=step, proofs=rows[:_MAX_PROOFS], changes_on=changes_on)
    if partly:
        first = by_system[pk_of(partly[0])][0]
        lacks = [field for field in fields if not first.says(field)]
        sentence = say(
            _n("バックアップの記録に足りないところがあります：%(names)s（%(fields)s）。"),
            names=few([fact.label for fact in partly]),
            fields="、".join(_FIELDS[field] for field in lacks),
        )
        step = mend(_n("足りないところを書く"), "continuity:backup_change", first.pk)
        return fails(sentence, mend=step, proofs=rows[:_MAX_PROOFS], changes_on=changes_on)
    offline = sum(any(row.offline_copy == OfflineCopy.YES for row in found) for found in by_system.values())
    sentence = say(
        _n(
            "止まると診療が続けられないシステム%(n)s件のすべてに、バックアップの記録があります。"
            "切り離した控えがあるのは%(offline)s件です。"
        ),
        n=len(asked.now),
        offline=offline,
    )
    return holds(sentence, proofs=rows[:_MAX_PROOFS], until=until, changes_on=changes_on)


@condition("restore_check_held_within", reads=CHECKS)
def restore_check_held_within(
    institution: Institution, *, on: date, months: int, judged: bool = True
) -> Finding:
    """A restore test or self-check was held within `months` and, if `judged`, an executive has given a verdict.

    It counts from the day on which it was held. Source: 経営管理編 3.4.1 ②
    """
    rows = checks_of(institution, on)
    counting = [row for row in rows if is_judged_on(row, on) or not judged]
    if counting and (until := add_months(counting[0].held_on, months)) >= on:
        newest = counting[0]
        if judged:
            text = _n("%(held)sに%(what)sを行い、経営層が%(judged)sに判断しました。次の期限は%(until)sです。")
            sentence = say(
                text, held=newest.held_on, what=_what(newest), judged=newest.judged_on or on, until=until
            )
        else:
            text = _n("%(held)sに%(what)sを行いました。次の期限は%(until)sです。")
            sentence = say(text, held=newest.held_on, what=_what(newest), until=until)
        return holds(sentence, proofs=[newest], until=until)
    waiting = next(
        (row for row in rows if not is_judged_on(row, on) and add_months(row.held_on, months) >= on), None
    )
    if waiting is not None:
        return _not_judged(waiting, on)
    step = mend(_n("試験か点検を記録する"), "continuity:check_new")
    if not counting:
        return fails(say(_n("復元試験や復旧手順の点検の記録が、まだありません。")), mend=step)
    sentence = say(
        _n("最後の%(what)sは%(held)sに行ったもので、次の期限（%(due)s）を過ぎています。"),
        what=_what(counting[0]),
        held=counting[0].held_on,
        due=add_months(counting[0].held_on, months),
    )
    return fails(sentence, mend=step, proofs=counting[:1])


def _not_judged(check: RestoreCheck, on: date) -> Finding:
    changes_on = check.judged_on if check.judged_on and check.judged_on > on else None
    values: dict[str, str | date] = {"held": check.held_on, "what": _what(check)}
    if check.status == CheckStatus.SENT:
        text, word = _n("%(held)sに行った%(what)sに、経営層の判断がまだありません。"), _n("結果を判断する")
    elif check.status == CheckStatus.RETURNED:
        text, word = _n("%(held)sに行った%(what)sは、経営層が差し戻しました。"), _n("直して報告する")
    else:
        text, word = _n("%(held)sに行った%(what)sを、まだ経営層に報告していません。"), _n("経営層に報告する")
    step = mend(word, "continuity:check_detail", check.pk)
    return fails(say(text, **values), mend=step, proofs=[check], changes_on=changes_on)


@condition("restore_findings_followed_up", reads=FINDINGS)
def restore_findings_followed_up(institution: Institution, *, on: date) -> Finding:
    """What tests and checks found has its directive, and none that is still with its addressee is past its day.

    A check with something to mend, or with improvement ordered, must have a finding. Without any check nothing is proved.
    Source: 経営管理編 3.4.1 ②
    """
    checks = checks_of(institution, on)
    if not checks:
        step = mend(_n("試験か点検を記録する"), "continuity:check_new")
        return fails(say(_n("復元試験や復旧手順の点検の記録が、まだありません。")), mend=step)
    rows = findings_of(institution, on)
    states = {row: row.state_on(on) for row in rows}
    waiting = [
        row.directive.due_on
        for row, state in states.items()
        if state == FindingState.OPEN and row.directive and row.directive.status in WITH_ADDRESSEE
    ]
    due = min(waiting, default=None)
    changes_on = due + ONE_DAY if due else None
    named = {row.check_held_id for row in rows}
    silent = [check for check in checks if check.needs_finding and check.pk not in named]
    if silent:
        sentence = say(
            _n("課題があった%(what)s（%(held)s）に、改善の指示がまだありません。"),
            what=_what(silent[0]),
            held=silent[0].held_on,
        )
        step = mend(_n("課題と指示を記録する"), "continuity:finding_new", silent[0].pk)
        return fails(sentence, mend=step, proofs=silent[:_MAX_PROOFS], changes_on=changes_on)
    bare = [row for row, state in states.items() if state == FindingState.WITHOUT_DIRECTIVE]
    if bare:
        sentence = say(_n("改善の指示のない課題が%(n)s件あります：%(names)s。"), n=len(bare), names=few(bare))
        step = mend(_n("改善を指示する"), "continuity:finding_direct", bare[0].pk)
        return fails(sentence, mend=step, proofs=bare, changes_on=changes_on)
    late = [row for row, state in states.items() if state == FindingState.OVERDUE]
    if late:
        sentence = say(
            _n("改善の期限を過ぎた課題が%(n)s件あります：%(names)s。"), n=len(late), names=few(late)
        )
        step = mend(_n("課題と指示を確かめる"), "continuity:check_detail", late[0].check_held_id)
        return fails(sentence, mend=step, proofs=late, changes_on=changes_on)
    if not rows:
        return holds(say(_n("試験や点検で、課題は見つかっていません。")), proofs=checks[:1])
    closed = sum(state == FindingState.CLOSED for state in states.values())
    sentence = say(
        _n("試験や点検の課題%(n)s件のうち%(closed)s件が改善済みで、残りにも担当者と期限があります。"),
        n=len(rows),
        closed=closed,
    )
    return holds(sentence, proofs=rows[-_MAX_PROOFS:], until=due)


def _no_system(asked: Asked) -> Finding:
    sentence = say(_n("止まると診療が続けられないシステムが、情報システムの一覧にありません。"))
    step = mend(_n("情報システムを登録する"), "assets:system_list")
    return fails(sentence, mend=step, changes_on=_first(*asked.moves))


def _what(check: RestoreCheck) -> str:
    """What was held, in Japanese whoever writes it: findings are stored."""
    with translation.override("ja"):
        return str(check)


def _first(*days: date) -> date | None:
    return min(days, default=None)


def _proofs(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    return [(fact.ref, fact.label) for fact in facts][:_MAX_PROOFS]
