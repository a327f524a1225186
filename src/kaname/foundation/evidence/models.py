"""Evidence (証拠): a file attached to a record. Its bytes lie in the store once, named by their hash."""

from __future__ import annotations

from typing import Self

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet

from .types import label_of


class EvidenceQuerySet(RecordQuerySet):
    """Evidence; a person sees what is attached to a record that they may see."""

    def visible_to(self, person: Person) -> Self:
        mine = self.of(person.institution)
        kinds = mine.order_by().values_list("record_kind", flat=True).distinct()
        seen = Q(pk__in=[])
        for kind in kinds:
            seen |= _seen_of_kind(kind, person)
        return mine.filter(seen)


def _seen_of_kind(kind: str, person: Person) -> Q:
    try:
        rows = apps.get_model(kind).objects.visible_to(person)
    except (LookupError, ValueError, AttributeError, FieldError):
        return Q(pk__in=[])
    return Q(record_kind=kind, record_key__in=rows.order_by().values("pk"))


class Evidence(InstitutionRecord):
    """One file as somebody attached it to a record. `name` is kept as uploaded, `media_type` is what it is."""

    record_kind = models.CharField(max_length=80, editable=False)
    record_key = models.BigIntegerField(editable=False)
    sha256 = models.CharField(_("ハッシュ値（SHA-256）"), max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("大きさ（バイト）"), editable=False)
    media_type = models.CharField(_("種類"), max_length=100, editable=False)
    name = models.CharField(_("ファイル名"), max_length=255)
    note = models.CharField(_("説明"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("添付した人")
    )
    uploaded_at = models.DateTimeField(_("添付した日時"), editable=False)

    objects = EvidenceQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("証拠")
        indexes = [
            models.Index(fields=["institution", "record_kind", "record_key"], name="evidence_by_record"),
            models.Index(fields=["institution", "sha256"], name="evidence_by_hash"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="evidence_is_not_empty",
                violation_error_message=_("空のファイルは証拠になりません。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evidence:content", args=[self.pk])

    @property
    def record(self) -> str:
        """The reference of the record it is attached to."""
        return f"{self.record_kind}:{self.record_key}"

    @property
    def type_label(self) -> str:
        """What kind of file it is, in words."""
        return label_of(self.media_type)
