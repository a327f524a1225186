"""What people did: attempts at a quiz, and completions of courses (受講の記録)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord

from .choices import CompletionWay
from .courses import Course, Material
from .querysets import CompletionQuerySet, PersonalQuerySet


class Attempt(InstitutionRecord):
    """Somebody answered the questions of a version of the material. `answers` maps a question to the options chosen."""

    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(_("答え"), default=dict)
    score = models.PositiveSmallIntegerField(_("得点（％）"))
    passed = models.BooleanField(_("合格"))
    at = models.DateTimeField(_("答えた日時"))

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("確認テストの答え")
        indexes = [models.Index(fields=["institution", "material", "person"], name="attempt_by_material")]
        constraints = [models.CheckConstraint(condition=Q(score__lte=100), name="attempt_score_percent")]

    def __str__(self) -> str:
        return f"{self.person}：{self.material}"

    def get_absolute_url(self) -> str:
        return reverse("training:attempt_detail", args=[self.pk])


class Completion(InstitutionRecord):
    """Somebody completed a course on a day: on-line, in a session, or as an imported record says.

    The newest one that was not withdrawn counts. `material` is None where an old record does not say.
    """

    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    session = models.ForeignKey(
        "training.Session", on_delete=models.PROTECT, null=True, blank=True, related_name="completions"
    )
    completed_on = models.DateField(_("受講日"))
    way = models.CharField(_("方法"), max_length=8, choices=CompletionWay)
    score = models.PositiveSmallIntegerField(_("得点（％）"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("記録した人"),
    )
    certificate_number = models.CharField(_("修了証番号"), max_length=40, blank=True)
    withdrawn_on = models.DateField(_("取り消した日"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("取り消した理由"), max_length=300, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("受講の記録")
        indexes = [
            # The newest completions of everybody are read from this index alone.
            models.Index(
                fields=["institution", "withdrawn_on", "course", "completed_on", "person"],
                name="completion_by_course",
            ),
            models.Index(fields=["person", "course", "completed_on"], name="completion_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "completed_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_completion_per_day",
                violation_error_message=_("この日の受講は既に記録されています。"),
            ),
            models.UniqueConstraint(
                fields=["institution", "certificate_number"],
                condition=~Q(certificate_number=""),
                name="one_completion_per_certificate",
                violation_error_message=_("同時に作られたため番号が重なりました。もう一度お試しください。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason=""),
                name="completion_withdrawn_whole",
                violation_error_message=_("取り消す理由を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=100), name="completion_score_percent"
            ),
            models.CheckConstraint(
                condition=Q(way="SESSION", session__isnull=False)
                | ~Q(way="SESSION") & Q(session__isnull=True),
                name="completion_session_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}：{self.course.title}"

    def get_absolute_url(self) -> str:
        return reverse("training:completion_detail", args=[self.pk])
