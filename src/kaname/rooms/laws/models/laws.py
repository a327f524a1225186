"""Laws, notices and guidelines that bind the hospital, the documents that implement them, and their reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.rooms.laws.choices import Confidence, LawApplicability, LawKind, ReviewResult

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class LawQuerySet(RecordQuerySet):
    """Laws; everybody of the house may read them, vendors and the group office may not."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "laws.view") else rows.none()

    def kept(self) -> Self:
        """Still on the list."""
        return self.filter(ended_on__isnull=True)


class Law(InstitutionRecord):
    """One law, notice or guideline, what it asks of us in our own words, and who keeps an eye on it.

    `key` names it for ever (conditions ask for some by it). `next_review_on` is the last day on which the newest
    review counts. Source: 経営管理編 1.1 ①
    """

    key = models.CharField(_("記号"), max_length=60, editable=False)
    title = models.CharField(_("名称"), max_length=200)
    short_name = models.CharField(_("略称"), max_length=60, blank=True)
    kind = models.CharField(_("種類"), max_length=10, choices=LawKind)
    issuer = models.CharField(_("発出元"), max_length=100, blank=True)
    number = models.CharField(_("番号"), max_length=200, blank=True)
    asks = models.TextField(_("求められること"))
    applicability = models.CharField(
        _("適用"), max_length=14, choices=LawApplicability, default=LawApplicability.APPLIES
    )
    not_applicable_reason = models.CharField(_("対象外とする理由"), max_length=500, blank=True)
    owner = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当者"),
    )
    review_months = models.PositiveSmallIntegerField(_("見直しの間隔（月）"), default=12)
    last_reviewed_on = models.DateField(_("最後の見直し"), null=True, blank=True, editable=False)
    next_review_on = models.DateField(_("次の見直し期限"), null=True, blank=True, editable=False)
    confidence = models.CharField(_("確からしさ"), max_length=12, choices=Confidence, blank=True)
    is_shipped = models.BooleanField(_("Kanameの一覧から"), default=False, editable=False)
    ended_on = models.DateField(_("一覧から外した日"), null=True, blank=True)
    end_reason = models.CharField(_("外した理由"), max_length=300, blank=True)
    search_key = models.CharField(max_length=900, editable=False, blank=True)

    objects = LawQuerySet.as_manager()
    ledger_omit = frozenset({"search_key"})

    class Meta:
        verbose_name = _("法令")
        indexes = [models.Index(fields=["institution", "next_review_on"], name="law_by_review")]
        constraints = [
            models.UniqueConstraint(fields=["institution", "key"], name="one_law_per_key"),
            models.UniqueConstraint(
                fields=["institution", "title"],
                name="one_law_per_title",
                violation_error_message=_("同じ名称の法令が既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(applicability="APPLIES", not_applicable_reason="")
                | Q(applicability="NOT_APPLICABLE") & ~Q(not_applicable_reason=""),
                name="law_not_applicable_has_reason",
                violation_error_message=_("対象外とするときは、その理由を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(last_reviewed_on__isnull=True, next_review_on__isnull=True)
                | Q(last_reviewed_on__isnull=False, next_review_on__isnull=False),
                name="law_review_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                name="law_ended_whole",
                violation_error_message=_("一覧から外す理由を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(review_months__gte=1, review_months__lte=60),
                name="law_review_months",
                violation_error_message=_("見直しの間隔は1か月から60か月にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.title

    def get_absolute_url(self) -> str:
        return reverse("laws:law_detail", args=[self.pk])

    @property
    def applies(self) -> bool:
        """Whether it binds this hospital."""
        return self.applicability == LawApplicability.APPLIES


class LawPartQuerySet(RecordQuerySet):
    """What belongs to a law, as far as the law may be seen."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "laws.view") else rows.none()


class LawDocument(InstitutionRecord):
    """A document of the hospital that implements a law, and where in it."""

    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="links", verbose_name=_("法令"))
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, related_name="+", verbose_name=_("対応する規程")
    )
    place = models.CharField(_("箇所"), max_length=100, blank=True)

    objects = LawPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("法令に対応する規程")
        ordering = ("law", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["law", "document"],
                name="one_link_per_document",
                violation_error_message=_("この規程は既に対応づけられています。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.law}：{self.document}"

    def get_absolute_url(self) -> str:
        return reverse("laws:law_detail", args=[self.law_id])


class LawReviewQuerySet(RecordQuerySet):
    """Reviews: for those who govern, and for whoever keeps the law."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "laws.view_gaps") else rows.filter(law__owner=person)


class LawReview(InstitutionRecord):
    """A law was looked at again: whether it is kept, and what was seen (経営管理編 1.1 ①)."""

    law = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("法令"))
    reviewed_on = models.DateField(_("見直した日"))
    reviewed_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("見直した人")
    )
    result = models.CharField(_("判断"), max_length=14, choices=ReviewResult)
    note = models.TextField(_("見直しの内容"), blank=True)

    objects = LawReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("法令の見直し")
        ordering = ("reviewed_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="GAPS") | ~Q(note=""),
                name="review_gaps_are_said",
                violation_error_message=_("どこに不備があるかを書いてください。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.law}：{self.reviewed_on.isoformat()}"

    def get_absolute_url(self) -> str:
        return f"{reverse('laws:law_detail', args=[self.law_id])}#reviews"
