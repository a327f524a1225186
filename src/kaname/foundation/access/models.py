"""Who exists: groups of hospitals, institutions, user accounts, people, and the roles people hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.calendar import clock

from .records import InstitutionRecord, Recorded, RecordQuerySet, UnrecordedWrite, new_salt, recording
from .roles import Role


class HospitalGroup(Recorded):
    """A group or region that oversees several institutions."""

    name = models.CharField(_("名称"), max_length=200)

    class Meta:
        verbose_name = _("グループ")

    def __str__(self) -> str:
        return self.name


class Institution(Recorded):
    """A hospital: the owner of every record."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("病院名"), max_length=200)
    group = models.ForeignKey(
        HospitalGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_sample = models.BooleanField(_("見本の病院"), default=False)

    class Meta:
        verbose_name = _("病院")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """Finds accounts by sign-in name. Accounts are made by `services.create_account`."""

    def get_by_natural_key(self, username: str | None) -> User:
        found: User = self.get(username=username)
        return found


class User(AbstractBaseUser, Recorded):
    """An account that can sign in. What it may do follows from the people and roles it stands for."""

    username = models.CharField(_("サインイン名"), max_length=64, unique=True)
    email = models.EmailField(_("メール"), blank=True)
    is_active = models.BooleanField(_("有効"), default=True)
    is_staff = False
    is_superuser = False

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    ledger_omit = frozenset({"password", "last_login"})

    class Meta:
        verbose_name = _("アカウント")

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sign-in may store a new password hash or sign-in time by itself; all else goes through a service."""
        fields = set(kwargs.get("update_fields") or ())
        if fields and fields <= self.ledger_omit:
            type(self)._base_manager.filter(pk=self.pk).update(**{f: getattr(self, f) for f in fields})
            return
        if not recording.get() and not self._state.adding and self._only_omitted_changed():
            type(self)._base_manager.filter(pk=self.pk).update(
                password=self.password, last_login=self.last_login
            )
            return
        if not recording.get():
            raise UnrecordedWrite("accounts are written by access.services")
        super().save(*args, **kwargs)

    def _only_omitted_changed(self) -> bool:
        stored = type(self)._base_manager.get(pk=self.pk)
        names = (f.attname for f in self._meta.concrete_fields if f.attname not in self.ledger_omit)
        return all(getattr(stored, n) == getattr(self, n) for n in names)


class PersonKind(models.TextChoices):
    """How somebody comes to work here; everyone is under control, employed or not (経営管理編 3.1.2 ④)."""

    EMPLOYEE = "EMPLOYEE", _("職員（直接雇用）")
    DISPATCHED = "DISPATCHED", _("派遣職員")
    VENDOR_STAFF = "VENDOR_STAFF", _("事業者の要員")


class PersonQuerySet(RecordQuerySet):
    """People; `active_on` a day in Japan, `holding` a role."""

    def active_on(self, day: date) -> PersonQuerySet:
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def holding(self, roles: Iterable[str], day: date) -> PersonQuerySet:
        """Those who belong to the house on a day and hold one of these roles then, each once."""
        held = Membership.objects.filter(role__in=sorted(roles), starts_on__lte=day)
        held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        return self.active_on(day).filter(pk__in=held.values("person_id"))

    def by_reading(self) -> PersonQuerySet:
        """In the order in which Japanese lists name people."""
        return self.order_by("kana", "name", "pk")


class Person(InstitutionRecord):
    """A human being as one institution knows them. `ends_on` is their last day. Names are kept as typed."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    name = models.CharField(_("氏名"), max_length=100)
    kana = models.CharField(_("よみ"), max_length=100, blank=True)
    kind = models.CharField(_("区分"), max_length=16, choices=PersonKind, default=PersonKind.EMPLOYEE)
    title = models.CharField(_("役職"), max_length=100, blank=True)
    number = models.CharField(_("職員番号"), max_length=40, blank=True)
    employer = models.CharField(_("所属会社"), max_length=200, blank=True)
    email = models.EmailField(_("メール"), blank=True)
    phone = models.CharField(_("電話"), max_length=40, blank=True)
    starts_on = models.DateField(_("開始日"))
    ends_on = models.DateField(_("終了日"), null=True, blank=True)
    search_key = models.CharField(max_length=400, editable=False, blank=True)
    private_salt = models.CharField(max_length=64, default=new_salt, editable=False)

    objects = PersonQuerySet.as_manager()
    ledger_private = frozenset({"email", "phone"})

    class Meta:
        verbose_name = _("人")
        indexes = [models.Index(fields=["institution", "kana"], name="person_by_kana")]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "user"],
                condition=Q(user__isnull=False),
                name="one_person_per_account",
                violation_error_message=_("このアカウントは既に別の人に結び付いています。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="person_ends_after_start",
                violation_error_message=_("終了日は開始日より後にしてください。"),
            ),
            models.UniqueConstraint(
                fields=["institution", "number"],
                condition=~Q(number=""),
                name="one_person_per_number",
                violation_error_message=_("この職員番号は既に使われています。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_active_on(self, day: date) -> bool:
        """Whether the person belongs to the hospital on that day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def roles_on(self, day: date) -> frozenset[str]:
        """The roles held on that day; none before the first or after the last day of the person."""
        if not self.is_active_on(day):
            return frozenset()
        return frozenset(m.role for m in self.memberships.all() if m.is_active_on(day))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held today, read once per request."""
        return self.roles_on(clock.today())

    @property
    def title_and_name(self) -> str:
        """As the header shows it: 病院長　佐伯 恵."""
        return f"{self.title}　{self.name}" if self.title else self.name


class Membership(InstitutionRecord):
    """A role that a person holds for a period. `ends_on` is the last day; `origin` names what granted it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("役割"), max_length=20, choices=Role)
    starts_on = models.DateField(_("開始日"))
    ends_on = models.DateField(_("終了日"), null=True, blank=True)
    origin = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        verbose_name = _("役割")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("終了日は開始日より後にしてください。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}：{self.get_role_display()}"

    def get_absolute_url(self) -> str:
        """The account of whoever holds it."""
        return reverse("access:account_detail", args=[self.person_id])

    def is_active_on(self, day: date) -> bool:
        """Whether the role is held on that day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class ApiToken(InstitutionRecord):
    """A bearer token for the API, bound to a person and to scopes. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("用途"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    may_write = models.BooleanField(_("書き込みを許す"), default=False)
    expires_on = models.DateField(_("有効期限"))
    revoked_on = models.DateField(_("取り消した日"), null=True, blank=True)

    class Meta:
        verbose_name = _("APIトークン")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its owner's settings."""
        return f"{reverse('access:settings')}#tokens"
