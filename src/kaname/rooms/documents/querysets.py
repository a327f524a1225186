"""Which documents and versions a person may see: those who govern see all, others what is in force and meant for them."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from kaname.foundation.access import policy
from kaname.foundation.access.records import RecordQuerySet
from kaname.foundation.audiences.crowd import Standpoint
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.calendar import clock

from .choices import ADOPTED_STATUSES, AudienceKind, DocumentStatus

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


def in_force(on: date) -> Q:
    """Versions that are in force on a day: approved, in effect, not yet superseded."""
    return (
        Q(status__in=ADOPTED_STATUSES, approved_on__lte=on, effective_on__lte=on)
        & (Q(superseded_on__isnull=True) | Q(superseded_on__gt=on))
    )  # fmt: skip


def kept(on: date, prefix: str = "") -> Q:
    """Documents that are not retired on a day."""
    return Q(**{f"{prefix}retired_on__isnull": True}) | Q(**{f"{prefix}retired_on__gt": on})


def meant_for(person: Person, prefix: str = "") -> Q:
    """Documents whose audience includes somebody with this person's roles."""
    to_all = Q(**{f"{prefix}audience": AudienceKind.ALL_STAFF})
    if ruled := _ruled_for(person):
        to_all |= Q(**{f"{prefix}pk__in": ruled})
    by_role = (Q(**{f"{prefix}audience_roles__contains": f"|{role}|"}) for role in sorted(person.roles))
    return reduce(or_, by_role, to_all)


def _ruled_for(person: Person) -> list[int]:
    """The documents whose rule covers somebody today."""
    rows = apps.get_model("documents", "Document").objects.of(person.institution)
    standpoint = Standpoint(person, clock.today())
    rules = rows.filter(audience=AudienceKind.RULES).values_list("pk", "audience_rule")
    return [pk for pk, rule in rules if standpoint.is_in(Audience.of_json(rule))]


class DocumentQuerySet(RecordQuerySet):
    """Documents."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, "documents.view_all"):
            return rows
        if not policy.may(person, "documents.view"):
            return rows.none()
        return rows.filter(meant_for(person)).in_force_on(clock.today())

    def kept_on(self, on: date) -> Self:
        """Not retired on that day."""
        return self.filter(kept(on))

    def in_force_on(self, on: date) -> Self:
        """Not retired, and with a version in force on that day."""
        return self.kept_on(on).filter(Exists(_versions().filter(in_force(on), document=OuterRef("pk"))))

    def active(self) -> Self:
        """Still kept up."""
        return self.filter(status=DocumentStatus.ACTIVE)


class VersionQuerySet(RecordQuerySet):
    """Versions of documents."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, "documents.view_all"):
            return rows
        if not policy.may(person, "documents.view"):
            return rows.none()
        return rows.filter(meant_for(person, "document__")).in_force_on(clock.today())

    def in_force_on(self, on: date) -> Self:
        """The versions in force on that day, of documents that are not retired."""
        return self.filter(in_force(on)).filter(kept(on, "document__"))


class PartQuerySet(RecordQuerySet):
    """What belongs to a version: provisions, distributions."""

    def visible_to(self, person: Person) -> Self:
        return self.of(person.institution).filter(version__in=_versions().visible_to(person))


class AcknowledgementQuerySet(RecordQuerySet):
    """Who has read what: one's own, or all for those who govern."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "documents.view_all") else rows.filter(person=person)


class ReviewQuerySet(RecordQuerySet):
    """Reviews: only those who govern see them."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "documents.view_all") else rows.none()


def _versions() -> VersionQuerySet:
    rows: VersionQuerySet = apps.get_model("documents", "DocumentVersion").objects.all()
    return rows
