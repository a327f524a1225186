"""What is known of emergency kits (非常時キット): each that was made, and where copies lie. Never the phrase."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet

from .choices import Medium


class KitIssue(InstitutionRecord):
    """A kit that was made: when, by whom, until when it is good, and prints of what it says, part by part.

    `key` stands in the file and in what is recorded with it. `prints` are SHA-256 by part of the content in Japanese, so
    that what changed since can be told; `digest` is of the whole, `file_sha256` of the file itself.
    Source: 経営管理編 3.4.1 ①
    """

    view_action = "kit.view"

    key = models.UUIDField(unique=True, editable=False)
    made_at = models.DateTimeField(_("作った時刻"))
    made_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("作った人")
    )
    expires_on = models.DateField(_("期限"))
    prints = models.JSONField(default=dict)
    digest = models.CharField(_("内容の指紋"), max_length=64)
    file_sha256 = models.CharField(_("ファイルの指紋"), max_length=64)
    checkpoint = models.CharField(_("証跡の指紋"), max_length=200, blank=True)
    language = models.CharField(max_length=8, default="ja")

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("非常時キット")
        ordering = ("-made_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["institution", "file_sha256"], name="one_kit_per_file"),
        ]

    def __str__(self) -> str:
        return f"{_('非常時キット')} {self.digest[:8]}"

    def get_absolute_url(self) -> str:
        return reverse("kit:overview")


class KitCopy(InstitutionRecord):
    """Where a copy of a kit lies, on what, with whom; `issue` is what lies there since `refreshed_on`.

    `withdrawn_on` is the day it was taken away. Source: 経営管理編 3.4.1 ①
    """

    view_action = "kit.view"

    place = models.CharField(_("場所"), max_length=200)
    medium = models.CharField(_("媒体"), max_length=8, choices=Medium, default=Medium.USB)
    holder = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("持つ人")
    )
    issue = models.ForeignKey(
        KitIssue, on_delete=models.PROTECT, related_name="copies", verbose_name=_("どのキットか")
    )
    refreshed_on = models.DateField(_("入れた日"))
    refreshed_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("回収した日"), null=True, blank=True)
    withdraw_reason = models.CharField(_("回収した理由"), max_length=300, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("非常時キットの控え")
        ordering = ("place", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "place", "medium"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_kit_copy_per_place",
                violation_error_message=_("同じ場所と媒体の控えが既にあります。入れ替えを記録してください。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdraw_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdraw_reason=""),
                name="kit_copy_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.place

    def get_absolute_url(self) -> str:
        return reverse("kit:overview")
