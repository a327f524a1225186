"""What is typed into a form while its session ends stays for an hour, for the same account only (hostile case 31).

`keep` is called when a form arrives after its session has ended; `find` offers the texts when the page is opened again
after signing in; `drop` forgets them once the form was sent. They lie encrypted. Nothing is kept of passwords, phrases, codes and files, and nothing
for visitors: only the middleware that ends a session knows whose texts they are.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from kaname.foundation.calendar import clock
from kaname.web.typed import Typed

from .encrypted import UnreadableText, decrypt, encrypt

KEPT_SECONDS = 3600
_MOST = 3
_MOST_CHARACTERS = 500_000
_KEY = "typed_before"
_NEVER = {"credential", "code", "csrfmiddlewaretoken", "form_token", "phrase", "phrase_again"}


def address_of(request: HttpRequest) -> str:
    """The page to come back to: for a form, the page that held it."""
    referer = request.headers.get("Referer", "")
    if _is_sent_from_a_page(request) and url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(referer)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()


def _is_sent_from_a_page(request: HttpRequest) -> bool:
    return request.method == "POST" or "HX-Request" in request.headers


def keep(request: HttpRequest) -> None:
    """Keep a form that came too late, under the page that held it."""
    user = getattr(request, "ended_user", None)
    body = _fields(request.POST).urlencode()
    if user is None or not body or len(body) > _MOST_CHARACTERS:
        return
    page = urlsplit(address_of(request)).path
    sealed = encrypt(body, bound_to=f"draft:{user}")
    kept = {"page": page, "to": request.path, "user": user, "at": _now(), "body": str(sealed)}
    request.session[_KEY] = [*_living(request), kept][-_MOST:]


def find(request: HttpRequest) -> Typed | None:
    """What this account had typed on this page, if it is not older than an hour."""
    if request.method != "GET" or _KEY not in request.session:
        return None
    mine = [k for k in _living(request) if k["page"] == request.path and k["user"] == request.user.pk]
    if not mine:
        return None
    try:
        return Typed(QueryDict(decrypt(mine[-1]["body"], bound_to=f"draft:{request.user.pk}")))
    except UnreadableText:
        return None


def drop(request: HttpRequest) -> None:
    """Forget what was typed: the form has been sent now."""
    if _KEY in request.session:
        request.session[_KEY] = [k for k in _living(request) if k["to"] != request.path]


def _living(request: HttpRequest) -> list[dict]:
    return [k for k in request.session.get(_KEY, []) if k["at"] > _now() - KEPT_SECONDS]


def _fields(posted: QueryDict) -> QueryDict:
    kept = posted.copy()
    for name in posted:
        if name in _NEVER or "password" in name.lower():
            del kept[name]
    return kept


def _now() -> int:
    return int(clock.real_now().timestamp())
