"""What the lists of accounts prove for the obligations (経営管理編 3.1.2 ④)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import (
    Fact,
    Finding,
    Proof,
    condition,
    fact,
    fails,
    few,
    holds,
    mend,
    say,
)

from .models import AccessKind
from .reconciliation import (
    HolderState,
    Line,
    Reconciliation,
    SystemAccounts,
    reconciliation_of,
)

KINDS = ("organisation.accountlist", "organisation.accountholder", "access.person")


@condition("access_holders_registered", reads=KINDS)
def access_holders_registered(
    institution: Institution, *, on: date, access: Sequence[str] = tuple(AccessKind.values)
) -> Finding:
    """Every account, and every permission to enter, of each system's newest list belongs to somebody who is in the
    register and has not left, or is a system's own with somebody who answers for it; and no list is over a year old.

    Source: 経営管理編 3.1.2 ④
    """
    found = reconciliation_of(institution, on)
    changes_on = found.changes_on()
    if not found.systems:
        step = mend(_n("利用者の一覧を取り込む"), "imports:upload", "organisation.accounts")
        return fails(say(_n("利用者の一覧がまだ取り込まれていません。")), mend=step)
    old = [s for s in found.systems if s.valid_until < on]
    if old:
        return _too_old(old, changes_on)
    lines = found.lines(access)
    for states, sentence in _FAULTS:
        wrong = [line for line in lines if line.state in states]
        if wrong:
            return _wrong(found, wrong, sentence, changes_on)
    return _in_order(found, lines)


_FAULTS = (
    ((HolderState.LEFT,), _n("もういない人のアカウントが残っています（%(n)s）：%(names)s。")),
    (
        (HolderState.UNKNOWN, HolderState.AMBIGUOUS),
        _n("名簿のだれのものか分からないアカウントがあります（%(n)s）：%(names)s。"),
    ),
    ((HolderState.OWNER_LEFT,), _n("管理する人がもういないアカウントがあります（%(n)s）：%(names)s。")),
)


def _too_old(old: list[SystemAccounts], changes_on: date | None) -> Finding:
    sentence = say(
        _n("利用者の一覧が12か月より古くなっています：%(system)s（%(day)s 現在）。"),
        system="、".join(s.source.system for s in old),
        day=min(s.source.as_of for s in old),
    )
    step = mend(_n("新しい一覧を取り込む"), "imports:upload", "organisation.accounts")
    return fails(sentence, proofs=[s.source for s in old], mend=step, changes_on=changes_on)


def _wrong(found: Reconciliation, wrong: list[Line], sentence: str, changes_on: date | None) -> Finding:
    systems = {s.source.pk: s.source.system for s in found.systems}
    told = [f"{line.shown_name}（{systems[line.list_id]}）" for line in wrong]
    step = mend(_n("利用者を突き合わせる"), "organisation:account_overview")
    proofs = [
        (f"organisation.accountholder:{n.pk}", f"{systems[n.list_id]}：{n.account}") for n in wrong[:50]
    ]
    return fails(
        say(sentence, n=len(wrong), names=few(told)), proofs=proofs, mend=step, changes_on=changes_on
    )


def _in_order(found: Reconciliation, lines: Iterable[Line]) -> Finding:
    ends = [n.person.ends_on for n in lines if n.person and n.person.ends_on]
    until = min([*(s.valid_until for s in found.systems), *ends])
    sentence = say(
        _n("%(systems)s の利用者は、すべて名簿にいる人か、管理する人のいるアカウントです。"),
        systems="、".join(s.source.system for s in found.systems),
    )
    proofs: list[Proof] = [s.source for s in found.systems]
    return holds(sentence, proofs=proofs, until=until, changes_on=found.changes_on())


@fact("access_holders", reads=KINDS)
def access_holders(
    institution: Institution, *, on: date, access: Sequence[str] = tuple(AccessKind.values)
) -> list[Fact]:
    """Who of the register has an account or may enter on a day: `label` is the system, `role` ACCOUNT or SITE."""
    found = reconciliation_of(institution, on)
    return [
        Fact(
            f"organisation.accountholder:{line.pk}",
            system.source.system,
            system.source.as_of,
            None,
            line.person.pk,
            line.access,
        )
        for system in found.systems
        for line in system.lines
        if line.person and line.state in (HolderState.FINE, HolderState.LEFT) and line.access in access
    ]
