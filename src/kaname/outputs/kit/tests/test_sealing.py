"""The envelope: opens with the phrase however it was typed, and says why it does not open otherwise."""

from __future__ import annotations

import base64
import json

import pytest
from django.core.exceptions import ValidationError

from kaname.outputs.kit import sealing
from kaname.outputs.kit.phrase import checked_phrase
from kaname.outputs.kit.sealing import KIT, RECORD, Envelope, open_envelope, read_json, seal

PHRASE = "Bicycle 42 ﾏﾒ大福"
CONTENT = {"entries": [], "病院": "みなと"}


def _sealed() -> dict[str, str]:
    return seal(CONTENT, {"format": RECORD, "hospital": "みなと"}, PHRASE).as_json()


@pytest.mark.parametrize(
    "typed", [PHRASE, "Ｂｉｃｙｃｌｅ　４２　マメ大福", "  Bicycle 42  マメ大福 ", "Bicycle\t42 ﾏﾒ大福\n"]
)
def test_full_width_and_half_width_open_alike(typed: str) -> None:
    header, plain = open_envelope(_sealed(), typed, kind=RECORD)
    assert json.loads(plain) == CONTENT
    assert header["hospital"] == "みなと"


@pytest.mark.parametrize("typed", ["bicycle 42 マメ大福", "Bicycle 42 マメ", ""])
def test_another_phrase_is_called_wrong(typed: str) -> None:
    with pytest.raises(ValidationError, match="合言葉が違います"):
        open_envelope(_sealed(), typed, kind=RECORD)


def test_every_seal_is_another_one() -> None:
    first, second = _sealed(), _sealed()
    assert first["data"] != second["data"]
    assert json.loads(first["header"])["salt"] != json.loads(second["header"])["salt"]


@pytest.mark.parametrize("place", [0, 20, -1])
def test_one_flipped_byte_is_called_damage_and_not_a_wrong_phrase(place: int) -> None:
    sealed = _sealed()
    data = bytearray(base64.b64decode(sealed["data"]))
    data[place] ^= 1
    with pytest.raises(ValidationError, match="壊れています"):
        open_envelope({**sealed, "data": base64.b64encode(data).decode()}, PHRASE, kind=RECORD)


def test_a_new_day_in_the_header_does_not_open_even_with_a_fitting_digest() -> None:
    sealed = seal(CONTENT, {"format": KIT, "expires_on": "2026-01-01"}, PHRASE)
    forged = Envelope(sealed.header.replace("2026-01-01", "2036-01-01"), sealed.data)
    with pytest.raises(ValidationError, match="合言葉が違います"):
        open_envelope(forged.as_json(), PHRASE, kind=KIT)


@pytest.mark.parametrize("iterations", [10**9, 1, -1, 0, "600000", None, 1e300])
def test_only_the_agreed_number_of_rounds_is_ever_computed(iterations: object, monkeypatch) -> None:
    def never(*_given: object, **_more: object) -> None:
        raise AssertionError("a key was derived")

    sealed = seal(CONTENT, {"format": RECORD}, PHRASE)
    header = json.dumps({**json.loads(sealed.header), "iterations": iterations})
    monkeypatch.setattr(sealing, "_key", never)
    with pytest.raises(ValidationError, match="形式"):
        open_envelope(Envelope(header, sealed.data).as_json(), PHRASE, kind=RECORD)


@pytest.mark.parametrize(
    "given", [None, 3, [], "x", {}, {"header": 1, "data": "", "sha256": ""}, {"header": "{}", "data": "§", "sha256": ""},
              {"header": "\ud800", "data": "", "sha256": "\ud800"}]
)  # fmt: skip
def test_whatever_else_it_is_gets_a_sentence(given: object) -> None:
    with pytest.raises(ValidationError):
        open_envelope(given, PHRASE, kind=RECORD)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"{", b"[" * 200_000, b'{"a":' * 100_000, b"NaN" * 3])
def test_no_file_is_too_strange_to_be_refused_in_words(raw: bytes) -> None:
    with pytest.raises(ValidationError, match="記録のファイルではありません"):
        read_json(raw)


@pytest.mark.parametrize(
    "weak", ["短い", "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "1234567890123", "abcdefghijklmn", "みなと総合病院みなと総合病院",
             "みなと総合病院 2026", "password12345", "あ" * 201]
)  # fmt: skip
def test_weak_phrases_are_refused(weak: str) -> None:
    with pytest.raises(ValidationError):
        checked_phrase(weak, names=("みなと総合病院",))


@pytest.mark.parametrize("strong", [PHRASE, "correct horse battery staple", "夕焼けと自転車とまめ大福と猫"])
def test_phrases_of_several_words_are_taken(strong: str) -> None:
    assert checked_phrase(strong, names=("みなと総合病院", "")) == sealing.normal_phrase(strong)
