"""Decisions (決裁): a question, the material it rests on, the people it passes, and the answer.

Once decided it never changes; undoing it is a new decision. `DecisionStep` says where the present round stands;
`DecisionAction` keeps everything that was ever done about it, in order.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet, resolve

from .kinds import DecisionKind, Option, get_kind

if TYPE_CHECKING:
    from typing import Self

    from kaname.foundation.access.models import Person


class DecisionStatus(models.TextChoices):
    """Where a request stands."""

    PENDING = "PENDING", _("決裁待ち")
    RETURNED = "RETURNED", _("差戻し")
    DECIDED = "DECIDED", _("決裁済み")
    WITHDRAWN = "WITHDRAWN", _("取下げ")
    VOID = "VOID", _("失効")


OPEN = (DecisionStatus.PENDING, DecisionStatus.RETURNED)


class StepKind(models.TextChoices):
    """What the person of a step does."""

    DRAFT = "DRAFT", _("起案")
    CONFIRM = "CONFIRM", _("確認")
    REVIEW = "REVIEW", _("審査")
    APPROVE = "APPROVE", _("承認")


class ActionKind(models.TextChoices):
    """What somebody did about a request."""

    REQUESTED = "REQUESTED", _("起案した")
    PASSED = "PASSED", _("次へ進めた")
    DECIDED = "DECIDED", _("決めた")
    RETURNED = "RETURNED", _("差し戻した")
    RESUBMITTED = "RESUBMITTED", _("出し直した")
    WITHDRAWN = "WITHDRAWN", _("取り下げた")
    VOIDED = "VOIDED", _("失効した")


class DecisionQuerySet(RecordQuerySet):
    """Decisions; those who govern the hospital see all of its."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, "decisions.view") else rows.none()

    def open(self) -> Self:
        """Not yet decided, withdrawn or void."""
        return self.filter(status__in=OPEN)


