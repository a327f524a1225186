"""Search keys fold what people type differently; what they typed is stored as typed (hostile cases 61, 62)."""

from __future__ import annotations

import pytest

from kaname.foundation.access import services
from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key

from .conftest import browser


@pytest.mark.parametrize(
    "typed",
    ["ガッコウ", "ｶﾞｯｺｳ", "がっこう", "カ\u3099ッコウ"],
)
def test_kana_find_one_another(typed) -> None:
    assert search_key(typed) == "がっこう"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("葛󠄀城", "葛城"),
        ("𠮷田", "𠮷田"),
        ("髙﨑", "髙﨑"),
        ("A　B", "a b"),
        ("", ""),
    ],
)
def test_what_the_key_promises(typed, key) -> None:
    assert search_key(typed) == key


def test_the_key_of_a_key_is_itself() -> None:
    key = search_key("ｶﾞｯｺｳ 葛󠄀城 ＡＢＣ")
    assert search_key(key) == key


@pytest.mark.parametrize("name", ["葛󠄀城 𠮷", "髙﨑 ｶﾅ", "神田 保", "が" + "\u304b\u3099"])
def test_names_are_stored_as_typed_and_found(executive, name) -> None:
    person = services.register_person(by=executive, name=name, kana="ﾖﾐ")
    services.create_account(by=executive, person=person, username="yomi", password=None)
    assert Person.objects.get(pk=person.pk).name == name
    for query in (name, name.split()[0], "よみ", "ヨミ"):
        assert name in browser(executive).get("/people/accounts/", {"q": query}).content.decode()
