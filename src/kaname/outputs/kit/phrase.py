"""Which phrases are strong enough for a file that anybody may carry away."""

from __future__ import annotations

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .sealing import LONGEST, SHORTEST, normal_phrase

DIFFERENT = 6
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def checked_phrase(phrase: str, *, names: tuple[str, ...] = ()) -> str:
    """The phrase in its one form. Raises ValidationError for one that is short, plain, or a name everybody knows.

    `names` are words that alone make no phrase: the hospital's, one's own.
    """
    normal = normal_phrase(phrase)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise ValidationError(
            _("合言葉は%(n)s文字以上、%(most)s文字以内にしてください。") % {"n": SHORTEST, "most": LONGEST}
        )
    if len(set(normal)) < DIFFERENT or _repeats(normal) or _is_row(normal):
        raise ValidationError(
            _("同じ文字や並びのくり返しは、すぐに見破られます。関係のない言葉を三つ以上つなげてください。")
        )
    for name in names:
        bare = normal.lower().replace(normal_phrase(name).lower(), "") if name else normal
        if len(bare) < SHORTEST // 2:
            raise ValidationError(
                _("病院や人の名前だけの合言葉は、すぐに見破られます。別の言葉も入れてください。")
            )
    _require_uncommon(normal)
    return normal


def _require_uncommon(normal: str) -> None:
    try:
        CommonPasswordValidator().validate(normal)
    except ValidationError:
        raise ValidationError(_("よく使われる合言葉です。別の言葉にしてください。")) from None


def _repeats(text: str) -> bool:
    """Whether a text is one piece over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _is_row(text: str) -> bool:
    """Whether a text lies on the keys or in the alphabet side by side, there or back."""
    plain = text.lower()
    return any(plain in row or plain in row[::-1] for row in _ROWS)