class Decision(InstitutionRecord):
    """One matter put before an executive (経営管理編 1.2.1 管理責任 ①)."""

    number = models.CharField(_("番号"), max_length=12, editable=False)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), editable=False)
    serial = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("種類"), max_length=60)
    question = models.CharField(_("決めること"), max_length=300)
    summary = models.TextField(_("提案"), blank=True)
    reason_hint = models.CharField(max_length=300, blank=True)
    options_json = models.JSONField(default=list)
    subject_ref = models.CharField(max_length=100, blank=True)
    obligation_id = models.CharField(_("遵守事項"), max_length=40, blank=True)
    proposal = models.JSONField(default=dict, blank=True)
    material = models.JSONField(default=dict, blank=True)
    material_digest = models.CharField(max_length=64)
    status = models.CharField(
        _("状態"), max_length=12, choices=DecisionStatus, default=DecisionStatus.PENDING
    )
    round = models.PositiveSmallIntegerField(_("回"), default=1)
    current_order = models.PositiveSmallIntegerField(default=1)
    awaiting = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("いまの担当"),
    )
    requested_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("起案者")
    )
    requested_at = models.DateTimeField(_("起案日時"))
    choice = models.CharField(_("結論"), max_length=40, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    decided_by = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("決裁者"),
    )
    decided_at = models.DateTimeField(_("決裁日時"), null=True, blank=True)
    takes_effect_on = models.DateField(_("効力の始まり"), null=True, blank=True)
    review_on = models.DateField(_("見直す日"), null=True, blank=True)
    ends_on = models.DateField(_("最後の日"), null=True, blank=True)
    on_the_spot = models.BooleanField(_("その場の判断"), default=False, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("決裁")
        indexes = [
            models.Index(fields=["institution", "status", "-requested_at"], name="decision_by_status"),
            models.Index(fields=["institution", "awaiting", "status"], name="decision_by_awaiting"),
            models.Index(fields=["institution", "subject_ref"], name="decision_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "fiscal_year", "serial"],
                name="one_decision_per_serial",
                violation_error_message=_("同時に起案されたため番号が重なりました。もう一度お試しください。"),
            ),
            models.UniqueConstraint(fields=["institution", "number"], name="one_decision_per_number"),
            models.CheckConstraint(
                condition=Q(
                    status="DECIDED",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    takes_effect_on__isnull=False,
                )
                & ~Q(choice="")
                | Q(
                    choice="",
                    reason="",
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    takes_effect_on__isnull=True,
                )
                & ~Q(status="DECIDED"),
                name="decision_decided_whole",
                violation_error_message=_("決裁は、結論・決裁者・日時がそろって初めて成立します。"),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["PENDING", "RETURNED"], awaiting__isnull=False)
                | Q(status__in=["DECIDED", "WITHDRAWN", "VOID"], awaiting__isnull=True),
                name="decision_awaits_while_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(on_the_spot=True) | ~Q(decided_by=F("requested_by")),
                name="decision_not_by_requester",
                violation_error_message=_("自分が起案した件を、自分で決めることはできません。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:decision_detail", args=[self.pk])

    @property
    def decision_kind(self) -> DecisionKind:
        """What this kind of decision means; UnknownKind if its room is gone."""
        return get_kind(self.kind)

    @property
    def subject(self) -> models.Model | None:
        """The record decided about, read anew each time."""
        return resolve(self.subject_ref, institution=self.institution) if self.subject_ref else None

    @cached_property
    def options(self) -> list[Option]:
        """The answers as offered with the request, in the reader's language where the kind knows it."""
        labels = {o.key: o.label for o in self.decision_kind.options}
        return [Option(**{**raw, "label": labels.get(raw["key"], raw["label"])}) for raw in self.options_json]

    @property
    def chosen(self) -> Option | None:
        """The answer that was given, if it was decided."""
        return next((o for o in self.options if o.key == self.choice), None)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_approved(self) -> bool:
        """Whether it was decided, with an answer that is an approval."""
        return self.status == DecisionStatus.DECIDED and self.chosen is not None and self.chosen.is_approval

    def ordered_steps(self) -> list[DecisionStep]:
        """All steps in order, from the draft; uses what was prefetched."""
        return sorted(self.steps.all(), key=lambda step: step.order)

    @property
    def current_step(self) -> DecisionStep | None:
        """The step whose turn it is, while the request is pending."""
        if self.status != DecisionStatus.PENDING:
            return None
        return next((s for s in self.steps.all() if s.order == self.current_order), None)

    @property
    def is_at_last_step(self) -> bool:
        """Whether the person whose turn it is gives the answer."""
        return self.current_order == max((s.order for s in self.steps.all()), default=0)


class DecisionStep(InstitutionRecord):
    """One person on the way of a request, and whether they acted in this round. Order 0 is the draft."""

    view_action = "decisions.view"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("段階"), max_length=8, choices=StepKind)
    person = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("担当")
    )
    acted_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("決裁の段階")
        ordering = ("decision", "order")
        constraints = [
            models.UniqueConstraint(fields=["decision", "order"], name="one_step_per_order"),
            models.CheckConstraint(
                condition=Q(acted_by__isnull=True, acted_at__isnull=True)
                | Q(acted_by__isnull=False, acted_at__isnull=False),
                name="step_acted_whole",
            ),
            models.CheckConstraint(
                condition=Q(order=0, kind="DRAFT") | Q(order__gt=0) & ~Q(kind="DRAFT"),
                name="step_draft_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person}"

    @property
    def is_proxy(self) -> bool:
        """Whether somebody else acted for the named person (代決)."""
        return self.acted_by_id is not None and self.acted_by_id != self.person_id


class DecisionAction(InstitutionRecord):
    """One thing somebody did about a request: the history, never changed.

    `on_behalf_of` is the absent person of a 代決; `seen_at` is when that person saw it afterwards.
    """

    view_action = "decisions.view"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="actions")
    round = models.PositiveSmallIntegerField(_("回"))
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("したこと"), max_length=12, choices=ActionKind)
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proxy_reason = models.TextField(_("代決の理由"), blank=True)
    to_order = models.PositiveSmallIntegerField(null=True, blank=True)
    choice = models.CharField(max_length=40, blank=True)
    comment = models.TextField(_("理由・意見"), blank=True)
    material_digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("日時"))
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("決裁の経過")
        ordering = ("decision", "pk")
        indexes = [models.Index(fields=["institution", "on_behalf_of", "seen_at"], name="action_by_absent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True, proxy_reason="")
                | Q(on_behalf_of__isnull=False) & ~Q(proxy_reason=""),
                name="action_proxy_has_reason",
                violation_error_message=_("代決には理由が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(on_behalf_of__isnull=False),
                name="action_seen_only_proxy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}：{self.get_kind_display()}"

    @property
    def is_proxy(self) -> bool:
        """Whether this was done for an absent person (代決)."""
        return self.on_behalf_of_id is not None
