"""Finding people as files name them: by 職員番号, or by name when only one person has it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key

_NAME_AND_NUMBER = re.compile(r"(.+)[（(]([^（()）]+)[）)]")


def name_key(name: str) -> str:
    """A name for comparing: width, case, kana kind and the space between the names do not matter."""
    return "".join(search_key(name).split())


def number_key(number: str) -> str:
    """A 職員番号 for comparing: full-width digits and letters are the same as half-width ones."""
    return unicodedata.normalize("NFKC", number).strip().casefold()


def named(person: Person) -> str:
    """A person so that a file names nobody else: 「西村 空（N0012）」, or the name alone of whoever has no number."""
    return f"{person.name}（{person.number}）" if person.number else person.name


class Directory:
    """The people of one institution, read once when first asked."""

    def __init__(self, institution: Institution) -> None:
        self.institution = institution

    @cached_property
    def everybody(self) -> list[Person]:
        return list(Person.objects.of(self.institution).order_by("pk"))

    @cached_property
    def by_number(self) -> dict[str, Person]:
        return {number_key(p.number): p for p in self.everybody if p.number}

    @cached_property
    def by_name(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.everybody:
            for key in {name_key(person.name), name_key(person.title_and_name)}:
                found[key].append(person)
        return dict(found)

    def find(self, text: str) -> Person:
        """The person a cell names. Raises ValidationError that says what to type instead."""
        person = self.by_number.get(number_key(text)) or self._named_and_numbered(text)
        if person is not None:
            return person
        namesakes = self.by_name.get(name_key(text), [])
        if len(namesakes) == 1:
            return namesakes[0]
        if namesakes:
            raise ValidationError(
                _("「%(text)s」さんは %(n)s 人います。職員番号で入力してください。")
                % {"text": text, "n": len(namesakes)}
            )
        raise ValidationError(
            _(
                "「%(text)s」という職員番号の人も、その氏名の人も登録されていません。先に「人」に登録してください。"
            )
            % {"text": text}
        )

    def _named_and_numbered(self, text: str) -> Person | None:
        """As `named` writes it."""
        match = _NAME_AND_NUMBER.fullmatch(text)
        found = self.by_number.get(number_key(match[2])) if match else None
        return found if found and match and name_key(found.name) == name_key(match[1]) else None
