"""The list of accounts."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from .models import ApiToken, Person
from .roles import Role
from .search import search_key
from .selectors import accounts_visible_to, roles_in_words


def account_badge(person: Person) -> Badge:
    """Whether somebody can sign in today, in a word and a tone."""
    if person.user is None:
        return Badge(_("アカウントなし"), "neutral")
    if not person.user.is_active:
        return Badge(_("停止"), "neutral")
    if not person.is_active_on(clock.today()):
        return Badge(_("在籍の期間外"), "warn")
    return Badge(_("有効"), "good")


def token_badge(token: ApiToken) -> Badge:
    """Whether a token still opens anything."""
    if token.revoked_on:
        return Badge(_("取消済み"), "neutral")
    if token.expires_on < clock.today():
        return Badge(_("期限切れ"), "neutral")
    return Badge(_("有効"), "good")


def second_factor_badge(person: Person) -> Badge:
    """Whether a password alone opens the account."""
    has = getattr(person, "has_second_factor", False)
    return Badge(_("あり"), "good") if has else Badge(_("パスワードのみ"), "warn")


def account_url(person: Person) -> str:
    """Where an account is managed."""
    return reverse("access:account_detail", args=[person.pk])


COLUMNS = (
    Column("name", gettext_lazy("氏名"), "title_and_name", sort="kana", url=account_url),
    Column("username", gettext_lazy("サインイン名"), "user.username", sort="user__username"),
    Column("roles", gettext_lazy("役割"), roles_in_words),
    Column(
        "last_login",
        gettext_lazy("最後のサインイン"),
        "user.last_login",
        sort="user__last_login",
        kind="date",
    ),
    Column(
        "second_factor",
        gettext_lazy("二段階の確認"),
        second_factor_badge,
        sort="has_second_factor",
        kind="status",
    ),
    Column("state", gettext_lazy("状態"), account_badge, sort="user__is_active", kind="status"),
)


def _in_state(rows: QuerySet[Person], value: str) -> QuerySet[Person]:
    return rows.filter(user__is_active=value == "ACTIVE")


def _with_role(rows: QuerySet[Person], role: str) -> QuerySet[Person]:
    today = clock.today()
    held = Q(memberships__role=role, memberships__starts_on__lte=today)
    running = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=today)
    return rows.filter(pk__in=Person.objects.filter(held & running).values("pk"))


def _with_second_factor(rows: QuerySet[Person], value: str) -> QuerySet[Person]:
    return rows.filter(Q(has_second_factor=value == "YES"))


def account_listing(request: HttpRequest, person: Person) -> Listing[Person]:
    """The accounts of the institution."""
    filters: dict[str, FilterSpec] = {
        "state": (
            gettext_lazy("状態"),
            [("ACTIVE", gettext_lazy("有効")), ("STOPPED", gettext_lazy("停止"))],
            _in_state,
        ),
        "role": (gettext_lazy("役割"), Role.choices, _with_role),
        "second_factor": (
            gettext_lazy("二段階の確認"),
            [("YES", gettext_lazy("あり")), ("NO", gettext_lazy("パスワードのみ"))],
            _with_second_factor,
        ),
    }
    return Listing(
        request,
        accounts_visible_to(person),
        COLUMNS,
        search=("search_key", "user__username"),
        normalise=search_key,
        filters=filters,
        default_sort="name",
        name="accounts",
    )
