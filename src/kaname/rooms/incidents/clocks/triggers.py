"""What makes a clock run: each trigger of `clocks.yaml` says whether the facts call for it, and why or why not."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_noop as _n

from kaname.foundation.ledger.findings import Sentence, say

from .breach import categories_of
from .facts import Cause, DataClass, Facts, Standing

Answer = tuple[bool, tuple[Sentence, ...]]
Trigger = Callable[[Facts], Answer]
MY_NUMBER_PERSONS = 100


def _either(applies: bool, because: str, otherwise: str) -> Answer:
    return applies, (say(because if applies else otherwise),)


def breach(facts: Facts) -> Answer:
    """A breach of personal data that must be reported (個人情報保護法26条)."""
    found = categories_of(facts)
    if found:
        return True, tuple(found.values())
    if facts.touches_persons:
        return False, (
            say(_n("個人データに関わりますが、報告の対象となる1号から4号のどれにも当たりません。")),
        )
    return False, (say(_n("個人データの漏えい・滅失・毀損がない、またはそのおそれが否定されています。")),)


def attack_or_unexplained(facts: Facts) -> Answer:
    """A suspected attack, or a fault nobody can explain yet."""
    return _either(
        facts.is_attack or facts.cause == Cause.UNKNOWN,
        _n("サイバー攻撃の疑いがあるか、原因がまだ分かりません。"),
        _n("サイバー攻撃の疑いがなく、原因も分かっています。"),
    )


def major(facts: Facts) -> Answer:
    """It may be a grave incident."""
    return _either(
        facts.is_major, _n("重大な事故のおそれがあります。"), _n("重大な事故ではないと判断されています。")
    )


def attack_with_harm(facts: Facts) -> Answer:
    """A suspected attack that touches personal data or care."""
    return _either(
        facts.is_attack and (facts.touches_persons or facts.affects_care),
        _n("サイバー攻撃の疑いがあり、個人情報か診療に支障が出ているか、そのおそれがあります。"),
        _n("サイバー攻撃の疑いがないか、個人情報にも診療にも支障のおそれがありません。"),
    )


def care_or_press(facts: Facts) -> Answer:
    """Care is affected, or the press will ask."""
    return _either(
        facts.affects_care or facts.expects_press,
        _n("診療に影響があるか、報道が見込まれます。"),
        _n("診療への影響がなく、報道も見込まれていません。"),
    )


def crime(facts: Facts) -> Answer:
    """Somebody may have broken in, threatened or carried data off."""
    return _either(
        facts.is_malicious,
        _n("不正アクセス・脅迫・持ち出しなど、犯罪のおそれがあります。"),
        _n("犯罪のおそれは見つかっていません。"),
    )


def attack(facts: Facts) -> Answer:
    """A suspected attack."""
    return _either(
        facts.is_attack, _n("サイバー攻撃の疑いがあります。"), _n("サイバー攻撃の疑いはありません。")
    )


def entrusted_breach(facts: Facts) -> Answer:
    """A breach of data that we handle for somebody else."""
    if facts.standing != Standing.ENTRUSTED_TO_US:
        return False, (say(_n("当院が委託を受けて扱うデータではありません。")),)
    return breach(facts)


def at_our_vendor(facts: Facts) -> Answer:
    """It happened at a vendor to whom we handed data or work."""
    return _either(
        facts.standing == Standing.AT_OUR_VENDOR,
        _n("委託先で起きた事故です。"),
        _n("委託先で起きた事故ではありません。"),
    )


def my_number(facts: Facts) -> Answer:
    """A breach of specific personal information (個人番号)."""
    touched = facts.touches_persons and DataClass.MY_NUMBER in facts.data
    return _either(
        touched and (facts.is_malicious or facts.exceeds(MY_NUMBER_PERSONS)),
        _n("個人番号を含み、不正の目的のおそれがあるか、100人を超えるおそれがあります。"),
        _n("個人番号を含まないか、報告の対象となる事態ではありません。"),
    )


def designated_operator(facts: Facts) -> Answer:
    """An attack on a system of a designated operator of special social infrastructure."""
    return _either(
        facts.is_designated_operator and facts.is_attack,
        _n("特別社会基盤事業者の指定を受けており、侵害の疑いがあります。"),
        _n("特別社会基盤事業者の指定を受けていないか、侵害の疑いがありません。"),
    )


def insured(facts: Facts) -> Answer:
    """An incident that the policy of insurance may cover."""
    return _either(
        facts.is_insured,
        _n("サイバー保険に入っています。費用を出す前に知らせないと、対象外になることがあります。"),
        _n("サイバー保険の登録がありません。"),
    )


def public_interest(facts: Facts) -> Answer:
    """Patients are turned away, or persons must protect themselves."""
    return _either(
        facts.affects_care or bool(categories_of(facts)),
        _n("診療の制限か、本人が身を守るために知るべきことがあります。"),
        _n("診療の制限も、本人に知らせるべき漏えいのおそれもありません。"),
    )


def care_harm(facts: Facts) -> Answer:
    """Somebody may have been harmed by the outage."""
    return _either(
        facts.may_have_harmed,
        _n("停止が患者の死亡や障害につながったおそれがあります。医療安全の担当が判断します。"),
        _n("患者の死亡や障害につながったおそれは記録されていません。"),
    )


TRIGGERS: dict[str, Trigger] = {
    trigger.__name__: trigger
    for trigger in (
        breach, attack_or_unexplained, major, attack_with_harm, care_or_press, crime, attack, entrusted_breach,
        at_our_vendor, my_number, designated_operator, insured, public_interest, care_harm,
    )
}  # fmt: skip
