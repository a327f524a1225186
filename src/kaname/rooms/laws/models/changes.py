"""Changes of laws: each is looked at through a directive, or set aside with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.foundation.directives.models import DirectiveStatus
from kaname.rooms.laws.choices import ChangeState, Confidence

from .laws import Law

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

_D = DirectiveStatus
_NOBODY = Q(directive__isnull=True) | Q(directive__status=_D.WITHDRAWN)
_IN_STATE = {
    ChangeState.NOT_RELEVANT: Q(set_aside_on__isnull=False),
    ChangeState.UNREVIEWED: Q(set_aside_on__isnull=True) & _NOBODY,
    ChangeState.DONE: Q(set_aside_on__isnull=True, directive__status=_D.ACCEPTED),
    ChangeState.UNDER_REVIEW: Q(
        set_aside_on__isnull=True,
        directive__status__in=[_D.ISSUED, _D.ACKNOWLEDGED, _D.REPORTED, _D.RETURNED],
    ),
}


class LawChangeQuerySet(RecordQuerySet):
    """Changes of laws: public knowledge, for everybody of the house."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "laws.view") else rows.none()

    def in_state(self, state: str) -> Self:
        """Those whose review stands so."""
        return self.filter(_IN_STATE[ChangeState(state)])


class LawChange(InstitutionRecord):
    """One change of a law and what it asks of us; `effective_on` None: its day is not decided.

    Its review is a directive whose origin is this row; the state follows from that directive.
    Source: 経営管理編 1.1 ①
    """

    key = models.CharField(_("記号"), max_length=60, blank=True, editable=False)
    law = models.ForeignKey(
        Law,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("法令"),
    )
    title = models.CharField(_("改正の要点"), max_length=200)
    asks = models.TextField(_("当院で確かめること"), blank=True)
    effective_on = models.DateField(_("施行日"), null=True, blank=True)
    source = models.CharField(_("出典"), max_length=300, blank=True)
    confidence = models.CharField(_("確からしさ"), max_length=12, choices=Confidence, blank=True)
    is_shipped = models.BooleanField(_("Kanameの一覧から"), default=False, editable=False)
    noted_on = models.DateField(_("一覧に加えた日"), editable=False)
    directive = models.ForeignKey(
        "directives.Directive",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("確認の指示"),
        editable=False,
    )
    set_aside_on = models.DateField(_("対応不要とした日"), null=True, blank=True, editable=False)
    set_aside_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("対応不要とした人"),
        editable=False,
    )
    set_aside_reason = models.CharField(_("対応不要とする理由"), max_length=500, blank=True, editable=False)

    objects = LawChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("法令の改正")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "key"], condition=~Q(key=""), name="one_law_change_per_key"
            ),
            models.CheckConstraint(
                condition=Q(set_aside_on__isnull=True, set_aside_by__isnull=True, set_aside_reason="")
                | Q(set_aside_on__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_reason=""),
                name="law_change_set_aside_whole",
                violation_error_message=_("対応不要とする理由を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("laws:change_detail", args=[self.pk])

    @property
    def state(self) -> ChangeState:
        """Where its review stands."""
        if self.set_aside_on is not None:
            return ChangeState.NOT_RELEVANT
        if self.directive is None or self.directive.status == _D.WITHDRAWN:
            return ChangeState.UNREVIEWED
        return ChangeState.DONE if self.directive.status == _D.ACCEPTED else ChangeState.UNDER_REVIEW
