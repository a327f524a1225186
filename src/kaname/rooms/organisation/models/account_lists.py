"""Who holds an account, or may enter: the lists that systems give out, to be compared with the register of people."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet


class HolderQuerySet(RecordQuerySet):
    """Lists and their lines; only who may see accounts sees them."""

    def visible_to(self, person: Person) -> Self:
        mine = self.of(person.institution)
        return mine if policy.may(person, "access.view_accounts") else mine.none()


class AccountListQuerySet(HolderQuerySet):
    """The lists of systems."""

    def newest_on(self, day: date) -> Self:
        """Of each system the list that was true last, up to a day, unless withdrawn."""
        kept = self.filter(withdrawn_on__isnull=True, as_of__lte=day)
        later = AccountList.objects.filter(
            institution=OuterRef("institution"),
            system=OuterRef("system"),
            withdrawn_on__isnull=True,
            as_of__lte=day,
        )
        return kept.filter(pk=Subquery(later.order_by("-as_of", "-pk").values("pk")[:1]))


class AccountList(InstitutionRecord):
    """Who could use a system (or enter its rooms) on a day, as the system said it (経営管理編 3.1.2 ④)."""

    system = models.CharField(_("システム"), max_length=100, editable=False)
    as_of = models.DateField(_("基準日"), editable=False)
    file_name = models.CharField(_("ファイル名"), max_length=255, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("取り込んだ人"), editable=False
    )
    uploaded_at = models.DateTimeField(_("取り込んだ日時"), editable=False)
    withdrawn_on = models.DateField(_("取り消した日"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("取り消した理由"), max_length=300, blank=True)

    objects = AccountListQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("利用者の一覧")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "system", "as_of"],
                condition=Q(withdrawn_on__isnull=True),
                name="one_account_list_per_day",
                violation_error_message=_("このシステムの、この基準日の一覧は既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="account_list_withdrawn_with_reason",
                violation_error_message=_("取り消すときは、理由を入力してください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}（{self.as_of.isoformat()}）"

    def get_absolute_url(self) -> str:
        return f"{reverse('organisation:account_overview')}#list-{self.pk}"


class AccessKind(models.TextChoices):
    """What somebody was given."""

    ACCOUNT = "ACCOUNT", _("アカウント")
    SITE = "SITE", _("立入り")


class AccountHolder(InstitutionRecord):
    """One line of a list: an account or a permission to enter, and whose it is as the system writes it.

    Whose it is follows from 職員番号 or name. By hand it is either given to a `person`, or said to be no person's but a
    system's own (`owner` answers for it, for a `reason`).
    """

    list = models.ForeignKey(AccountList, on_delete=models.PROTECT, related_name="holders", editable=False)
    access = models.CharField(
        _("種類"), max_length=8, choices=AccessKind, default=AccessKind.ACCOUNT, editable=False
    )
    account = models.CharField(_("利用者ID"), max_length=100, editable=False)
    name = models.CharField(_("氏名"), max_length=100, blank=True, editable=False)
    number = models.CharField(_("職員番号"), max_length=40, blank=True, editable=False)
    is_privileged = models.BooleanField(_("特権"), default=False, editable=False)
    search_key = models.CharField(max_length=400, editable=False, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("名簿の人")
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("管理する人"),
    )
    reason = models.CharField(_("用途"), max_length=300, blank=True)

    objects = HolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("利用者")
        constraints = [
            models.UniqueConstraint(
                fields=["list", "access", "account"],
                name="one_holder_per_account",
                violation_error_message=_("同じ利用者IDが既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True, reason="")
                | (Q(owner__isnull=False, person__isnull=True) & ~Q(reason="")),
                name="holder_is_of_person_or_system",
                violation_error_message=_("人のものか、システムのものか、どちらか一つにしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list.system}：{self.account}"

    def get_absolute_url(self) -> str:
        return reverse("organisation:account_detail", args=[self.pk])
