"""The hospital's corrections to the bundled table of public holidays, shared by every institution."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """One correction: a day that is closed although the bundled table says open, or the other way round.

    Laws change faster than programs. `is_closed=True` adds (or renames) a holiday, `is_closed=False`
    takes away a bundled one. The rows belong to no institution. `revision`, `ledger_omit` and
    `ledger_private` are what the writing context asks of a record, so that a service can save these rows
    like any other.
    """

    on = models.DateField(_("日付"), unique=True)
    name = models.CharField(_("名称"), max_length=100, blank=True)
    is_closed = models.BooleanField(_("休日にする"), default=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    ledger_omit: ClassVar[frozenset[str]] = frozenset()
    ledger_private: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        verbose_name = _("休日の訂正")
        ordering = ("on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_closed=False) | ~Q(name=""),
                name="holiday_has_a_name",
                violation_error_message=_("休日の名称を入力してください。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.name}".strip()
