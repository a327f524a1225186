"""Committees that steer the information systems; having one is optional (経営管理編 1.2.1 管理責任 ①)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .periods import Period, ends_after_start


class Committee(Period):
    """A committee with its charter (委員会規程), which is a controlled document, and the charter's next review."""

    name = models.CharField(_("委員会名"), max_length=100)
    purpose = models.TextField(_("目的"))
    chair = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("委員長")
    )
    charter = models.ForeignKey(
        "documents.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("委員会規程"),
    )
    charter_review_on = models.DateField(_("規程の見直し期限"), null=True, blank=True)
    meetings_per_year = models.PositiveSmallIntegerField(
        _("年に開く回数"), default=4, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )

    class Meta:
        verbose_name = _("委員会")
        constraints = [
            ends_after_start("committee_ends_after_start"),
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=Q(ends_on__isnull=True),
                name="one_committee_per_name",
                violation_error_message=_("同じ名前の委員会が既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(charter__isnull=True, charter_review_on__isnull=True)
                | Q(charter__isnull=False, charter_review_on__isnull=False),
                name="committee_charter_whole",
                violation_error_message=_("委員会規程を選んだら、その見直し期限も入力してください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation:committee_detail", args=[self.pk])


class CommitteeMember(Period):
    """Somebody who belongs to a committee in a period, and in what capacity."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("委員")
    )
    capacity = models.CharField(_("立場"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("委員")
        ordering = ("starts_on", "pk")
        constraints = [
            ends_after_start("committee_member_ends_after_start"),
            models.UniqueConstraint(
                fields=["committee", "person"],
                condition=Q(ends_on__isnull=True),
                name="one_seat_per_committee_member",
                violation_error_message=_("この人は、もう委員です。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee}：{self.person}"

    def get_absolute_url(self) -> str:
        return reverse("organisation:committee_detail", args=[self.committee_id])
