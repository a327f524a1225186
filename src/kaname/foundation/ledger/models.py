"""The ledger's tables: one head and one chain of entries for each institution, and signed checkpoints.

Entries and checkpoints are neither changed nor deleted: the database itself refuses (migration `triggers`).
These rows are the ledger, so they are not `Recorded` themselves; only `append` and `checkpoints` write them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from kaname.foundation.access.models import Institution, Person


class LedgerQuerySet(models.QuerySet):
    """Rows of the ledger, scoped like every other read."""

    def of(self, institution: Institution) -> Self:
        return self.filter(institution=institution)

    def visible_to(self, person: Person) -> Self:
        return self.of(person.institution)


class LedgerRow(models.Model):
    """A row of the ledger itself."""

    institution = models.ForeignKey("access.Institution", on_delete=models.PROTECT, related_name="+")
    objects = LedgerQuerySet.as_manager()

    class Meta:
        abstract = True


class LedgerHead(LedgerRow):
    """Where an institution's ledger stands: locked last in every transaction that writes."""

    seq = models.PositiveBigIntegerField(default=0)
    chain = models.CharField(max_length=64, default="0" * 64)
    frontier = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution"], name="one_head_per_institution")]

    def __str__(self) -> str:
        return f"{self.seq}"


class LedgerEntry(LedgerRow):
    """One thing done: `body` are the JSON bytes exactly as hashed; the other columns repeat it for reading."""

    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("日時"))
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(_("操作"), max_length=60)
    body = models.BinaryField()
    leaf = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    request_token = models.CharField(max_length=120, null=True)  # noqa: DJ001  (NULLs are not compared)

    class Meta:
        verbose_name = _("証跡")
        constraints = [
            models.UniqueConstraint(fields=["institution", "seq"], name="one_entry_per_position"),
            models.UniqueConstraint(fields=["institution", "request_token"], name="one_entry_per_request"),
        ]
        indexes = [models.Index(fields=["institution", "-at"], name="ledger_by_time")]

    def __str__(self) -> str:
        return f"{self.seq}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("ledger:entry", args=[self.seq])


class LedgerRecord(LedgerRow):
    """Which entries concern which record, so that a record's history is one query."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="records")
    seq = models.PositiveBigIntegerField()
    ref = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["institution", "ref", "-seq"], name="ledger_by_record")]

    def __str__(self) -> str:
        return f"{self.ref}@{self.seq}"


class Checkpoint(LedgerRow):
    """The ledger's size and root at one moment, signed (C2SP note, Ed25519); unsigned when the key is lost."""

    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    note = models.TextField()
    is_signed = models.BooleanField(default=True)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("封印")
        indexes = [models.Index(fields=["institution", "-size"], name="checkpoint_by_size")]

    def __str__(self) -> str:
        return f"{self.size}"

    @property
    def fingerprint(self) -> str:
        """What is printed on paper: size and the first 16 hex digits of the root, in fours."""
        digits = self.root[:16]
        return f"{self.size}·" + "-".join(digits[i : i + 4] for i in range(0, 16, 4))
