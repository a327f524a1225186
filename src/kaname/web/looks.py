"""What a verdict, a tone and a step look like: always a colour, a shape and a word together."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Look:
    """`css` names the colours in kaname.css, `sign` is the shape, `word` is read aloud and printed."""

    css: str
    sign: str
    word: str | Promise


VERDICTS = {
    "met": Look("met", "✓", _("充足")),
    "lapsing": Look("lapsing", "▲", _("期限間近")),
    "unmet": Look("unmet", "✕", _("未充足")),
    "unmeasured": Look("unmet unmeasured", "…", _("未充足（まだ測れない）")),
    "excepted": Look("excepted", "◇", _("例外")),
    "not_applicable": Look("not-applicable", "－", _("対象外")),
}
UNKNOWN_VERDICT = Look("not-applicable", "？", _("未判定"))

TONES = {
    "neutral": Look("neutral", "", ""),
    "info": Look("info", "", _("情報")),
    "good": Look("good", "✓", _("完了")),
    "warn": Look("warn", "▲", _("注意")),
    "bad": Look("bad", "✕", _("重要")),
}

STEPS = {
    "done": Look("done", "✓", _("済み")),
    "current": Look("current", "▶", _("いまここ")),
    "waiting": Look("waiting", "○", _("これから")),
    "returned": Look("returned", "↩", _("差戻し")),
    "rejected": Look("rejected", "✕", _("否認")),
    "skipped": Look("waiting", "－", _("省略")),
}


def verdict(status: object) -> Look:
    """The look of a verdict's status, in capitals or not; anything else reads 未判定."""
    return VERDICTS.get(str(status or "").lower(), UNKNOWN_VERDICT)


def tone(name: object) -> Look:
    """The look of a tone; an unknown one is neutral."""
    return TONES.get(str(name or ""), TONES["neutral"])


def step(state: object) -> Look:
    """The look of a step's state; an unknown one waits."""
    return STEPS.get(str(state or "").lower(), STEPS["waiting"])
