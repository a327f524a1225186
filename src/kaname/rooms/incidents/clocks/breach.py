"""Which categories of 施行規則7条 a breach falls under, and which exemptions its facts point to."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _n

from kaname.foundation.ledger.findings import Sentence, say

from .facts import DataClass, Facts, Standing, Sureness

MANY_PERSONS = 1_000
_SENSITIVE = frozenset({DataClass.MEDICAL, DataClass.SENSITIVE, DataClass.UNKNOWN})


def categories_of(facts: Facts) -> dict[int, Sentence]:
    """The categories (1 sensitive, 2 financial harm, 3 malicious, 4 more than 1,000 persons) with the reason for each.

    A suspicion counts. Unknown data are judged as sensitive, an unknown number of persons as more than 1,000.
    Source: 個人情報保護法施行規則 第7条
    """
    if not facts.touches_persons:
        return {}
    found = {
        1: _sensitive(facts),
        2: _financial(facts),
        3: _malicious(facts),
        4: _many(facts),
    }
    return {number: why for number, why in found.items() if why is not None}


def _sensitive(facts: Facts) -> Sentence | None:
    if DataClass.MEDICAL in facts.data:
        return say(_n("診療情報は要配慮個人情報なので、1人分でも報告の対象です（1号）。"))
    if DataClass.SENSITIVE in facts.data:
        return say(_n("要配慮個人情報を含むので、1人分でも報告の対象です（1号）。"))
    if DataClass.UNKNOWN in facts.data:
        return say(_n("どの情報かがまだ分からないので、要配慮個人情報を含むものとして扱います（1号）。"))
    return None


def _financial(facts: Facts) -> Sentence | None:
    if DataClass.FINANCIAL in facts.data:
        return say(_n("カード番号など、悪用されると財産の被害につながる情報を含みます（2号）。"))
    return None


def _malicious(facts: Facts) -> Sentence | None:
    if facts.is_malicious:
        return say(_n("不正の目的で行われたおそれがあります（3号）。確報は60日以内です。"))
    return None


def _many(facts: Facts) -> Sentence | None:
    if not facts.exceeds(MANY_PERSONS):
        return None
    if facts.persons_max is None:
        return say(_n("人数がまだ分からないので、1,000人を超えるものとして扱います（4号）。"))
    return say(_n("%(n)s人が対象で、1,000人を超えます（4号）。"), n=facts.persons_max)


def exemptions_suggested(facts: Facts) -> tuple[str, ...]:
    """The exemptions (ids of `clocks.yaml`) that the facts point to. None applies before it was decided.

    Source: 個人情報保護法施行規則 第7条、個人情報保護委員会ガイドライン通則編 3-5-3
    """
    asked = {
        "strong_encryption": facts.is_strongly_encrypted,
        "recovered_unseen": facts.is_recovered_unseen,
        "same_data_elsewhere": facts.is_same_data_kept and facts.leak == Sureness.DENIED,
        "pseudonymised": facts.data == {DataClass.PSEUDONYMISED},
        "entrustee_notified": facts.standing == Standing.ENTRUSTED_TO_US,
    }
    return tuple(name for name, applies in asked.items() if applies)
