"""Inquiries come in: entered by somebody of the hospital, or sent through a desk's public form."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kaname.foundation.access.checks import require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due
from kaname.foundation.notices.services import tell_at_once
from kaname.rooms.inquiries.choices import Channel, InquiryKind
from kaname.rooms.inquiries.classes import Rules, rules_of
from kaname.rooms.inquiries.models import ContactPoint, Inquiry
from kaname.rooms.inquiries.selectors import people_with

from .checks import MAX_BODY, MAX_LINE, clean_line, clean_text
from .flood import count_post


def enter_inquiry(
    *,
    by: Person,
    desk: ContactPoint,
    kind: str,
    channel: str,
    subject: str,
    body: str,
    sender: str = "",
    contact: str = "",
    received_at: datetime | None = None,
) -> Inquiry:
    """Enter an inquiry that somebody took on the telephone, by letter or in person.

    `subject` must name nobody: it stands in lists, notices and the ledger. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.1 説明責任 ②
    """
    with writing(by=by, action="inquiries.enter") as entry:
        require_own(by.institution, desk=desk)
        at = received_at or clock.now()
        if at > clock.now():
            raise ValidationError({"received_at": _("受付日時は、いままでの時刻にしてください。")})
        if not clean_line(subject):
            raise ValidationError({"subject": _("件名を入力してください。個人の名前や病名は書きません。")})
        inquiry = _new(desk, kind, channel, at, subject=subject, body=body, sender=sender, contact=contact)
        inquiry.received_by = by
        return _take_in(entry, inquiry)


def receive_public(
    *,
    desk: ContactPoint,
    kind: str,
    body: str,
    nonce: str,
    sender: str = "",
    contact: str = "",
    language: str = "ja",
    address: str = "",
) -> Inquiry:
    """Take in one post of the public form: Kaname itself acts, for a visitor without an account.

    The same post twice (a double click) makes one inquiry. `address` is the sender's network address: it is counted
    under a keyed hash for at most an hour and never stored. Raises TooManyPosts; ValidationError.
    """
    with writing(by=None, action="inquiries.receive_public", institution=desk.institution) as entry:
        ContactPoint._default_manager.select_for_update(no_key=True).get(pk=desk.pk)
        mark = _fingerprint(nonce, kind, body, sender, contact)
        earlier = Inquiry.objects.of(desk.institution).filter(fingerprint=mark).first()
        if earlier is not None:
            return earlier
        count_post(desk, address)
        now = clock.now()
        inquiry = _new(desk, kind, Channel.PUBLIC_FORM, now, body=body, sender=sender, contact=contact)
        inquiry.language, inquiry.fingerprint = language, mark
        return _take_in(entry, inquiry)


def _fingerprint(nonce: str, *parts: str) -> str:
    """What tells a post sent twice from a second post; the nonce is not kept, so the texts cannot be guessed from it."""
    return hmac.new(nonce.encode(), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def _new(
    desk: ContactPoint,
    kind: str,
    channel: str,
    at: datetime,
    *,
    body: str,
    subject: str = "",
    sender: str = "",
    contact: str = "",
) -> Inquiry:
    texts = {"sender": clean_line(sender), "contact": clean_line(contact), "body": clean_text(body)}
    _require_texts(texts)
    if kind not in InquiryKind:
        raise ValidationError({"kind": _("区分を一つ選んでください。")})
    rules = rules_of(desk.institution)[kind]
    received_on = clock.day_of(at)
    inquiry = Inquiry(
        institution=desk.institution,
        desk=desk,
        kind=kind,
        channel=channel,
        received_at=at,
        received_on=received_on,
        subject=clean_line(subject),
        wants_reply=bool(texts["contact"]),
        **texts,
    )
    apply_rules(inquiry, rules)
    return inquiry


def apply_rules(inquiry: Inquiry, rules: Rules) -> None:
    """Due day, approval and identification as the class asks."""
    inquiry.due_on = rules.due_on(inquiry.received_on)
    inquiry.needs_approval, inquiry.needs_identity = rules.needs_approval, rules.needs_identity


def _require_texts(texts: dict[str, str]) -> None:
    if not texts["body"]:
        raise ValidationError({"body": _("内容を入力してください。")})
    for name, limit in (("body", MAX_BODY), ("sender", MAX_LINE), ("contact", MAX_LINE)):
        if len(texts[name]) > limit:
            raise ValidationError({name: _("%(n)s文字までにしてください。") % {"n": f"{limit:,}"}})


def _take_in(entry: Entry, inquiry: Inquiry) -> Inquiry:
    number(inquiry)
    entry.save(inquiry)
    if rules_of(inquiry.institution)[inquiry.kind].is_urgent:
        tell_safety_officers(inquiry)
    return inquiry


def number(inquiry: Inquiry) -> None:
    """The next number of the fiscal year in which it was received."""
    inquiry.fiscal_year = fiscal_year(inquiry.received_on)
    inquiry.serial = next_in_year(Inquiry, inquiry.institution, inquiry.fiscal_year)
    inquiry.number = f"Q{inquiry.fiscal_year}-{inquiry.serial:03d}"


def tell_safety_officers(inquiry: Inquiry) -> None:
    """A report of a leak reaches the safety officer at once, not with the next tick or digest."""
    text = say(
        gettext_noop("漏えいの申告が届きました（%(number)s）。すぐに確かめてください。"),
        number=inquiry.number,
    )
    url = reverse("inquiries:inquiry_detail", args=[inquiry.pk])
    officers = people_with(inquiry.institution, frozenset({Role.SAFETY_OFFICER}))
    tell_at_once(inquiry.institution, [Due(p, leak_key(inquiry), text, url) for p in officers])


def leak_key(inquiry: Inquiry) -> str:
    """The key of that notice."""
    return f"inquiry:leak:{inquiry.pk}"
