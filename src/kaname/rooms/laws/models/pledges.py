"""Pledges (誓約): the texts that people sign, version by version, and who signed what, when and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import PersonKind
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.rooms.laws.choices import PledgeWay

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class PledgeTextQuerySet(RecordQuerySet):
    """Texts; whoever may not see all sees those meant for somebody like them."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, "laws.view_pledges"):
            return rows
        return rows.filter(kind__in=["", person.kind]) if policy.may(person, "laws.pledge") else rows.none()


class PledgeText(InstitutionRecord):
    """One version of a pledge's text, for one kind of person or (blank) for all. A version never changes.

    `valid_months` None: until the person leaves. With `renew_by`, pledges to earlier versions count through that day
    only: everybody is asked again. Source: 経営管理編 1.1 ②, 3.1.2 ④
    """

    kind = models.CharField(_("誓約する人の区分"), max_length=16, choices=PersonKind, blank=True)
    version = models.PositiveIntegerField(_("版"), editable=False)
    title = models.CharField(_("題名"), max_length=100)
    body = models.TextField(_("本文"))
    starts_on = models.DateField(_("使い始める日"))
    valid_months = models.PositiveSmallIntegerField(_("有効な期間（月）"), null=True, blank=True)
    renew_by = models.DateField(_("前の版の誓約を求め直す期限"), null=True, blank=True)
    written_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("定めた人"),
        editable=False,
    )

    objects = PledgeTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("誓約書の文面")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "kind", "version"],
                name="one_pledge_text_per_version",
                violation_error_message=_("同時に作られたため版が重なりました。もう一度お試しください。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True) | Q(valid_months__gte=1, valid_months__lte=120),
                name="pledge_text_valid_months",
                violation_error_message=_("有効な期間は1か月から120か月にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(renew_by__isnull=True) | Q(renew_by__gte=F("starts_on")),
                name="pledge_text_renews_after_start",
                violation_error_message=_("求め直す期限は、使い始める日と同じ日か、その後にしてください。"),
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s 第%(n)s版") % {"title": self.title, "n": self.version}

    def get_absolute_url(self) -> str:
        return reverse("laws:text_detail", args=[self.pk])

    def clean(self) -> None:
        """Refuse any change: people signed exactly these words."""
        if not self._state.adding:
            raise ValidationError(_("誓約書の文面は変えられません。新しい版を定めてください。"))

    @property
    def kind_label(self) -> str:
        """For whom it is, in words."""
        return str(self.get_kind_display() if self.kind else _("すべての人"))


class PledgeBatchQuerySet(RecordQuerySet):
    """Scanned stacks: only for those who keep the pledges."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "laws.view_pledges") else rows.none()


class PledgeBatch(InstitutionRecord):
    """A stack of pledges on paper that was scanned into one file; the file is this row's evidence."""

    recorded_on = models.DateField(_("記録した日"))
    recorded_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("人数"))

    objects = PledgeBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("誓約書の綴り")

    def __str__(self) -> str:
        return _("%(on)s に記録した誓約書の綴り（%(n)s人分）") % {
            "on": self.recorded_on.isoformat(),
            "n": self.count,
        }

    def get_absolute_url(self) -> str:
        return reverse("laws:pledge_list")


class PledgeQuerySet(RecordQuerySet):
    """Pledges: one's own, or all for those who keep them."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, "laws.view_pledges"):
            return rows
        return rows.filter(person=person) if policy.may(person, "laws.pledge") else rows.none()

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)


class Pledge(InstitutionRecord):
    """Somebody pledged to keep secrets and rules. `valid_until` None: as long as they are here.

    SCREEN: signed by the person signed in; PAPER: the scan is evidence; CLAUSE: a clause of an employment or dispatch
    contract stands for it. Source: 経営管理編 1.1 ②, 3.1.2 ④
    """

    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("誓約した人")
    )
    text = models.ForeignKey(
        PledgeText,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pledges",
        verbose_name=_("誓約書の文面"),
    )
    way = models.CharField(_("方法"), max_length=8, choices=PledgeWay)
    signed_on = models.DateField(_("誓約した日"))
    signature = models.CharField(_("署名"), max_length=100, blank=True)
    clause = models.CharField(_("契約と条項"), max_length=300, blank=True)
    valid_until = models.DateField(_("有効な最後の日"), null=True, blank=True)
    batch = models.ForeignKey(
        PledgeBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="pledges", editable=False
    )
    recorded_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("記録した人"),
        editable=False,
    )
    recorded_at = models.DateTimeField(_("記録した日時"), editable=False)
    withdrawn_on = models.DateField(_("取り消した日"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("取り消した理由"), max_length=300, blank=True, editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("誓約")
        indexes = [models.Index(fields=["institution", "person"], name="pledge_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "signed_on", "way", "text"],
                condition=Q(withdrawn_on__isnull=True, text__isnull=False),
                name="one_pledge_per_day_and_text",
                violation_error_message=_("同じ日の同じ誓約が、既に記録されています。"),
            ),
            models.UniqueConstraint(
                fields=["person", "signed_on", "clause"],
                condition=Q(withdrawn_on__isnull=True, text__isnull=True),
                name="one_pledge_per_day_and_clause",
                violation_error_message=_("同じ日の同じ誓約が、既に記録されています。"),
            ),
            models.CheckConstraint(
                condition=Q(way="SCREEN", text__isnull=False, clause="") & ~Q(signature="")
                | Q(way="PAPER", text__isnull=False, clause="", signature="")
                | Q(way="CLAUSE", text__isnull=True, signature="") & ~Q(clause=""),
                name="pledge_fits_its_way",
                violation_error_message=_(
                    "紙の誓約には文面の版を、契約の条項には契約と条項を入力してください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("signed_on")),
                name="pledge_ends_after_start",
                violation_error_message=_("有効な最後の日は、誓約した日より後にしてください。"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason=""),
                name="pledge_withdrawn_whole",
                violation_error_message=_("取り消す理由を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}：{self.get_way_display()} {self.signed_on.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("laws:pledge_detail", args=[self.pk])
