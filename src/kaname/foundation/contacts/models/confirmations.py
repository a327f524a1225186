"""Confirmations of the entries, and the links by which a contact answers without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet, new_salt
from kaname.foundation.contacts.choices import Method, RequestStatus

from .contacts import Contact

if TYPE_CHECKING:
    from datetime import date


class Confirmation(InstitutionRecord):
    """Somebody made sure that an entry still reaches whom it should.

    `reach_print` is the entry's print at that moment: after a change of its numbers the confirmation counts no more.
    Source: 経営管理編 1.2.2 善後策 ③
    """

    view_action = "contacts.view"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="confirmations")
    method = models.CharField(_("確かめ方"), max_length=10, choices=Method)
    confirmed_on = models.DateField(_("確かめた日"))
    confirmed_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("かけた人"),
    )
    reached = models.CharField(_("つながった相手"), max_length=200)
    is_night = models.BooleanField(_("夜間・休日の番号で確かめた"), default=False)
    minutes = models.PositiveIntegerField(_("つながるまでの分"), null=True, blank=True)
    changes = models.CharField(_("変わったこと"), max_length=500, blank=True)
    reach_print = models.CharField(max_length=64, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("連絡先の確認")
        ordering = ("-confirmed_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(method="LINK") | Q(confirmed_by__isnull=False),
                name="phone_confirmation_has_caller",
                violation_error_message=_("電話で確かめたときは、かけた人を記録してください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}（{self.get_method_display()}）"

    def get_absolute_url(self) -> str:
        return self.contact.get_absolute_url()


class ConfirmationRequest(InstitutionRecord):
    """A link sent to a contact. Only a digest of its secret is kept; it opens this entry alone, once, until `expires_on`.

    `correction` is what the contact wants changed, by field; it changes nothing until somebody of the hospital takes it.
    """

    view_action = "contacts.view"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="requests")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    sent_to = models.EmailField(_("送った宛先"))
    asked_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("送った日時"))
    expires_on = models.DateField(_("期限"))
    status = models.CharField(_("状態"), max_length=10, choices=RequestStatus, default=RequestStatus.WAITING)
    reach_print = models.CharField(max_length=64, editable=False)
    answered_at = models.DateTimeField(_("答えた日時"), null=True, blank=True)
    answered_name = models.CharField(_("答えた人"), max_length=100, blank=True)
    correction = models.JSONField(_("訂正"), default=dict, blank=True)
    message = models.TextField(_("伝えたいこと"), blank=True)
    judged_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(_("確かめた日時"), null=True, blank=True)
    judge_reason = models.CharField(_("理由"), max_length=300, blank=True)
    private_salt = models.CharField(max_length=64, default=new_salt, editable=False)

    objects = RecordQuerySet.as_manager()
    ledger_omit = frozenset({"correction", "message"})
    ledger_private = frozenset({"sent_to"})

    class Meta:
        verbose_name = _("連絡先への確認のお願い")
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(status="WAITING"),
                name="one_waiting_link_per_contact",
                violation_error_message=_("この連絡先には、答えを待つリンクが既にあります。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}：{self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return self.contact.get_absolute_url()

    def is_open_on(self, day: date) -> bool:
        """Whether the link still takes an answer on a day."""
        return self.status == RequestStatus.WAITING and day <= self.expires_on
