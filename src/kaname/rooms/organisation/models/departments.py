"""Departments, who answers for security in each, and who works where."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .periods import Period, ends_after_start


class Department(Period):
    """A department. A rename keeps the old name with its last day, so that the past reads as it was."""

    name = models.CharField(_("部門名"), max_length=100)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上位の部門"),
    )
    former_names = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("部門")
        indexes = [models.Index(fields=["institution", "name"], name="department_by_name")]
        constraints = [
            ends_after_start("department_ends_after_start"),
            models.UniqueConstraint(
                fields=["institution", "name"],
                condition=Q(ends_on__isnull=True),
                name="one_department_per_name",
                violation_error_message=_("同じ名前の部門が既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="department_not_in_itself",
                violation_error_message=_("部門を自分自身の下に置くことはできません。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation:department_detail", args=[self.pk])

    def name_on(self, day: date) -> str:
        """What the department was called on a day."""
        for former in self.former_names:
            if day <= date.fromisoformat(former["until"]):
                return str(former["name"])
        return self.name


class DepartmentContact(Period):
    """Who answers for security in a department (部門責任者) in a period (経営管理編 3.1.2 ③)."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("部門責任者")
    )

    class Meta:
        verbose_name = _("部門責任者")
        ordering = ("starts_on", "pk")
        constraints = [
            ends_after_start("contact_ends_after_start"),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(ends_on__isnull=True),
                name="one_open_contact_per_department",
                violation_error_message=_("部門責任者は一人です。先に今の人の担当を終えてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}：{self.person}"

    def get_absolute_url(self) -> str:
        return reverse("organisation:department_detail", args=[self.department_id])


class Posting(Period):
    """Somebody works in a department in a period (配属)."""

    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="postings")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="postings", verbose_name=_("部門")
    )
    title = models.CharField(_("役職"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("配属")
        ordering = ("starts_on", "pk")
        constraints = [ends_after_start("posting_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.person}：{self.department}"

    def get_absolute_url(self) -> str:
        return reverse("organisation:person_detail", args=[self.person_id])
