"""For whom a course is, as columns of a file: what the list exports in words, and how the words are read back.

The phrase of the list (看護部の全職員) is for people; these four columns say the same rule part by part. An empty one does
not narrow. Source: 経営管理編 3.1.2 ④（統制の対象者）
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import PersonKind
from kaname.foundation.access.roles import Role
from kaname.foundation.audiences.rules import MOST_DAYS, Audience
from kaname.foundation.imports.fields import folded, in_both_languages
from kaname.foundation.imports.registry import Field, Values
from kaname.web.lists import Column

from .models import Course

KINDS, ROLES = gettext_lazy("対象の区分"), gettext_lazy("対象の役割")
DEPARTMENTS, DAYS = gettext_lazy("対象の部門"), gettext_lazy("対象の着任からの日数")
GONE = gettext_lazy("いまはない部門")
PARTS = ("audience_kinds", "audience_roles", "audience_departments", "audience_days")
SEVERAL = gettext_lazy("二つ以上は「、」で区切ります。空なら絞りません")

FIELDS = (
    Field("audience_kinds", KINDS, choices=PersonKind.choices, help=SEVERAL),
    Field("audience_roles", ROLES, choices=Role.choices, help=SEVERAL),
    Field("audience_departments", DEPARTMENTS, help=SEVERAL),
    Field("audience_days", DAYS, "integer", least=1, most=MOST_DAYS, help=gettext_lazy("空なら絞りません")),
)


def columns(names: Mapping[int, str]) -> tuple[Column, ...]:
    """The columns for the list's file; `names` names departments by key."""

    def kinds(course: Course) -> str:
        return _joined(PersonKind(kind).label for kind in course.rule.kinds)

    def roles(course: Course) -> str:
        return _joined(Role(role).label for role in course.rule.roles)

    def departments(course: Course) -> str:
        return _joined(department_names(course.rule, names))

    return (
        Column("audience_kinds", KINDS, kinds, on_page=False),
        Column("audience_roles", ROLES, roles, on_page=False),
        Column("audience_departments", DEPARTMENTS, departments, on_page=False),
        Column("audience_days", DAYS, lambda c: c.rule.newcomer_days, kind="number", on_page=False),
    )


def values_of(rule: Audience, names: Mapping[int, str]) -> Values:
    """A rule under the names of the columns: kinds and roles by value, departments by name."""
    found = department_names(rule, names)
    return dict(zip(PARTS, (rule.kinds, rule.roles, found, rule.newcomer_days), strict=True))


def department_names(rule: Audience, names: Mapping[int, str]) -> list[str]:
    """The departments of a rule by the names they have today, each name once."""
    return list(dict.fromkeys(names.get(key) or str(GONE) for key in rule.departments))


def read_kinds(text: str) -> tuple[str, ...]:
    """Kinds of person by their words; all of them are none in particular. Raises ValidationError."""
    found = _chosen(text, PersonKind)
    return () if set(found) == set(PersonKind.values) else found


def read_roles(text: str) -> tuple[str, ...]:
    """Roles by their words. Raises ValidationError."""
    return _chosen(text, Role)


def read_departments(text: str, names: Mapping[int, str]) -> list[str]:
    """Departments by name; whether each of them exists is asked of the row as a whole."""
    known = {folded(name): name for name in names.values()}
    known |= {folded(word): str(GONE) for word in in_both_languages(GONE)}
    return list(dict.fromkeys(known.get(folded(part), part) for part in _parts(text, known)))


def department_fault(row: Values, record: Course | None, names: Mapping[int, str]) -> str:
    """What is wrong with a row's departments; ones that say what the record says are taken out of the row."""
    said: Sequence[str] = row.get("audience_departments") or ()
    if record is not None and _joined(said) == _joined(department_names(record.rule, names)):
        row.pop("audience_departments", None)
        return ""
    unknown = [name for name in said if name not in names.values()]
    if not unknown:
        return ""
    return _("「%(name)s」という部門はありません。部門の名前を直すか、先に部門を登録してください。") % {
        "name": "、".join(unknown)
    }


def rule_of(values: Values, before: Audience, names: Mapping[int, str]) -> Audience:
    """The rule that a row asks for; what its file does not say stays as it was."""
    keys = {name: key for key, name in names.items()}
    departments = before.departments
    if "audience_departments" in values:
        departments = tuple(keys[name] for name in values["audience_departments"])
    rule = Audience(
        kinds=values.get("audience_kinds", before.kinds),
        roles=values.get("audience_roles", before.roles),
        departments=departments,
        newcomer_days=values.get("audience_days", before.newcomer_days),
    )
    return Audience.of_json(rule.as_json())


def _joined(words: Iterable[Any]) -> str:
    return "、".join(str(word) for word in words)


def _chosen(text: str, choices: type[Choices]) -> tuple[str, ...]:
    """The values of words, in the order in which rules keep them."""
    known = {
        folded(word): str(value)
        for value, label in choices.choices
        for word in {*in_both_languages(label), str(value)}
    }
    parts = _parts(text, known)
    unknown = [part for part in parts if folded(part) not in known]
    if unknown:
        raise ValidationError(
            _("「%(text)s」は選べません。次のどれかを入力してください：%(choices)s")
            % {
                "text": "、".join(unknown)[:40],
                "choices": _joined(label for _value, label in choices.choices),
            }
        )
    return tuple(sorted({known[folded(part)] for part in parts}))


def _parts(text: str, known: Container[str]) -> list[str]:
    """What stands between 「、」, or between commas where they are not part of a word that is known."""
    if folded(text) in known:
        return [text]
    found: list[str] = []
    for part in text.split("、"):
        found += [part] if folded(part) in known else part.replace("，", ",").split(",")
    return [part.strip() for part in found if part.strip()]
