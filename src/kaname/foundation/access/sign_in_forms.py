"""Allauth's forms in Kaname's look and words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaname.web.forms import KanameFormMixin

Words = str | Promise
_PASSWORD = _("パスワード")
_RULE = _("12文字以上。名前に似たもの、よく使われる言葉だけのものは使えません。")
_CODE = _("認証アプリに表示された6桁のコード、または回復コード")


class _Worded(KanameFormMixin):
    """Labels and help by field name; no placeholders, and the browser's own checks are off."""

    labels: ClassVar[dict[str, Words]] = {}
    helps: ClassVar[dict[str, Words]] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)  # type: ignore[assignment]
            field.help_text = self.helps.get(name, "")  # type: ignore[assignment]
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_Worded, account.LoginForm):  # type: ignore[misc]
    """Sign-in name and password."""

    labels = {"login": _("サインイン名"), "password": _PASSWORD}


class ReauthenticateForm(_Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something delicate."""

    labels = {"password": _PASSWORD}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password, with the present one."""

    labels = {
        "oldpassword": _("いまのパスワード"),
        "password1": _("新しいパスワード"),
        "password2": _("新しいパスワード（もう一度）"),
    }
    helps = {"password1": _RULE}


class SetPasswordForm(_Worded, account.SetPasswordForm):  # type: ignore[misc]
    """A first password for an account that has none."""

    labels = {"password1": _("新しいパスワード"), "password2": _("新しいパスワード（もう一度）")}
    helps = {"password1": _RULE}


class SecondFactorForm(_Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    """The code that follows the password."""

    labels = {"code": _CODE}


class SecondFactorAgainForm(_Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something delicate."""

    labels = {"code": _CODE}


class ActivateTotpForm(_Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code proves that the app was set up."""

    labels = {"code": _("認証アプリに表示された6桁のコード")}


class AddPasskeyForm(_Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey gets a name; without a password when the device checks who holds it."""

    labels = {"name": _("名前"), "passwordless": _("パスワードなしでサインインする")}
    helps = {
        "name": _("例：病院の端末、自分の電話"),
        "passwordless": _("指紋・顔・暗証番号で本人を確かめる端末なら、これだけでサインインできます。"),
    }


class RenamePasskeyForm(_Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    labels = {"name": _("名前")}
