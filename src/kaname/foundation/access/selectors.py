"""Reads about accounts: who can sign in, with what, since when."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from kaname.foundation.calendar import clock

from .models import ApiToken, Membership, Person
from .roles import Role


def accounts_visible_to(person: Person) -> QuerySet[Person]:
    """The people of the institution who have an account; `has_second_factor` says whether a password is not enough."""
    keys = Authenticator.objects.filter(user=OuterRef("user")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return (
        Person.objects.visible_to(person)  # type: ignore[no-any-return]
        .filter(user__isnull=False)
        .select_related("user")
        .prefetch_related("memberships")
        .annotate(has_second_factor=Exists(keys))
    )


def people_without_account(person: Person) -> QuerySet[Person]:
    """Whoever is here today and cannot sign in yet."""
    rows = Person.objects.visible_to(person).active_on(clock.today()).filter(user__isnull=True)
    return rows.order_by("kana", "name", "pk")  # type: ignore[no-any-return]


def roles_in_words(person: Person) -> str:
    """The roles held today, in the order of the house."""
    held = person.roles_on(clock.today())
    return "、".join(str(r.label) for r in Role if r in held)


def memberships_of(person: Person) -> QuerySet[Membership]:
    """All roles a person holds or held, the newest first."""
    rows: QuerySet[Membership] = Membership.objects.of(person.institution).filter(person=person)
    return rows.order_by("-starts_on", "-pk")


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """A person's own API tokens, the newest first."""
    rows: QuerySet[ApiToken] = ApiToken.objects.of(person.institution).filter(person=person)
    return rows.order_by("-pk")


@dataclass(frozen=True)
class SecondFactor:
    """What an account has besides its password."""

    has_app: bool
    passkeys: int
    has_recovery_codes: bool

    @property
    def is_set(self) -> bool:
        """Whether the password alone is not enough."""
        return self.has_app or self.passkeys > 0


def second_factor_of(person: Person) -> SecondFactor:
    """How a person proves who they are besides the password."""
    kinds = list(Authenticator.objects.filter(user_id=person.user_id or 0).values_list("type", flat=True))
    kind = Authenticator.Type
    return SecondFactor(kind.TOTP in kinds, kinds.count(kind.WEBAUTHN), kind.RECOVERY_CODES in kinds)
