"""Records: the base of every row that Kaname keeps about a hospital.

A record belongs to an institution, is read through `objects.of(institution)` or `objects.visible_to(person)`,
and can be written only inside `writes.writing(...)`, which leaves a ledger entry. Two people who change the same
row at once are told so: `revision` is compared on every save.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldError, ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from . import policy

if TYPE_CHECKING:
    from .models import Institution, Person

recording: ContextVar[bool] = ContextVar("kaname_recording", default=False)


class UnrecordedWrite(RuntimeError):
    """Somebody tried to write a record outside a service: a mistake in the program."""


class StaleRecord(Exception):
    """The record changed since it was read; the caller shows both versions and lets the person choose."""

    def __init__(self, record: Recorded) -> None:
        super().__init__(
            _("ほかの人が先にこの記録を変更しました。最新の内容を確かめて、もう一度保存してください。")
        )
        self.record = record


def _refuse(*_args: object, **_kwargs: object) -> None:
    raise UnrecordedWrite("write records only through writing(...).save(record)")


class RecordQuerySet(models.QuerySet):
    """Rows of records, scoped to an institution or to what a person may see. Read only by itself."""

    def of(self, institution: Institution) -> Self:
        """The rows of one institution."""
        return self.filter(institution=institution)

    def visible_to(self, person: Person) -> Self:
        """The rows this person may see. Rooms with narrower rules override this method, nothing else.

        A model whose pages ask for one action names it (`view_action`), so that whatever reads a row by its
        reference (a file attached to it, its history) asks the same.
        """
        rows = self.of(person.institution)
        action = getattr(self.model, "view_action", "")
        return rows if not action or policy.may(person, action) else rows.none()

    update = delete = bulk_update = _refuse  # type: ignore[assignment]

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        """Allowed to `Writing.save_all` alone."""
        if not recording.get():
            _refuse()
        return super().bulk_create(*args, **kwargs)


class Recorded(models.Model):
    """A row whose every write leaves a ledger entry. `ledger_omit` names fields kept out of the entry,
    `ledger_private` those that enter only as a salted commitment (they may have to be erased; such a model has a
    `private_salt = CharField(default=new_salt)`)."""

    revision = models.PositiveIntegerField(default=0, editable=False)

    objects: Any = RecordQuerySet.as_manager()
    ledger_omit: ClassVar[frozenset[str]] = frozenset()
    ledger_private: ClassVar[frozenset[str]] = frozenset()
    view_action: ClassVar[str] = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not recording.get():
            _refuse()
        super().save(*args, **kwargs)

    def may_be_attached_to(self, person: Person) -> bool:
        """Whether this person may add a file to it from outside the services that own it: rooms say where."""
        return False

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if not recording.get():
            _refuse()
        return super().delete(*args, **kwargs)

    def _do_update(self, base_qs: models.QuerySet, *args: Any, **kwargs: Any) -> Any:
        """Update only the revision that was read, so that nobody's change is overwritten unseen."""
        current = base_qs.filter(revision=self.revision - 1)
        updated = super()._do_update(current, *args, **kwargs)  # type: ignore[misc]
        if not updated:
            raise StaleRecord(self)
        return updated


class InstitutionRecord(Recorded):
    """A record of one institution: what nearly every model of ours is."""

    institution = models.ForeignKey(
        "access.Institution", on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True


def new_salt() -> str:
    """A random salt of 128 bits in hex."""
    return secrets.token_hex(16)


def ref_of(record: models.Model) -> str:
    """The product-wide name of a row, e.g. `directives.directive:12`."""
    return f"{record._meta.label_lower}:{record.pk}"


def kind_of(record: models.Model | type[models.Model]) -> str:
    """The product-wide name of a kind of row, e.g. `directives.directive`."""
    return record._meta.label_lower


_UNRESOLVED = (LookupError, ValueError, OverflowError, AttributeError, FieldError, ObjectDoesNotExist)


def resolve(ref: str, *, institution: Institution) -> models.Model | None:
    """The row a reference names within this institution, or None (unknown, foreign, or not a row at all)."""
    kind, _sep, key = ref.partition(":")
    try:
        model = apps.get_model(kind)
        queryset = model.objects.of(institution)  # type: ignore[attr-defined]
        return queryset.get(pk=int(key))  # type: ignore[no-any-return]
    except _UNRESOLVED:
        return None


def resolve_visible(ref: str, *, person: Person) -> models.Model | None:
    """As `resolve`, but only if this person may see the row."""
    kind, _sep, key = ref.partition(":")
    try:
        return apps.get_model(kind).objects.visible_to(person).get(pk=int(key))  # type: ignore[attr-defined,no-any-return]
    except _UNRESOLVED:
        return None


def state_of(record: Recorded) -> dict[str, Any]:
    """All stored fields of a row as canonical values (no floats; instants in UTC with microseconds)."""
    salt = getattr(record, "private_salt", "")
    state: dict[str, Any] = {}
    for field in record._meta.concrete_fields:
        if field.attname in record.ledger_omit or field.attname == "private_salt":
            continue
        value = canonical(getattr(record, field.attname))
        private = field.attname in record.ledger_private and value not in ("", None)
        state[field.attname] = commitment(salt, value) if private else value
    return state


def commitment(salt: str, value: object) -> dict[str, str]:
    """A salted commitment to a private value: provable while the row keeps its salt, meaningless once erased."""
    # A database may give the keys of JSON back in another order.
    text = json.dumps(value, sort_keys=True, ensure_ascii=False) if isinstance(value, dict | list) else value
    return {"sha256": hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()}


def canonical(value: Any) -> Any:
    """A stored value in the one form that is hashed."""
    if value is None or isinstance(value, (bool, int, str)):
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, dict):
        return {str(k): canonical(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [canonical(v) for v in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")
