"""How the material in use stands to the documents it teaches: which version in force is taught, which is stale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import translation

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.findings import ask

from .models import PUBLISHED_STATUSES, Course, Material, Teaching


@dataclass(frozen=True)
class Stale:
    """Material in use, with the document versions it teaches that are no longer in force."""

    material: Material
    versions: tuple[Any, ...]

    @property
    def taught_types(self) -> set[str]:
        """The types of the documents whose old version it teaches."""
        return {version.document.type for version in self.versions}


class MaterialStand:
    """The material in use of the courses given on a day, and the document versions it teaches. Two queries."""

    def __init__(self, institution: Institution, on: date) -> None:
        self.institution, self.on = institution, on

    @cached_property
    def _in_use(self) -> dict[int, Material]:
        courses = Course.objects.of(self.institution).open_on(self.on)
        rows = Material.objects.of(self.institution).filter(course__in=courses, status__in=PUBLISHED_STATUSES)
        found = rows.select_related("course").defer("body").order_by("course__code", "pk")
        return {row.pk: row for row in found if row.is_in_use_on(self.on)}

    @cached_property
    def _taught(self) -> list[tuple[Material, Any]]:
        rows = Teaching.objects.of(self.institution).filter(material__in=list(self._in_use))
        found = rows.select_related("version__document").defer("version__body", "version__body_key")
        return [(self._in_use[row.material_id], row.version) for row in found.order_by("pk")]

    def materials(self, types: Iterable[str]) -> list[Material]:
        """The material that teaches documents of these types."""
        wanted = set(types)
        return list({m.pk: m for m, version in self._taught if version.document.type in wanted}.values())

    def lacking(self, types: Sequence[str], day: date) -> list[str]:
        """The types of which no version that is in force on a day is taught."""
        known = {type_: self._serving(type_, day) for type_ in types}
        taught = {
            version.document.type
            for _material, version in self._taught
            if version.is_in_force(day) and ref_of(version.document) in known.get(version.document.type, ())
        }
        return [type_ for type_ in types if type_ not in taught]

    def not_in_force(self, types: Iterable[str]) -> list[str]:
        """The types of which no document is in force on the day."""
        return [type_ for type_ in types if not self._serving(type_, self.on)]

    def _serving(self, type_: str, day: date) -> set[str]:
        return {fact.ref for fact in ask("documents_in_force", self.institution, on=day, types=[type_])}

    def days(self, types: Sequence[str]) -> list[date]:
        """The later days on which the answer can change by itself."""
        versions = [version for _material, version in self._taught]
        found = {
            day for v in versions for day in (v.effective_on, v.superseded_on, v.document.retired_on) if day
        }
        ends = (fact.ends_on for fact in ask("documents_in_force", self.institution, on=self.on, types=types))
        found |= {date.fromordinal(day.toordinal() + 1) for day in ends if day}
        return sorted(day for day in found if day > self.on)

    def stale(self) -> list[Stale]:
        """The material in use that teaches something which is no longer in force."""
        found: dict[int, list[Any]] = {}
        for material, version in self._taught:
            if _is_past(version, self.on):
                found.setdefault(material.pk, []).append(version)
        return [Stale(self._in_use[pk], tuple(versions)) for pk, versions in found.items()]


def _is_past(version: Any, day: date) -> bool:
    over = version.superseded_on is not None and version.superseded_on <= day
    retired_on = version.document.retired_on
    return over or (retired_on is not None and retired_on <= day)


def types_in_words(types: Iterable[str]) -> str:
    """Types of documents in Japanese, whatever language the writer reads: findings are stored."""
    labels = dict(Teaching._meta.get_field("version").related_model._meta.get_field("document")
                  .related_model._meta.get_field("type").flatchoices)  # type: ignore[union-attr]  # fmt: skip
    with translation.override("ja"):
        return "、".join(str(labels.get(type_, type_)) for type_ in types)
