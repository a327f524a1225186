"""What the hospital decided about a class of inquiries; until then the rules of `classes.yaml` hold."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.inquiries.choices import InquiryKind

from .desks import PartOfDeskQuerySet


class ClassSetting(InstitutionRecord):
    """Days, approval, identification and retention of one class. A change counts for what comes in after it,
    the retention for everything."""

    kind = models.CharField(_("区分"), max_length=12, choices=InquiryKind)
    due_days = models.PositiveSmallIntegerField(_("回答までの日数"))
    in_working_days = models.BooleanField(_("営業日で数える"))
    needs_approval = models.BooleanField(_("回答に承認が要る"))
    needs_identity = models.BooleanField(_("本人確認が要る"))
    retention_years = models.PositiveSmallIntegerField(_("保存する年数"))
    on_public_form = models.BooleanField(_("ウェブの受付で選べる"))

    objects = PartOfDeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("問合せの区分の決まり")
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind"], name="one_setting_per_inquiry_class"),
            models.CheckConstraint(
                condition=Q(due_days__gte=1, due_days__lte=180),
                name="inquiry_class_due_days",
                violation_error_message=_("回答までの日数は、1日から180日にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(retention_years__gte=1, retention_years__lte=30),
                name="inquiry_class_retention",
                violation_error_message=_("保存する年数は、1年から30年にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("inquiries:settings")
