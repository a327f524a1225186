"""Inquiries (問合せ): what came in, who works on it, what was answered when. Personal text lies encrypted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.encrypted import EncryptedTextField
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet, commitment, new_salt
from kaname.foundation.calendar import clock
from kaname.rooms.inquiries.choices import (
    OPEN,
    Channel,
    CloseReason,
    IdentityMethod,
    InquiryKind,
    InquiryStatus,
)

from .desks import ContactPoint

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

PERSONAL = ("sender", "contact", "body", "answer")


class InquiryQuerySet(RecordQuerySet):
    """Inquiries. Executives see what was put before them and what belongs to a desk of theirs."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, "inquiries.view_all"):
            return rows
        if not policy.may(person, "inquiries.view"):
            return rows.none()
        mine = Q(desk__responsible=person) | Q(desk__deputy=person) | Q(decision__isnull=False)
        return rows.filter(mine)

    def open(self) -> Self:
        """Neither answered nor closed."""
        return self.filter(status__in=OPEN)

    def overdue_on(self, day: date) -> Self:
        """Open past the day on which the answer was due."""
        return self.open().filter(due_on__lt=day)


class Inquiry(InstitutionRecord):
    """One inquiry. `subject` is the desk's own short title and names nobody; `sender`, `contact`, `body` and `answer` are
    personal: encrypted here, salted commitments in the ledger, gone after the retention.

    Source: 経営管理編 1.2.1 説明責任 ②
    """

    number = models.CharField(_("受付番号"), max_length=16, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    serial = models.PositiveIntegerField(editable=False)
    desk = models.ForeignKey(
        ContactPoint, on_delete=models.PROTECT, related_name="inquiries", verbose_name=_("窓口")
    )
    kind = models.CharField(_("区分"), max_length=12, choices=InquiryKind)
    channel = models.CharField(_("受け付けた方法"), max_length=12, choices=Channel)
    received_at = models.DateTimeField(_("受付日時"))
    received_on = models.DateField(_("受付日"), editable=False)
    received_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("受け付けた人"),
    )
    subject = models.CharField(_("件名"), max_length=100, blank=True)
    sender = EncryptedTextField(_("氏名"), blank=True)
    contact = EncryptedTextField(_("連絡先"), blank=True)
    body = EncryptedTextField(_("内容"), blank=True)
    answer = EncryptedTextField(_("回答"), blank=True)
    wants_reply = models.BooleanField(_("返事の宛先がある"), default=False)
    language = models.CharField(_("ことば"), max_length=5, default="ja")
    assignee = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当"),
    )
    due_on = models.DateField(_("回答の期限"))
    needs_approval = models.BooleanField(_("回答に承認が要る"))
    needs_identity = models.BooleanField(_("本人確認が要る"))
    status = models.CharField(_("状態"), max_length=16, choices=InquiryStatus, default=InquiryStatus.RECEIVED)
    identity_method = models.CharField(_("本人確認の方法"), max_length=10, choices=IdentityMethod, blank=True)
    identity_on = models.DateField(_("本人を確かめた日"), null=True, blank=True)
    decision = models.ForeignKey(
        "decisions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(_("回答日"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("回答した人"),
    )
    answer_channel = models.CharField(_("回答の方法"), max_length=12, choices=Channel, blank=True)
    closed_on = models.DateField(_("終了日"), null=True, blank=True)
    close_reason = models.CharField(_("終了の理由"), max_length=10, choices=CloseReason, blank=True)
    erased_on = models.DateField(_("個人の文章を消した日"), null=True, blank=True)
    source_number = models.CharField(_("元の番号"), max_length=40, blank=True)
    fingerprint = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  (unique)
    private_salt = models.CharField(max_length=64, default=new_salt, editable=False, blank=True)

    objects = InquiryQuerySet.as_manager()
    ledger_private = frozenset(PERSONAL)

    class Meta:
        verbose_name = _("問合せ")
        indexes = [
            models.Index(fields=["institution", "status", "due_on"], name="inquiry_by_due"),
            models.Index(fields=["institution", "received_on"], name="inquiry_by_received"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "fiscal_year", "serial"],
                name="one_inquiry_per_serial",
                violation_error_message=_("同時に受け付けたため番号が重なりました。もう一度お試しください。"),
            ),
            models.UniqueConstraint(
                fields=["institution", "source_number"],
                condition=~Q(source_number=""),
                name="one_inquiry_per_source_number",
                violation_error_message=_("この元の番号の問合せは既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer_channel="")
                | Q(answered_on__isnull=False) & ~Q(answer_channel=""),
                name="inquiry_answered_whole",
                violation_error_message=_("回答には、回答日と回答の方法がそろっている必要があります。"),
            ),
            models.CheckConstraint(
                condition=Q(status="CLOSED", closed_on__isnull=False) & ~Q(close_reason="")
                | ~Q(status="CLOSED") & Q(closed_on__isnull=True, close_reason=""),
                name="inquiry_closed_whole",
                violation_error_message=_("終了には、終了日と理由がそろっている必要があります。"),
            ),
            models.CheckConstraint(
                condition=Q(status="ANSWERED", answered_on__isnull=False) | ~Q(status="ANSWERED"),
                name="inquiry_answered_has_day",
            ),
            models.CheckConstraint(
                condition=Q(identity_on__isnull=True, identity_method="")
                | Q(identity_on__isnull=False) & ~Q(identity_method=""),
                name="inquiry_identity_whole",
            ),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=True)
                | Q(private_salt="", sender="", contact="", body="", answer=""),
                name="inquiry_erased_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}".strip()

    def get_absolute_url(self) -> str:
        return reverse("inquiries:inquiry_detail", args=[self.pk])

    @property
    def title(self) -> str:
        """The desk's title, or the class until somebody wrote one."""
        return self.subject or str(self.get_kind_display())

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_erased(self) -> bool:
        return self.erased_on is not None

    @property
    def is_overdue(self) -> bool:
        """Whether it is open past its day."""
        return self.is_open and self.due_on < clock.today()

    @property
    def done_on(self) -> date | None:
        """When it was answered, or closed without an answer."""
        return self.answered_on or self.closed_on

    @property
    def was_on_time(self) -> bool | None:
        """Whether it was done by its day; None while it is open."""
        return None if self.done_on is None else self.done_on <= self.due_on

    @property
    def answer_seal(self) -> str:
        """What fixes the answer's wording in a decision without revealing it."""
        return commitment(self.private_salt, self.answer)["sha256"] if self.answer else ""

    @property
    def is_answer_approved(self) -> bool:
        """Whether the answer, as it now reads, was approved."""
        decided = self.decision
        if decided is None or not decided.is_approved:
            return False
        return (
            bool(decided.material.get("answer_sha256"))
            and decided.material["answer_sha256"] == self.answer_seal
        )
