"""Signing in: no public sign-up, and every account event leaves a ledger entry."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from .models import Person, User
from .services import record_sign_in


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the hospital, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def _note(user: User | None, event: str) -> None:
    if user is None:
        return
    for person in Person._default_manager.select_related("institution").filter(user=user):
        record_sign_in(person=person, event=event)


@receiver(account.user_logged_in)
def _signed_in(sender: object, user: User, **_kwargs: Any) -> None:
    _note(user, "signed in")


@receiver(account.user_logged_out)
def _signed_out(sender: object, user: User | None = None, **_kwargs: Any) -> None:
    _note(user, "signed out")


@receiver(user_login_failed)
def _failed(sender: object, credentials: dict[str, Any], **_kwargs: Any) -> None:
    _note(User._default_manager.filter(username=credentials.get("username") or "").first(), "sign-in failed")


@receiver(account.password_changed)
@receiver(account.password_set)
def _password_changed(sender: object, user: User, **_kwargs: Any) -> None:
    _note(user, "password changed")


@receiver(mfa.authenticator_added)
def _second_factor_added(sender: object, user: User, authenticator: Any, **_kwargs: Any) -> None:
    _note(user, f"second factor added: {authenticator.type}")


@receiver(mfa.authenticator_removed)
def _second_factor_removed(sender: object, user: User, authenticator: Any, **_kwargs: Any) -> None:
    _note(user, f"second factor removed: {authenticator.type}")
