"""The entries of the contact chart (連絡体制図): whom to call when something happens, in which order, at which number."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet, new_salt
from kaname.foundation.calendar.durations import show_minutes
from kaname.foundation.contacts.choices import CLOCKS, Party

if TYPE_CHECKING:
    from datetime import date

REACH = ("person_name", "phone_day", "phone_night", "mail")
"""By what somebody is reached: a confirmation counts as long as these are as they were confirmed."""


class ContactQuerySet(RecordQuerySet):
    """Entries of the chart."""

    def on_chart(self, day: date) -> Self:
        """Those that stand on the chart on a day."""
        return self.filter(entered_on__lte=day).filter(Q(removed_on__isnull=True) | Q(removed_on__gt=day))

    def with_months(self, months: int) -> Self:
        """With the interval of confirmation beside each row, as `months`, for lists."""
        return self.annotate(months=models.Value(months))

    def in_order(self) -> Self:
        """In the order in which they are called; inside comes first."""
        inside = models.Case(
            models.When(party=Party.INSIDE, then=0), default=1, output_field=models.IntegerField()
        )
        return self.order_by(inside, "order", "pk")


class Contact(InstitutionRecord):
    """Somebody on the chart: inside a person of the register, outside an organisation with whoever answers there.

    `order` is the place in the chain; `caller` (outside only) is the entry inside whose task the call is. `removed_on`
    is the first day on which it stands on the chart no more. Numbers enter the ledger only as commitments: some are private.
    Source: 経営管理編 1.2.2 善後策 ③, 3.4.3 ①
    """

    view_action = "contacts.view"

    number = models.CharField(_("番号"), max_length=20)
    party = models.CharField(_("区分"), max_length=40, choices=Party)
    organisation = models.CharField(_("機関・会社"), max_length=200, blank=True)
    person = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("院内の人"),
    )
    deputy = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("代行する院内の人"),
    )
    person_name = models.CharField(_("担当者・窓口"), max_length=100, blank=True)
    person_title = models.CharField(_("職位・部署"), max_length=100, blank=True)
    deputy_name = models.CharField(_("先方の代行者"), max_length=100, blank=True)
    phone_day = models.CharField(_("電話（平日の昼）"), max_length=60, blank=True)
    phone_night = models.CharField(_("電話（夜間・休日）"), max_length=60, blank=True)
    mail = models.EmailField(_("メール"), blank=True)
    contract_number = models.CharField(_("契約番号"), max_length=100, blank=True)
    contract_scope = models.CharField(_("保守・契約の範囲"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("順番"), default=1)
    condition = models.CharField(_("どのようなときに"), max_length=300, blank=True)
    target_minutes = models.PositiveIntegerField(_("つながるまでの目標（分）"), null=True, blank=True)
    caller = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("かける人"),
    )
    note = models.TextField(_("備考"), blank=True)
    entered_on = models.DateField(_("載せた日"))
    removed_on = models.DateField(_("外した日"), null=True, blank=True)
    remove_reason = models.CharField(_("外した理由"), max_length=300, blank=True)
    search_key = models.CharField(max_length=900, editable=False, blank=True)
    private_salt = models.CharField(max_length=64, default=new_salt, editable=False)

    objects = ContactQuerySet.as_manager()
    ledger_omit = frozenset({"search_key"})
    ledger_private = frozenset({"phone_day", "phone_night", "mail"})

    class Meta:
        verbose_name = _("緊急連絡先")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "number"],
                name="one_contact_per_number",
                violation_error_message=_("同じ番号の連絡先が既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(party="INSIDE", person__isnull=False, caller__isnull=True)
                | ~Q(party="INSIDE") & Q(person__isnull=True, deputy__isnull=True) & ~Q(organisation=""),
                name="contact_is_inside_or_outside",
                violation_error_message=_(
                    "院内の連絡先には院内の人を、外の連絡先には機関の名前を入れてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True, remove_reason="")
                | Q(removed_on__isnull=False, removed_on__gte=models.F("entered_on")) & ~Q(remove_reason=""),
                name="contact_removed_whole",
                violation_error_message=_("外した日と理由は、両方を入れてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:contact_detail", args=[self.pk])

    @property
    def is_inside(self) -> bool:
        return self.party == Party.INSIDE

    @property
    def name(self) -> str:
        """Who it is in a line: the person inside, the organisation outside."""
        if self.person is not None:
            return self.person.title_and_name
        return f"{self.organisation}　{self.person_name}".strip()

    @property
    def deputy_shown(self) -> str:
        """Who answers in their place."""
        return self.deputy.title_and_name if self.deputy is not None else self.deputy_name

    @property
    def target_shown(self) -> str:
        """Within what time somebody should answer, in words."""
        return show_minutes(self.target_minutes)

    @property
    def clocks(self) -> tuple[str, ...]:
        """For which clocks of an incident this entry is called; it follows from the party."""
        return CLOCKS.get(self.party, ())

    @property
    def reach_print(self) -> str:
        """A salted print of what somebody is reached by, to know whether it is still as it was confirmed."""
        parts = [self.private_salt, str(self.person_id or ""), *(str(getattr(self, name)) for name in REACH)]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def is_on_chart(self, day: date) -> bool:
        """Whether it stands on the chart on a day."""
        return self.entered_on <= day and (self.removed_on is None or self.removed_on > day)


class ContactSystem(InstitutionRecord):
    """An information system for which a contact is called."""

    view_action = "contacts.view"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="serves")
    system = models.ForeignKey("assets.InformationSystem", on_delete=models.PROTECT, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("連絡先が受け持つ情報システム")
        constraints = [
            models.UniqueConstraint(fields=["contact", "system"], name="contact_serves_system_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact}：{self.system}"
