"""What the organisation proves for the obligations (経営管理編 1.2.1, 3.1.2).

Each condition asks its rows about one day; `until` is the day before the first on which the same rows say no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import (
    Fact,
    Finding,
    Proof,
    Sentence,
    ask,
    condition,
    fails,
    holds,
    mend,
    say,
)

from . import account_conditions, selectors  # noqa: F401  (registers what accounts prove)
from .models import Appointment, Committee, Department
from .roles import APPOINTMENT_KINDS, EXECUTIVE, LINE, ROLE_NAMES
from .standing import Standing, next_change, standing_of


def _names(rows: Iterable[Appointment]) -> str:
    return "、".join(dict.fromkeys(a.person.name for a in rows))


def _proofs(rows: Iterable[Appointment]) -> list[tuple[str, str]]:
    return [(ref_of(a), f"{ROLE_NAMES[a.role]}：{a.person.name}") for a in rows]


def _holding(
    sentence: Sentence,
    proofs: Iterable[Proof],
    standing: Standing,
    on: date,
    ok: Callable[[date], bool],
    seen: Callable[[date], object],
) -> Finding:
    """It holds through the day before the first on which `ok` says no; what is `seen` may change sooner."""
    days = standing.days()
    ends = next_change(ok, days, on)
    until = ends - ONE_DAY if ends else None
    return holds(sentence, proofs=proofs, until=until, changes_on=next_change(seen, days, on))


@condition("role_appointed", reads=APPOINTMENT_KINDS)
def role_appointed(
    institution: Institution, *, on: date, role: str, exactly_one: bool = False, with_document: bool = False
) -> Finding:
    """Somebody holds the role on that day, appointed by an executive with written duties and authority.

    `exactly_one`: not two at once. `with_document`: with the letter of appointment attached.
    Source: 経営管理編 3.1.2 ②
    """
    standing = standing_of(institution, on)

    def ok(day: date) -> bool:
        holders = standing.holders(role, day)
        counted = len(holders) == 1 if exactly_one else bool(holders)
        return counted and not (with_document and any(not a.letter_sha256 for a in holders))

    def seen(day: date) -> object:
        return [a.pk for a in standing.holders(role, day)]

    holders = standing.holders(role, on)
    if ok(on):
        sentence = say(_n("%(role)sは %(names)s さんです。"), role=ROLE_NAMES[role], names=_names(holders))
        return _holding(sentence, _proofs(holders), standing, on, ok, seen)
    if not holders:
        return _vacant(standing, [role], on)
    changes_on = next_change(seen, standing.days(), on)
    if exactly_one and len(holders) > 1:
        sentence = say(
            _n("%(role)sが %(n)s 人います（%(names)s）。一人にしてください。"),
            role=ROLE_NAMES[role],
            n=len(holders),
            names=_names(holders),
        )
        step = mend(_n("一人の任命を終える"), "organisation:appointment_list", role=role)
        return fails(sentence, proofs=_proofs(holders), mend=step, changes_on=changes_on)
    bare = next(a for a in holders if not a.letter_sha256)
    sentence = say(
        _n("%(role)sの %(names)s さんに、任命書が添付されていません。"),
        role=ROLE_NAMES[role],
        names=bare.person.name,
    )
    step = mend(_n("任命書を発行して添付する"), "organisation:appointment_detail", bare.pk)
    return fails(sentence, proofs=_proofs([bare]), mend=step, changes_on=changes_on)


@condition("roles_appointed", reads=APPOINTMENT_KINDS)
def roles_appointed(institution: Institution, *, on: date, roles: Sequence[str]) -> Finding:
    """Each of these roles is held by somebody whom an executive appointed with written duties and authority.

    Where the hospital has no operator of its own, a named operations manager fills the operator's place.
    Source: 経営管理編 1.2.1 管理責任 ①
    """
    standing = standing_of(institution, on)

    def ok(day: date) -> bool:
        return not standing.vacant(roles, day)

    def seen(day: date) -> object:
        return [a.pk for role in roles for a in standing.holders(role, day)]

    if not ok(on):
        return _vacant(standing, standing.vacant(roles, on), on)
    holders = [a for role in roles for a in standing.holders(role, on)]
    listed = "、".join(f"{ROLE_NAMES[role]}（{_names(standing.holders(role, on))}）" for role in roles)
    sentence = say(_n("任命されています：%(roles)s。"), roles=listed)
    return _holding(sentence, _proofs(holders), standing, on, ok, seen)


def _vacant(standing: Standing, roles: Sequence[str], on: date) -> Finding:
    """Nobody fills these roles: since nobody was appointed, or because whoever was has left."""

    def lost_on(day: date) -> list[Appointment]:
        return [a for a in standing.appointments if a.role in roles and a.holds_on(day)]

    def seen(day: date) -> object:
        return standing.vacant(roles, day), [a.pk for a in lost_on(day)]

    names, lost = "、".join(ROLE_NAMES[role] for role in roles), lost_on(on)
    changes_on = next_change(seen, standing.days(), on)
    step = mend(_n("任命する"), "organisation:appointment_new", role=roles[0])
    if lost:
        sentence = say(
            _n("空席です：%(roles)s。任命されていた %(names)s さんは、もうその職務にありません。"),
            roles=names,
            names=_names(lost),
        )
        return fails(sentence, proofs=_proofs(lost), mend=step, changes_on=changes_on)
    coming = [a for a in standing.appointments if a.role in roles and a.first_day > on]
    if coming:
        first = min(coming, key=lambda a: a.first_day)
        sentence = say(
            _n("空席です：%(roles)s。%(names)s さんの任命は %(day)s からです。"),
            roles=names,
            names=first.person.name,
            day=first.first_day,
        )
        return fails(sentence, proofs=_proofs([first]), mend=step, changes_on=changes_on)
    return fails(say(_n("空席です：%(roles)s。"), roles=names), mend=step, changes_on=changes_on)


@condition("reporting_line_complete", reads=APPOINTMENT_KINDS)
def reporting_line_complete(institution: Institution, *, on: date) -> Finding:
    """From operations through planning manager and safety officer to the executives, every place is filled and linked.

    The line is what the letters of appointment say, not the personnel chart.
    Source: 経営管理編 3.1.2 ③
    """
    standing = standing_of(institution, on)

    def missing(day: date) -> list[str]:
        seats = [] if standing.executives(day) else [EXECUTIVE]
        return [*standing.vacant(LINE, day), *seats]

    def ok(day: date) -> bool:
        return not missing(day) and not standing.unlinked(day)

    def seen(day: date) -> object:
        line = [a.pk for role in LINE for a in standing.holders(role, day)]
        return missing(day), [a.pk for a in standing.unlinked(day)], line

    if ok(on):
        line = [a for role in LINE for a in standing.holders(role, on)]
        way = " → ".join([*(ROLE_NAMES[role] for role in LINE), ROLE_NAMES[EXECUTIVE]])
        sentence = say(_n("報告経路に空席がありません：%(way)s。"), way=way)
        return _holding(sentence, _proofs(line), standing, on, ok, seen)
    changes_on = next_change(seen, standing.days(), on)
    if missing(on):
        names = "、".join(ROLE_NAMES[role] for role in missing(on))
        first = next((role for role in missing(on) if role != EXECUTIVE), "")
        step = (
            mend(_n("任命する"), "organisation:appointment_new", role=first)
            if first
            else mend(_n("体制を見る"), "organisation:overview")
        )
        return fails(
            say(_n("報告経路に空席があります：%(roles)s。"), roles=names), mend=step, changes_on=changes_on
        )
    loose = standing.unlinked(on)
    sentence = say(
        _n("報告先がつながっていません：%(names)s。"),
        names="、".join(label for _ref, label in _proofs(loose)),
    )
    step = mend(_n("報告先を決める"), "organisation:appointment_change", loose[0].pk)
    return fails(sentence, proofs=_proofs(loose), mend=step, changes_on=changes_on)


@condition(
    "departments_have_contacts",
    reads=("organisation.department", "organisation.departmentcontact", "access.person"),
)
def departments_have_contacts(institution: Institution, *, on: date) -> Finding:
    """Every department that is open on that day has a contact for security who is here.

    Source: 経営管理編 3.1.2 ③
    """
    rows = selectors.departments_from(institution, on)

    def bare(day: date) -> list[Department]:
        return [d for d in rows if d.holds_on(day) and selectors.contact_on(d, day) is None]

    def here(day: date) -> list[Department]:
        return [d for d in rows if d.holds_on(day)]

    def ok(day: date) -> bool:
        return bool(here(day)) and not bare(day)

    def seen(day: date) -> object:
        return [d.pk for d in here(day)], [d.pk for d in bare(day)]

    days = _department_days(rows)
    changes_on = next_change(seen, days, on)
    if not here(on):
        step = mend(_n("部門を登録する"), "organisation:department_new")
        return fails(say(_n("部門が登録されていません。")), mend=step, changes_on=changes_on)
    if ok(on):
        ends = next_change(ok, days, on)
        sentence = say(_n("すべての部門（%(n)s）に部門責任者がいます。"), n=len(here(on)))
        return holds(sentence, proofs=here(on), until=ends - ONE_DAY if ends else None, changes_on=changes_on)
    without = bare(on)
    sentence = say(
        _n("部門責任者のいない部門があります（%(n)s）：%(names)s。"),
        n=len(without),
        names="、".join(d.name for d in without),
    )
    step = mend(_n("部門責任者を決める"), "organisation:department_change", without[0].pk)
    return fails(sentence, proofs=without, mend=step, changes_on=changes_on)


def _department_days(rows: Iterable[Department]) -> set[date]:
    days: set[date] = set()
    for department in rows:
        contacts = list(department.contacts.all())
        periods: list[Any] = [department, *contacts, *(c.person for c in contacts)]
        for period in periods:
            days.add(period.starts_on)
            if period.ends_on is not None:
                days.add(period.ends_on + ONE_DAY)
    return days


@condition(
    "committees_chartered",
    reads=("organisation.committee",),
    facts=("documents_in_force",),
)
def committees_chartered(institution: Institution, *, on: date) -> Finding:
    """Every committee has an approved charter that is not past its review; having no committee is no fault.

    Source: 経営管理編 1.2.1 管理責任 ①
    """
    rows = selectors.committees_on(institution, on)
    refs = {f.ref: f for f in ask("documents_in_force", institution, on=on, types=("COMMITTEE_CHARTER",))}
    here = [c for c in rows if c.holds_on(on)]
    coming = min((c.starts_on for c in rows if c.starts_on > on), default=None)
    if not here:
        return holds(say(_n("委員会は置かれていません（置くかどうかは任意です）。")), changes_on=coming)
    bare = [c for c in here if not _charter_stands(c, refs, on)]
    if bare:
        return _charter_missing(bare[0], refs, on)
    ends = [d for c in here for d in (c.charter_review_on, refs[ref_of(c.charter)].ends_on) if d]  # type: ignore[arg-type]
    changes = [c.ends_on + ONE_DAY for c in here if c.ends_on] + ([coming] if coming else [])
    sentence = say(
        _n("委員会（%(names)s）に、承認された規程があります。"), names="、".join(c.name for c in here)
    )
    until = min(ends) if ends else None
    return holds(sentence, proofs=here, until=until, changes_on=min(changes, default=None))


def _charter_stands(committee: Committee, refs: dict[str, Fact], on: date) -> bool:
    if committee.charter is None or committee.charter_review_on is None:
        return False
    return ref_of(committee.charter) in refs and committee.charter_review_on >= on


def _charter_missing(committee: Committee, refs: dict[str, Fact], on: date) -> Finding:
    step = mend(_n("委員会規程を確かめる"), "organisation:committee_change", committee.pk)
    changes_on = committee.ends_on + ONE_DAY if committee.ends_on else None
    if committee.charter is None:
        text = say(_n("%(name)sに、委員会規程がありません。"), name=committee.name)
    elif ref_of(committee.charter) not in refs:
        text = say(
            _n("%(name)sの委員会規程が、まだ承認されていないか、施行されていません。"), name=committee.name
        )
    else:
        assert committee.charter_review_on is not None
        text = say(
            _n("%(name)sの委員会規程は、見直し期限（%(day)s）を過ぎています。"),
            name=committee.name,
            day=committee.charter_review_on,
        )
    return fails(text, proofs=[committee], mend=step, changes_on=changes_on)


@condition(
    "applicability_decided",
    reads=("organisation.profile", "organisation.profilesystem", "organisation.applicability"),
)
def applicability_decided(institution: Institution, *, on: date) -> Finding:
    """The profile is recorded, and a decision on the pattern rests on it as it is now and is not past its review.

    Source: 経営管理編 3.1.2 ①
    """
    profile = selectors.profile_of(institution)
    if profile is None:
        step = mend(_n("病院の特性を記録する"), "organisation:profile")
        return fails(say(_n("病院の特性が記録されていません。")), mend=step)
    decided = selectors.applicability_in_force(institution)
    propose = mend(_n("適用パターンを決める"), "organisation:applicability_new")
    if decided is None or decided.decided_on is None or decided.review_on is None:
        return fails(say(_n("適用パターンが決定されていません。")), proofs=[profile], mend=propose)
    proofs = [decided, profile]
    if decided.profile_digest != selectors.profile_digest(institution):
        text = say(
            _n("%(day)s の決定の後に、病院の特性が変わりました。決め直してください。"), day=decided.decided_on
        )
        return fails(text, proofs=proofs, mend=propose)
    if decided.review_on < on:
        text = say(_n("適用パターンの決定は、見直し期限（%(day)s）を過ぎています。"), day=decided.review_on)
        return fails(text, proofs=proofs, mend=propose)
    text = say(
        _n("適用パターン%(pattern)sを %(day)s に決定しています。"),
        pattern=decided.pattern.replace("III", "Ⅲ").replace("II", "Ⅱ").replace("IV", "Ⅳ").replace("I", "Ⅰ"),
        day=decided.decided_on,
    )
    return holds(text, proofs=proofs, until=decided.review_on)
