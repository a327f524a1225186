"""One file that somebody brought: what it would do, until it is imported or left."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet, new_salt

from .registry import Table, tables


class BatchStatus(models.TextChoices):
    """Where a file stands."""

    PREVIEW = "PREVIEW", _("確かめ中")
    APPLIED = "APPLIED", _("取込み済み")
    DISCARDED = "DISCARDED", _("取りやめ")


class ImportBatchQuerySet(RecordQuerySet):
    """Files; each person sees only those that they brought."""

    def visible_to(self, person: Person) -> Self:
        return self.of(person.institution).filter(uploaded_by=person)


class ImportBatch(InstitutionRecord):
    """A file on its way into a table. `content` holds its rows, which may be personal: the ledger keeps a commitment only.

    After the import only rows that were left out remain, so that they can be put right; after seven days nothing does.
    """

    table = models.CharField(_("表"), max_length=80, editable=False)
    file_name = models.CharField(_("ファイル名"), max_length=255, editable=False)
    sha256 = models.CharField(_("ハッシュ値（SHA-256）"), max_length=64, editable=False)
    encoding = models.CharField(_("文字コード"), max_length=16, editable=False)
    uploaded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("選んだ人"), editable=False
    )
    uploaded_at = models.DateTimeField(_("選んだ日時"), editable=False)
    status = models.CharField(
        _("状態"), max_length=12, choices=BatchStatus, default=BatchStatus.PREVIEW, editable=False
    )
    new_count = models.PositiveIntegerField(_("新しい行"), default=0, editable=False)
    changed_count = models.PositiveIntegerField(_("変わる行"), default=0, editable=False)
    same_count = models.PositiveIntegerField(_("同じ行"), default=0, editable=False)
    bad_count = models.PositiveIntegerField(_("直すところのある行"), default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    content = models.TextField(_("行の内容"), blank=True, editable=False)
    applied_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("取り込んだ人"),
        editable=False,
    )
    applied_at = models.DateTimeField(_("取り込んだ日時"), null=True, editable=False)
    private_salt = models.CharField(max_length=64, default=new_salt, editable=False)

    objects = ImportBatchQuerySet.as_manager()  # type: ignore[misc]
    ledger_private = frozenset({"content", "digest"})

    class Meta:
        verbose_name = _("ファイルの取込み")
        indexes = [models.Index(fields=["institution", "uploaded_at"], name="import_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="APPLIED", applied_at__isnull=False, applied_by__isnull=False)
                | (~Q(status="APPLIED") & Q(applied_at__isnull=True, applied_by__isnull=True)),
                name="import_applied_by_somebody",
                violation_error_message=_("取り込んだ人と日時がそろっていません。"),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("imports:batch_detail", args=[self.pk])

    @property
    def table_type(self) -> type[Table] | None:
        """The table it goes into; None if no room knows it any more."""
        return tables.get(self.table)

    @property
    def row_count(self) -> int:
        """How many rows the file had."""
        return self.new_count + self.changed_count + self.same_count + self.bad_count

    @property
    def written_count(self) -> int:
        """How many rows are, or were, written."""
        return self.new_count + self.changed_count

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide about it."""
        return self.status == BatchStatus.PREVIEW

    @cached_property
    def data(self) -> dict[str, Any]:
        """The rows that are still kept, with their heading; {} when they are gone."""
        found: dict[str, Any] = json.loads(self.content) if self.content else {}
        return found
