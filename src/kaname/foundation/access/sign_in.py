"""Signing in: no public sign-up, limits that stop guessing but not the hospital, a ledger entry for account events.

A browser that signed in here before carries a signed cookie and is counted apart: whoever guesses passwords, from the
hospital's own address or from elsewhere, exhausts the common limits without locking those browsers out (hostile case 39).
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa import signals as mfa
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Person, User
from .services import record_sign_in

logger = logging.getLogger("kaname.access")

FAILURE_NOTED_EVERY_SECONDS = 300
KNOWN_COOKIE = "kaname_known"
_KNOWN_DAYS = 365
_MOST_KNOWN = 20
_KNOWN_LIMIT = {"login_failed_known": "10/5m/key"}

_MESSAGES = {
    "account/messages/logged_out.txt": gettext_lazy("サインアウトしました。"),
    "account/messages/password_changed.txt": gettext_lazy(
        "パスワードを変えました。ほかの端末のサインインは終わりました。"
    ),
    "account/messages/password_set.txt": gettext_lazy("パスワードを決めました。"),
    "mfa/messages/totp_activated.txt": gettext_lazy("認証アプリを使えるようにしました。"),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("認証アプリをやめました。"),
    "mfa/messages/webauthn_added.txt": gettext_lazy("パスキーを加えました。"),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("パスキーを消しました。"),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "新しい回復コードを作りました。前のコードは使えません。"
    ),
    "usersessions/messages/sessions_logged_out.txt": gettext_lazy("ほかの端末のサインインを終えました。"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the hospital, never by a visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": gettext_lazy("いまのパスワードが違います。もう一度入力してください。"),
        "incorrect_password": gettext_lazy("パスワードが違います。もう一度入力してください。"),
        "incorrect_code": gettext_lazy("コードが違います。新しく表示されたコードを入力してください。"),
        "rate_limited": gettext_lazy("短い間に何度も試されました。5分ほど待って、もう一度お試しください。"),
        "too_many_login_attempts": gettext_lazy(
            "何度も失敗したため、しばらくサインインできません。5分ほど待って、もう一度お試しください。"
        ),
        **dict.fromkeys(
            ("username_password_mismatch", "email_password_mismatch", "invalid_login"),
            gettext_lazy("サインイン名かパスワードが違います。確かめて、もう一度入力してください。"),
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this attempt; a browser that this account has used before has a count of its own."""
        username = credentials.get("username") or ""
        try:
            if _mark(username) in known_accounts(request):
                self._count_known(request, username)
            else:
                super().pre_authenticate(request, **credentials)
        except ValidationError:
            _note_failure(username, request, "sign-in blocked after many failures")
            raise

    def _count_known(self, request: HttpRequest, username: str) -> None:
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="kaname",
            action="login_failed_known",
            config=_KNOWN_LIMIT,
            key=f"{request.COOKIES[KNOWN_COOKIE]}:{_mark(username)}",
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponseBase:
        """Let this browser be known to the account from now on."""
        response: HttpResponseBase = super().post_login(request, user, **options)
        mark = _mark(user.get_username())
        marks = [mark, *(m for m in known_accounts(request) if m != mark)][:_MOST_KNOWN]
        response.set_signed_cookie(
            KNOWN_COOKIE,
            ".".join(marks),
            salt=KNOWN_COOKIE,
            max_age=_KNOWN_DAYS * 86400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our own words for what allauth reports; signing in needs none."""
        words = message or _MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Words for the second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy("この方法はいまやめられません。"),
        "cannot_generate_recovery_codes": gettext_lazy(
            "回復コードは、認証アプリかパスキーを使えるようにしてから作ってください。"
        ),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002  (allauth's name)
        return _("パスキー")


def known_accounts(request: HttpRequest) -> list[str]:
    """The marks of the accounts that have signed in with this browser."""
    value = request.get_signed_cookie(
        KNOWN_COOKIE, default="", salt=KNOWN_COOKIE, max_age=_KNOWN_DAYS * 86400
    )
    return [mark for mark in (value or "").split(".") if mark]


def _mark(username: str) -> str:
    return hashlib.sha256(username.strip().lower().encode()).hexdigest()[:16]


def _note(user: User | None, event: str) -> None:
    if user is None:
        return
    for person in Person._default_manager.select_related("institution").filter(user=user):
        record_sign_in(person=person, event=event)


def _note_failure(username: str, request: HttpRequest | None, event: str) -> None:
    """At most one entry per account and event in five minutes: a flood of guesses must not become a flood of entries."""
    if not cache.add(f"noted:{_mark(event)}:{_mark(username)}", 1, FAILURE_NOTED_EVERY_SECONDS):
        return
    logger.warning(
        "%s: account %s, address %s",
        event,
        _mark(username),
        request.META.get("REMOTE_ADDR") if request else "",
    )
    _note(User._default_manager.filter(username=username).first(), event)


@receiver(account.user_logged_in)
def _signed_in(sender: object, user: User, **_kwargs: Any) -> None:
    _note(user, "signed in")


@receiver(account.user_logged_out)
def _signed_out(sender: object, user: User | None = None, **_kwargs: Any) -> None:
    _note(user, "signed out")


@receiver(user_login_failed)
def _failed(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any
) -> None:
    _note_failure(credentials.get("username") or "", request, "sign-in failed")


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


@receiver(mfa.authenticator_reset)
def _second_factor_renewed(sender: object, user: User, authenticator: Any, **_kwargs: Any) -> None:
    _note(user, f"second factor renewed: {authenticator.type}")


@receiver(mfa.authentication_failed)
def _second_factor_failed(sender: object, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    _note_failure(user.get_username(), request, "second factor failed")
