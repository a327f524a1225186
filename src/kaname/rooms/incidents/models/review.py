"""After the worst is over: who took part, what prevents it from happening again, what was learnt, paper entered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.incidents.choices import ReviewState

from .incident import Incident

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class Participant(InstitutionRecord):
    """A vendor or outside body that took part in finding the cause. Source: 経営管理編 1.2.2 善後策 ①"""

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="participants")
    organisation = models.CharField(_("組織"), max_length=200)
    person = models.CharField(_("担当者"), max_length=100, blank=True)
    part = models.CharField(_("したこと"), max_length=300)
    contacted_at = models.DateTimeField(_("最初に連絡した時刻"))

    class Meta:
        verbose_name = _("調査に加わった組織")
        ordering = ("contacted_at", "pk")

    def __str__(self) -> str:
        return self.organisation


class Measure(InstitutionRecord):
    """A measure against the cause: told to somebody by a directive, verified by somebody else, announced to the staff.

    Source: 経営管理編 1.2.2 善後策 ②
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="measures")
    cause = models.CharField(_("どの原因に応じるか"), max_length=300)
    title = models.CharField(_("再発防止策"), max_length=200)
    directive = models.ForeignKey("directives.Directive", on_delete=models.PROTECT, related_name="+")
    announced_on = models.DateField(_("職員に知らせた日"), null=True, blank=True)
    announced_how = models.CharField(_("知らせた方法と相手"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("再発防止策")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(announced_on__isnull=True, announced_how="")
                | Q(announced_on__isnull=False) & ~Q(announced_how=""),
                name="measure_announced_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PaperReentry(InstitutionRecord):
    """Paper records of the outage, entered into the systems again and counted against the paper."""

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reentries")
    what = models.CharField(_("何の記録か"), max_length=200)
    on_paper = models.PositiveIntegerField(_("紙の枚数・件数"))
    entered = models.PositiveIntegerField(_("入力した件数"), default=0)
    difference = models.CharField(_("差の理由"), max_length=300, blank=True)
    checked_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("照合した時刻"), null=True, blank=True)

    class Meta:
        verbose_name = _("紙の記録の再入力")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True)
                | Q(checked_by__isnull=False) & (Q(entered=models.F("on_paper")) | ~Q(difference="")),
                name="reentry_checked_whole",
                violation_error_message=_("件数が合わないときは、差の理由を書いてください。"),
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_reconciled(self) -> bool:
        """Whether somebody counted it against the paper."""
        return self.checked_at is not None


class PostReview(InstitutionRecord):
    """The review after the incident (事後検証): what was learnt, and what is to change in rules and continuity plan.

    Source: 経営管理編 1.2.2 善後策 ②
    """

    view_action = "incidents.view"

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="review")
    held_on = models.DateField(_("検証した日"))
    went_well = models.TextField(_("うまくいったこと"), blank=True)
    went_badly = models.TextField(_("うまくいかなかったこと"))
    changes = models.TextField(_("規程・BCPをどう変えるか（変えないなら理由）"))
    written_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状態"), max_length=8, choices=ReviewState, default=ReviewState.DRAFT)
    reported_on = models.DateField(_("経営層に報告した日"), null=True, blank=True)
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("事後検証")

    def __str__(self) -> str:
        return f"{self.incident.number} {self._meta.verbose_name}"

    def get_absolute_url(self) -> str:
        return f"{self.incident.get_absolute_url()}aftermath/"

    def may_be_attached_to(self, person: Person) -> bool:
        return self.state == ReviewState.DRAFT and policy.may(person, "incidents.work")
