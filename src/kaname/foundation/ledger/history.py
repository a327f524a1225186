"""A record's states as people read them: which field was what before and after, in the words of the forms."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from kaname.foundation.calendar.display import show_date, show_datetime

State = dict[str, Any]
_TECHNICAL = frozenset({"id", "institution_id", "revision", "search_key"})
_NAMING = ("name", "title", "question", "username", "number", "label", "obligation_id")
_NOTHING = "—"


@dataclass(frozen=True)
class Change:
    """One field of a record, before and after. `field` is its stored name."""

    field: str
    label: str
    before: str
    after: str
    is_internal: bool = False
    """Whether no form shows this field; such fields stand apart."""


@dataclass(frozen=True)
class RecordChange:
    """What one entry did to one record. `kind` and `name` are as they read at the time."""

    ref: str
    kind: str
    name: str
    deed: str
    changes: tuple[Change, ...]

    @property
    def shown(self) -> list[Change]:
        """What people know from the forms."""
        return [c for c in self.changes if not c.is_internal]

    @property
    def internal(self) -> list[Change]:
        """What only the program uses, and JSON as it is stored."""
        return [c for c in self.changes if c.is_internal]


def model_of(ref: str) -> type[models.Model] | None:
    """The kind of row that a reference names, or None if this version has none such."""
    try:
        return apps.get_model(ref.partition(":")[0])
    except (LookupError, ValueError):
        return None


def kind_label(ref: str) -> str:
    """The kind of record in words."""
    model = model_of(ref)
    return str(model._meta.verbose_name) if model else ref.partition(":")[0]


def name_in(ref: str, state: State | None) -> str:
    """What the record was called in this state."""
    found = next((str(state[key]) for key in _NAMING if state.get(key)), "") if state else ""
    return found or f"#{ref.partition(':')[2]}"


def changes_between(steps: Iterable[tuple[str, State | None, State | None]]) -> list[RecordChange]:
    """For each (reference, state before, state after), what changed; related rows named by a query a kind."""
    wanted = [(ref, before, after) for ref, before, after in steps]
    names = _related_names(wanted)
    return [_record_change(ref, before, after, names) for ref, before, after in wanted]


def _record_change(ref: str, before: State | None, after: State | None, names: _Names) -> RecordChange:
    model = model_of(ref)
    changed = tuple(
        Change(
            key,
            label_of(model, key),
            _shown(model, key, old, names),
            _shown(model, key, new, names),
            is_internal=_is_internal(model, key, (old, new)),
        )
        for key, old, new in _differing(before or {}, after or {})
    )
    return RecordChange(
        ref, kind_label(ref), name_in(ref, after or before), _deed(before, after, changed), changed
    )


def _differing(before: State, after: State) -> list[tuple[str, Any, Any]]:
    keys = [*after, *(k for k in before if k not in after)]
    pairs = ((key, before.get(key), after.get(key)) for key in keys if key not in _TECHNICAL)
    return [
        (key, old, new) for key, old, new in pairs if old != new and not (_is_empty(old) and _is_empty(new))
    ]


def _is_internal(model: type[models.Model] | None, key: str, values: tuple[Any, Any]) -> bool:
    field = field_of(model, key)
    unnamed = field is None or (
        not field.is_relation and str(field.verbose_name) == field.name.replace("_", " ")
    )
    return unnamed or any(isinstance(v, (dict, list)) and set(v) != {"sha256"} for v in values)


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], {})


def _deed(before: State | None, after: State | None, changed: tuple[Change, ...]) -> str:
    if after is None:
        return _("削除")
    if before is None:
        return _("作成") if after.get("revision", 0) <= 1 else _("記載")
    return _("変更") if changed else _("記載（変更なし）")


def field_of(model: type[models.Model] | None, name: str) -> models.Field | None:
    """The field stored under this name (a foreign key's with or without `_id`)."""
    if model is None:
        return None
    for field in model._meta.concrete_fields:
        if name in (field.attname, field.name):
            return field
    return None


def label_of(model: type[models.Model] | None, name: str) -> str:
    """A field's name as forms show it; that of the related kind for a link without a name of its own."""
    field = field_of(model, name)
    if field is None:
        return name
    if field.is_relation and str(field.verbose_name) == field.name.replace("_", " "):
        return str(field.related_model._meta.verbose_name)  # type: ignore[union-attr]
    return str(field.verbose_name)


_Names = dict[tuple[str, int], str]


def _related_names(steps: list[tuple[str, State | None, State | None]]) -> _Names:
    keys: dict[type[models.Model], set[int]] = defaultdict(set)
    for ref, before, after in steps:
        for key, old, new in _differing(before or {}, after or {}):
            field = field_of(model_of(ref), key)
            if field is not None and field.is_relation:
                keys[field.related_model].update(v for v in (old, new) if isinstance(v, int))  # type: ignore[index]
    return {
        (model._meta.label_lower, pk): str(row)
        for model, pks in keys.items()
        for pk, row in model._base_manager.in_bulk(pks).items()
    }


def _shown(model: type[models.Model] | None, key: str, value: Any, names: _Names) -> str:
    if _is_empty(value):
        return _NOTHING
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, dict) and set(value) == {"sha256"}:
        return _("（内容は見せず、照合用の値だけを残しています）")
    field = field_of(model, key)
    if field is not None:
        return _by_field(field, value, names)
    return _plain(value)


def _by_field(field: models.Field, value: Any, names: _Names) -> str:
    if field.is_relation:
        return names.get((field.related_model._meta.label_lower, value), f"#{value}")  # type: ignore[union-attr]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    try:
        if isinstance(field, models.DateTimeField):
            return show_datetime(datetime.fromisoformat(value))
        if isinstance(field, models.DateField):
            return show_date(date.fromisoformat(value))
    except (TypeError, ValueError):
        pass
    return _plain(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, (dict, list)) else str(value)
