"""Settings of Kaname: one file, read from the data folder and a few environment variables.

`KANAME_DATA` names the data folder (database, evidence, keys, secrets); `DATABASE_URL` chooses PostgreSQL.
"""

import json
import os
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("KANAME_DATA", "data")).absolute()
_CONFIG_FILE = DATA_DIR / "config.json"
CONFIG: dict[str, object] = json.loads(_CONFIG_FILE.read_text()) if _CONFIG_FILE.exists() else {}

TESTING = "pytest" in sys.modules
DEBUG = os.environ.get("KANAME_DEBUG") == "1"
_SECRET_FILE = DATA_DIR / "keys" / "secret"
SECRET_KEY = _SECRET_FILE.read_text().strip() if _SECRET_FILE.exists() else "not-prepared-yet-" + "0" * 40
SIGNING_KEY_FILE = DATA_DIR / "keys" / "signing.pem"
TEXT_KEY_FILE = DATA_DIR / "keys" / "text.key"
ALLOWED_HOSTS = [str(h) for h in CONFIG.get("hosts", [])] or ["127.0.0.1", "localhost", "[::1]", "testserver"]  # type: ignore[attr-defined]
CSRF_TRUSTED_ORIGINS = [str(o) for o in CONFIG.get("origins", [])]  # type: ignore[attr-defined]
KANAME_RUN = os.environ.get(
    "KANAME_RUN", ""
)  # the start of the server: what ran under another one stands still
KANAME_CLOCK = os.environ.get("KANAME_CLOCK", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "django_filters",
    "kaname.web",
    "kaname.foundation.calendar",
    "kaname.foundation.access",
    "kaname.foundation.ledger",
    "kaname.foundation.summaries",
    "kaname.foundation.audiences",
    "kaname.foundation.evidence",
    "kaname.foundation.imports",
    "kaname.foundation.decisions",
    "kaname.foundation.directives",
    "kaname.foundation.meetings",
    "kaname.foundation.obligations",
    "kaname.foundation.notices",
    "kaname.foundation.contacts",
    "kaname.rooms.organisation",
    "kaname.rooms.documents",
    "kaname.rooms.laws",
    "kaname.rooms.planning",
    "kaname.rooms.training",
    "kaname.rooms.inquiries",
    "kaname.rooms.assets",
    "kaname.rooms.incidents",
    "kaname.rooms.continuity",
    "kaname.outputs.overview",
    "kaname.outputs.kit",
    # After ours, whose templates for signing in come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "kaname.foundation.access.middleware.PersonMiddleware",
    "kaname.foundation.access.middleware.FaultMiddleware",
]

ROOT_URLCONF = "kaname.urls"
WSGI_APPLICATION = "kaname.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kaname.outputs.overview.navigation.context",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "kaname.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        # SQLite does not queue writers: on a busy machine one may be passed over for long, and should wait, not fail.
        "timeout": 60,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
        ),
    },
    "CONN_MAX_AGE": None,
}
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {
    "default": dict(dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True))
    if DATABASE_URL
    else _SQLITE
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "kaname.foundation.access.sign_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
_FORMS = "kaname.foundation.access.sign_in_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.SecondFactorForm",
    "reauthenticate": f"{_FORMS}.SecondFactorAgainForm",
    "activate_totp": f"{_FORMS}.ActivateTotpForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.RenamePasskeyForm",
}
MFA_ADAPTER = "kaname.foundation.access.sign_in.SecondFactorAdapter"
# A whole hospital may come from one address; browsers that signed in before are counted apart (access/sign_in.py).
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "10/5m/key,60/5m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Kaname"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = int(str(CONFIG.get("session_idle_seconds", 30 * 60)))
SESSION_ABSOLUTE_SECONDS = int(str(CONFIG.get("session_absolute_seconds", 12 * 3600)))
_HTTPS = bool(CONFIG.get("https", False))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS  # browsers offer passkeys without https on localhost only
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
SECURE_SSL_REDIRECT = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIG.get("behind_proxy") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.get("behind_proxy") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# One institution writes at most a few megabytes in a form; files stream to disk (evidence checks its own limit).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
EVIDENCE_DIR = DATA_DIR / "evidence"
EVIDENCE_MAX_BYTES = int(str(CONFIG.get("evidence_max_bytes", 100 * 1024 * 1024)))

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

_SMTP: dict[str, object] = CONFIG.get("smtp", {})  # type: ignore[assignment]
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if _SMTP else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_CONFIGURED = bool(_SMTP)
EMAIL_HOST = str(_SMTP.get("host", "localhost"))
EMAIL_PORT = int(str(_SMTP.get("port", 25)))
EMAIL_HOST_USER = str(_SMTP.get("user", ""))
EMAIL_HOST_PASSWORD = str(_SMTP.get("password", ""))
EMAIL_USE_TLS = bool(_SMTP.get("tls", False))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = str(_SMTP.get("from", "kaname@localhost"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"kaname": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
