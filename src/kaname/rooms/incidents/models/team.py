"""The incident response team (CSIRT) of normal times."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord


class ResponseMember(InstitutionRecord):
    """A place in the team that stands ready; `ends_on` is the last day. Source: 経営管理編 1.2.2 善後策 ③"""

    view_action = "incidents.view_team"

    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("メンバー")
    )
    part = models.CharField(_("受け持ち"), max_length=100)
    is_lead = models.BooleanField(_("リーダー"), default=False)
    starts_on = models.DateField(_("始まりの日"))
    ends_on = models.DateField(_("最後の日"), null=True, blank=True)

    class Meta:
        verbose_name = _("対応チームのメンバー")
        ordering = ("-is_lead", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="response_member_in_order",
                violation_error_message=_("最後の日は、始まりの日より後にしてください。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.part}）"

    def is_in_place_on(self, day: date) -> bool:
        """Whether the place is filled on a day by somebody who is here."""
        is_named = self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
        return is_named and self.person.is_active_on(day)
