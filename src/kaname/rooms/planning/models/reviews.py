"""The management review (経営層による見直し): what an executive concludes beside the minutes of its meeting.

Source: 経営管理編 1.2.1 見直し・改善 ②, 3.1.1 ①, 4.2 ①
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

REVIEW = "planning.management_review"


class Control(models.TextChoices):
    """Whether control works (経営管理編 3.1.1 ①)."""

    EFFECTIVE = "EFFECTIVE", _("働いている")
    PARTLY = "PARTLY", _("一部に弱いところがある")
    NOT_EFFECTIVE = "NOT_EFFECTIVE", _("働いていない")


class Outcome(models.TextChoices):
    """What the review comes to."""

    NO_CHANGE = "NO_CHANGE", _("変更は要らない")
    IMPROVE = "IMPROVE", _("改善を命じる")


class MeasureTopic(models.TextChoices):
    """The four kinds of measures of which executives are told (経営管理編 4.2 ①)."""

    TECHNICAL = "TECHNICAL", _("技術的な対策")
    PHYSICAL = "PHYSICAL", _("物理的な対策")
    PERSONNEL = "PERSONNEL", _("人的な対策")
    ORGANISATIONAL = "ORGANISATIONAL", _("組織的な対策")


class ManagementReviewQuerySet(RecordQuerySet):
    """Reviews: only those who govern see them."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "planning.view") else rows.none()


class ManagementReview(InstitutionRecord):
    """The conclusions of one review. `remarks` are the reviewer's words by the name of the section they belong to.

    Fixed together with the minutes: once the chair has confirmed those, nothing here changes.
    """

    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.PROTECT, related_name="review")
    remarks = models.JSONField(default=dict, blank=True)
    control = models.CharField(_("統制が働いているか"), max_length=14, choices=Control, blank=True)
    control_reason = models.TextField(
        _("そう判断した理由"), validators=[MaxLengthValidator(10_000)], blank=True
    )
    outcome = models.CharField(_("見直しの結果"), max_length=10, choices=Outcome, blank=True)
    briefed = models.JSONField(_("説明を受けた対策"), default=list, blank=True)

    objects = ManagementReviewQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("経営層による見直し")
        constraints = [
            models.CheckConstraint(
                condition=Q(control="") | ~Q(control_reason=""),
                name="review_control_with_reason",
                violation_error_message=_("統制が働いているかの判断には、理由が要ります。"),
            )
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        return str(self.meeting.get_absolute_url())

    def clean(self) -> None:
        """Refuse any change once the minutes are confirmed."""
        if self.meeting.status == "CLOSED":
            raise ValidationError(_("議事録を確定した見直しは変えられません。追記を使ってください。"))

    @property
    def briefed_labels(self) -> list[str]:
        """The measures that were explained, in words."""
        return [str(topic.label) for topic in MeasureTopic if topic in self.briefed]
