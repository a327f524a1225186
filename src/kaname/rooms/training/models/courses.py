"""Courses, their material in versions, what the material teaches, and the questions that check understanding.

Published material never changes; what changes is a new version of it. Source: 経営管理編 3.2.2 ①
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.audiences.rules import Audience

from .choices import PUBLISHED_STATUSES, CourseKind, CourseStatus, MaterialStatus, MaterialWay
from .querysets import CourseQuerySet, MaterialQuerySet, PreparationQuerySet

MOST_OPTIONS = 8
# What material said on the day it was published, and says for ever.
FIXED_FIELDS = (
    "course_id",
    "number",
    "way",
    "body",
    "file_name",
    "file_sha256",
    "change_note",
    "published_on",
)


class Course(InstitutionRecord):
    """A course: for whom, how often, and what counts as passed. `months` 0 means once and for all.

    Whoever is new has `newcomer_days` from their first day (or from the day the course opened, if later).
    """

    code = models.CharField(_("講座番号"), max_length=40)
    title = models.CharField(_("講座名"), max_length=200)
    kind = models.CharField(_("分野"), max_length=16, choices=CourseKind, default=CourseKind.SECURITY)
    aims = models.TextField(_("ねらい"), blank=True)
    audience = models.JSONField(_("対象者"), default=dict, blank=True)
    is_required = models.BooleanField(_("必修"), default=True)
    months = models.PositiveSmallIntegerField(_("受講の間隔（月）"), default=12)
    newcomer_days = models.PositiveSmallIntegerField(_("新しい人の受講期限（日）"), default=30)
    pass_mark = models.PositiveSmallIntegerField(_("合格点（％）"), default=80)
    status = models.CharField(_("状態"), max_length=8, choices=CourseStatus, default=CourseStatus.DRAFT)
    opened_on = models.DateField(_("開始日"), null=True, blank=True)
    closed_on = models.DateField(_("終了日"), null=True, blank=True)
    owner = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("担当者")
    )
    search_key = models.CharField(max_length=600, editable=False, blank=True)

    objects = CourseQuerySet.as_manager()
    ledger_omit = frozenset({"search_key"})

    class Meta:
        verbose_name = _("講座")
        indexes = [models.Index(fields=["institution", "status"], name="course_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "code"],
                name="one_course_per_code",
                violation_error_message=_("この講座番号は既に使われています。別の番号にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__lte=100, months__lte=60, newcomer_days__lte=365),
                name="course_numbers_in_range",
                violation_error_message=_(
                    "合格点は100％以下、間隔は60か月以下、期限は365日以下にしてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT", opened_on__isnull=True, closed_on__isnull=True)
                | Q(status="OPEN", opened_on__isnull=False, closed_on__isnull=True)
                | Q(status="CLOSED", opened_on__isnull=False, closed_on__isnull=False),
                name="course_dates_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("training:course_detail", args=[self.pk])

    @property
    def rule(self) -> Audience:
        """To whom the course is addressed."""
        return Audience.of_json(self.audience)

    @property
    def is_open(self) -> bool:
        return self.status == CourseStatus.OPEN

    @property
    def newest_sessions(self) -> models.QuerySet:
        """The last ten of its in-person sessions, the newest first."""
        rows: models.QuerySet = self.sessions.order_by("-held_on", "-starts", "-pk")  # type: ignore[attr-defined]
        return rows[:10]

    def is_open_on(self, day: date) -> bool:
        """Whether it is given on that day."""
        opened = self.opened_on is not None and self.opened_on <= day
        return opened and (self.closed_on is None or self.closed_on > day)


class Material(InstitutionRecord):
    """One version of a course's material: a text, slides (a text parted by ---), or a file kept as evidence."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="materials")
    number = models.PositiveIntegerField(_("版"))
    way = models.CharField(_("形"), max_length=8, choices=MaterialWay, default=MaterialWay.PAGE)
    body = models.TextField(_("本文"), blank=True)
    file_name = models.CharField(_("ファイル名"), max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    change_note = models.TextField(_("改訂の理由と内容"), blank=True)
    status = models.CharField(_("状態"), max_length=10, choices=MaterialStatus, default=MaterialStatus.DRAFT)
    written_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("作成者")
    )
    published_on = models.DateField(_("使い始めた日"), null=True, blank=True)
    superseded_on = models.DateField(_("改訂された日"), null=True, blank=True)
    teaches = models.ManyToManyField(
        "documents.DocumentVersion", through="training.Teaching", related_name="+"
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("教材")
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="one_material_per_number"),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(status="DRAFT"),
                name="one_draft_material",
                violation_error_message=_("書きかけの教材が既にあります。その版を編集してください。"),
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(status="PUBLISHED"), name="one_material_in_use"
            ),
            models.CheckConstraint(
                condition=Q(way="FILE", body="") & ~Q(file_sha256="") & ~Q(file_name="")
                | Q(way__in=["PAGE", "SLIDES"], file_sha256="", file_name="") & ~Q(body=""),
                name="material_text_or_file",
                violation_error_message=_("本文を書くか、ファイルを付けるか、どちらか一つにしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT", published_on__isnull=True, superseded_on__isnull=True)
                | Q(status="PUBLISHED", published_on__isnull=False, superseded_on__isnull=True)
                | Q(status="SUPERSEDED", published_on__isnull=False, superseded_on__isnull=False),
                name="material_dates_whole",
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s 教材第%(number)s版") % {"title": self.course.title, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("training:material_detail", args=[self.pk])

    def clean(self) -> None:
        """Refuse any change of what was published."""
        if self._state.adding:
            return
        stored = type(self)._base_manager.get(pk=self.pk)
        changed = any(getattr(stored, name) != getattr(self, name) for name in FIXED_FIELDS)
        if stored.status in PUBLISHED_STATUSES and changed:
            raise ValidationError(_("使い始めた教材は変えられません。新しい版を作ってください。"))

    @property
    def is_published(self) -> bool:
        return self.status in PUBLISHED_STATUSES

    @property
    def slides(self) -> list[str]:
        """The slides in order: the text parted at lines of three hyphens."""
        parts: list[list[str]] = [[]]
        for line in self.body.splitlines():
            if line.strip() == "---":
                parts.append([])
            else:
                parts[-1].append(line)
        return [text for part in parts if (text := "\n".join(part).strip())]

    def is_in_use_on(self, day: date) -> bool:
        """Whether this was the version to learn from on that day."""
        started = self.published_on is not None and self.published_on <= day
        return started and (self.superseded_on is None or self.superseded_on > day)


class MaterialPart(InstitutionRecord):
    """Something that belongs to one version of the material."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")

    objects = PreparationQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.material.get_absolute_url()


class Teaching(MaterialPart):
    """A version of the material teaches this version of a document."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="teachings")
    version = models.ForeignKey(
        "documents.DocumentVersion", on_delete=models.PROTECT, related_name="+", verbose_name=_("文書の版")
    )

    class Meta:
        verbose_name = _("教える文書")
        constraints = [
            models.UniqueConstraint(fields=["material", "version"], name="one_teaching_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.material}：{self.version}"


class Question(MaterialPart):
    """A question of the quiz: several options of which one or more are right, and why."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="questions")
    order = models.PositiveSmallIntegerField(_("順"))
    text = models.TextField(_("問い"))
    options = models.JSONField(_("選択肢"), default=list)
    correct = models.JSONField(_("正しい選択肢"), default=list)
    explanation = models.TextField(_("解説"), blank=True)

    class Meta:
        verbose_name = _("確認の問い")
        ordering = ("material", "order")
        constraints = [models.UniqueConstraint(fields=["material", "order"], name="one_question_per_place")]

    def __str__(self) -> str:
        return self.text[:60]

    def clean(self) -> None:
        """Several distinct options, at least one right and one wrong."""
        options, right = self.options, set(self.correct)
        if not 2 <= len(options) <= MOST_OPTIONS or len(set(options)) != len(options):
            raise ValidationError({"options": _("選択肢は、互いに違うものを2つから8つ書いてください。")})
        if not right or not right < set(range(len(options))):
            raise ValidationError(
                {"correct": _("正しい選択肢を選んでください。すべてを正しくはできません。")}
            )

    @property
    def has_several(self) -> bool:
        """Whether more than one option is right."""
        return len(self.correct) > 1

    def is_right(self, chosen: list[int]) -> bool:
        """Whether exactly the right options were chosen."""
        return set(chosen) == set(self.correct)
