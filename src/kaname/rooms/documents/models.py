"""Documents, their versions, and what people did about them: reviewed, distributed, read.

An approved version never changes; a new version supersedes it from the day it takes effect.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.access.roles import INSIDERS, Role
from kaname.foundation.audiences.crowd import Standpoint
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.audiences.wording import said_of

from .choices import (
    ADOPTED_STATUSES,
    AudienceKind,
    DistributionMethod,
    DocumentStatus,
    DocumentType,
    ProvisionKey,
    VersionStatus,
)
from .querysets import (
    AcknowledgementQuerySet,
    DocumentQuerySet,
    PartQuerySet,
    ReviewQuerySet,
    VersionQuerySet,
)

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

# What an approved version said on the day of its approval, and says for ever.
FIXED_FIELDS = (
    "document_id", "number", "body", "file_name", "file_sha256", "change_note", "drafted_by_id", "lists",
    "approved_on", "approved_by_id", "approved_as", "effective_on", "decision_id",
)  # fmt: skip


class Document(InstitutionRecord):
    """A controlled document: what it is for, who keeps it up, for whom it is, and how often it is reviewed.

    Source: 経営管理編 1.1 ②, 1.2.1 管理責任 ②
    """

    number = models.CharField(_("文書番号"), max_length=40)
    type = models.CharField(_("種類"), max_length=30, choices=DocumentType)
    title = models.CharField(_("文書名"), max_length=200)
    owner = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("管理する人")
    )
    audience = models.CharField(
        _("配付範囲"), max_length=10, choices=AudienceKind, default=AudienceKind.ALL_STAFF
    )
    audience_roles = models.CharField(_("読む役割"), max_length=200, blank=True)
    audience_rule = models.JSONField(_("対象者"), default=dict, blank=True)
    review_months = models.PositiveSmallIntegerField(_("見直しの間隔（月）"), default=12)
    status = models.CharField(_("状態"), max_length=8, choices=DocumentStatus, default=DocumentStatus.ACTIVE)
    retired_on = models.DateField(_("廃止日"), null=True, blank=True)
    retired_reason = models.CharField(_("廃止の理由"), max_length=300, blank=True)
    search_key = models.CharField(max_length=600, editable=False, blank=True)

    objects = DocumentQuerySet.as_manager()
    ledger_omit = frozenset({"search_key"})

    class Meta:
        verbose_name = _("文書")
        indexes = [
            models.Index(fields=["institution", "type", "status"], name="document_by_type"),
            models.Index(fields=["institution", "title"], name="document_by_title"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"],
                name="one_document_per_number",
                violation_error_message=_("この文書番号は既に使われています。別の番号にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(status="RETIRED", retired_on__isnull=False) & ~Q(retired_reason="")
                | Q(status="ACTIVE", retired_on__isnull=True, retired_reason=""),
                name="document_retired_whole",
                violation_error_message=_("廃止には、廃止日と理由がそろっている必要があります。"),
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["ALL_STAFF", "RULES"], audience_roles="")
                | Q(audience="ROLES") & ~Q(audience_roles=""),
                name="document_audience_whole",
                violation_error_message=_("読む役割を一つ以上選んでください。"),
            ),
            models.CheckConstraint(
                condition=Q(review_months__gte=1, review_months__lte=60),
                name="document_review_months",
                violation_error_message=_("見直しの間隔は1か月から60か月にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("documents:document_detail", args=[self.pk])

    @property
    def roles(self) -> list[str]:
        """The roles that read it, when it is not for all."""
        return [role for role in self.audience_roles.split("|") if role]

    @property
    def rule(self) -> Audience:
        """By which rule it is addressed, when its audience is a rule."""
        return Audience.of_json(self.audience_rule)

    @property
    def audience_label(self) -> str:
        """Whom it is for, in words."""
        if self.audience == AudienceKind.ALL_STAFF:
            return str(AudienceKind.ALL_STAFF.label)
        if self.audience == AudienceKind.RULES:
            return said_of(self.rule, self.institution)
        return "、".join(str(Role(role).label) for role in self.roles)

    @property
    def is_active(self) -> bool:
        return self.status == DocumentStatus.ACTIVE

    def is_for(self, person: Person, on: date) -> bool:
        """Whether somebody belongs to its audience on a day."""
        held = person.roles_on(on)
        if self.audience == AudienceKind.RULES:
            return bool(held & INSIDERS) and Standpoint(person, on).is_in(self.rule)
        return bool(held & (INSIDERS if self.audience == AudienceKind.ALL_STAFF else set(self.roles)))


class DocumentVersion(InstitutionRecord):
    """One version of a document: a text written here, or an uploaded file (its evidence hangs on this row).

    `lists` are the references of the appointments it shows. In force from `effective_on` to the day before
    `superseded_on`; `next_review_on` is the last day on which it counts as reviewed.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版"))
    body = models.TextField(_("本文"), blank=True)
    file_name = models.CharField(_("ファイル名"), max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    change_note = models.TextField(_("改定の理由と内容"), blank=True)
    lists = models.JSONField(default=list, blank=True)
    drafted_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("起案者")
    )
    drafted_on = models.DateField(_("起案日"))
    status = models.CharField(_("状態"), max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(_("承認日"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承認者"),
    )
    approved_as = models.CharField(max_length=20, choices=Role, blank=True)
    effective_on = models.DateField(_("施行日"), null=True, blank=True)
    next_review_on = models.DateField(_("次の見直し期限"), null=True, blank=True)
    superseded_on = models.DateField(_("改定された日"), null=True, blank=True)
    body_key = models.TextField(editable=False, blank=True)

    objects = VersionQuerySet.as_manager()
    ledger_omit = frozenset({"body_key"})

    class Meta:
        verbose_name = _("文書の版")
        indexes = [
            models.Index(fields=["institution", "status", "next_review_on"], name="version_by_review"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(status__in=["DRAFT", "REQUESTED"]),
                name="one_open_version",
                violation_error_message=_("書きかけの版が既にあります。その版を編集してください。"),
            ),
            models.CheckConstraint(
                condition=Q(file_sha256="", file_name="") & ~Q(body="")
                | Q(body="") & ~Q(file_sha256="") & ~Q(file_name=""),
                name="version_text_or_file",
                violation_error_message=_("本文を書くか、ファイルを付けるか、どちらか一つにしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["APPROVED", "SUPERSEDED"],
                    approved_on__isnull=False,
                    approved_by__isnull=False,
                    effective_on__isnull=False,
                    next_review_on__isnull=False,
                    decision__isnull=False,
                )
                & ~Q(approved_as="")
                | Q(
                    status__in=["DRAFT", "REQUESTED", "REJECTED"],
                    approved_on__isnull=True,
                    approved_by__isnull=True,
                    approved_as="",
                ),
                name="version_approved_whole",
                violation_error_message=_(
                    "承認には、承認者・承認日・施行日・見直し期限がそろっている必要があります。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(status="SUPERSEDED", superseded_on__isnull=False)
                | Q(superseded_on__isnull=True) & ~Q(status="SUPERSEDED"),
                name="version_superseded_whole",
            ),
            models.CheckConstraint(
                condition=Q(next_review_on__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(next_review_on__gt=F("effective_on")),
                name="version_review_after_effect",
                violation_error_message=_("次の見直し期限は、施行日より後にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s 第%(number)s版") % {"title": self.document.title, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("documents:version_detail", args=[self.document_id, self.number])

    def clean(self) -> None:
        """Refuse any change of what was approved."""
        if self._state.adding:
            return
        stored = type(self)._base_manager.get(pk=self.pk)
        changed = any(getattr(stored, name) != getattr(self, name) for name in FIXED_FIELDS)
        if stored.status in ADOPTED_STATUSES and changed:
            raise ValidationError(_("承認された版は変えられません。新しい版を作ってください。"))

    @property
    def is_file(self) -> bool:
        """Whether it is an uploaded file rather than a text."""
        return bool(self.file_sha256)

    @property
    def is_adopted(self) -> bool:
        """Whether it was ever approved."""
        return self.status in ADOPTED_STATUSES

    @property
    def earlier(self) -> DocumentVersion | None:
        """The last approved version before this one: what a reader compares it with."""
        rows = DocumentVersion.objects.of(self.institution).filter(document=self.document_id)
        return rows.filter(number__lt=self.number, status__in=ADOPTED_STATUSES).order_by("-number").first()

    def is_in_force(self, on: date) -> bool:
        """Whether this is the version to follow on a day (the document's retirement aside)."""
        return (
            self.is_adopted
            and self.approved_on is not None
            and self.approved_on <= on
            and self.effective_on is not None
            and self.effective_on <= on
            and (self.superseded_on is None or self.superseded_on > on)
        )


class VersionPart(InstitutionRecord):
    """Something that belongs to one version."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.version.get_absolute_url()


class Provision(VersionPart):
    """Where in a version a required clause stands, e.g. 第3条."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="provisions")
    key = models.CharField(_("条項"), max_length=40, choices=ProvisionKey)
    place = models.CharField(_("箇所"), max_length=100)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("条項の箇所")
        ordering = ("version", "key")
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="one_place_per_provision"),
            models.CheckConstraint(condition=~Q(place=""), name="provision_has_place"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}：{self.place}"


class Distribution(VersionPart):
    """A version was made known to its audience, how and when (経営管理編 3.4.1 ①)."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="distributions")
    distributed_on = models.DateField(_("配った日"))
    distributed_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(_("配り方"), max_length=8, choices=DistributionMethod)
    to_all_staff = models.BooleanField(_("全職員に配った"))
    note = models.CharField(_("備考"), max_length=300, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("配付の記録")
        ordering = ("distributed_on", "pk")

    def __str__(self) -> str:
        return f"{self.version}：{self.get_method_display()}"


class Acknowledgement(VersionPart):
    """Somebody has read a version."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("読んだ日時"))

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("読了の記録")
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="one_acknowledgement_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person}：{self.version}"


class DocumentReview(VersionPart):
    """A version was looked at again and left as it is, good until the next day of review."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField(_("見直した日"))
    reviewed_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    next_review_on = models.DateField(_("次の見直し期限"))
    note = models.TextField(_("見直しの結果"))

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("見直しの記録")
        ordering = ("reviewed_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_review_on__gt=F("reviewed_on")),
                name="review_looks_ahead",
                violation_error_message=_("次の見直し期限は、今日より後にしてください。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}：{self.reviewed_on.isoformat()}"
