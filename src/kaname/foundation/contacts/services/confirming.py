"""Entries are confirmed: by a call, or by a link that the contact answers; corrections are taken over or refused."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import (
    require_active,
    require_house,
    require_not_future,
    require_own,
    require_text,
)
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import wareki
from kaname.foundation.contacts.choices import Method, RequestStatus
from kaname.foundation.contacts.models import Confirmation, ConfirmationRequest, Contact
from kaname.foundation.notices.services import post_letter, withdraw_letter

from .entries import change_contact, require_on_chart

LINK_DAYS = 14
CORRECTABLE = ("person_name", "person_title", "deputy_name", "phone_day", "phone_night", "mail")
"""What a contact may ask to be changed of their own entry."""


def token_digest(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def confirm_by_phone(
    *,
    by: Person,
    contact: Contact,
    reached: str,
    confirmed_on: date | None = None,
    caller: Person | None = None,
    is_night: bool = False,
    minutes: int | None = None,
    changes: str = "",
    **values: Any,
) -> Confirmation:
    """Record that somebody called and whom they reached. `values` are numbers and names that were found to be others.

    `caller` is who called (`by`), `minutes` how long it took until somebody answered.
    Raises PermissionDenied; ValidationError; StaleRecord. Source: 経営管理編 1.2.2 善後策 ③
    """
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, contact)
        require_on_chart(contact)
        require_text(reached=reached)
        day, who = confirmed_on or clock.today(), caller or by
        require_not_future(confirmed_on=day)
        require_own(by.institution, caller=who)
        require_active(who, day, "caller")
        if minutes is not None and not 0 <= minutes <= 10_080:
            raise ValidationError({"minutes": _("分は、0から10,080までの数字にしてください。")})
        told = _apply(by, contact, values)
        said = "、".join(part for part in (told, changes.strip()) if part)
        row = _confirmation(contact, Method.PHONE, day, reached.strip(), said)
        row.confirmed_by, row.is_night, row.minutes = who, is_night, minutes
        return entry.save(row)


def ask_by_link(*, by: Person, contact: Contact, address: Callable[[str], str]) -> ConfirmationRequest:
    """Send the contact a mail with a link by which they confirm or correct their own entry.

    `address` makes a full address of a path. An earlier link that waits is withdrawn. The secret of the link stands in
    the mail alone. Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, contact)
        require_on_chart(contact)
        if not contact.mail:
            raise ValidationError(
                _("メールが登録されていません。電話で確かめるか、先にメールを登録してください。")
            )
        for earlier in contact.requests.filter(status=RequestStatus.WAITING):
            _withdraw(entry, earlier)
        token = secrets.token_urlsafe(32)
        request = entry.save(
            ConfirmationRequest(
                institution=contact.institution,
                contact=contact,
                digest=token_digest(token),
                sent_to=contact.mail,
                asked_by=by,
                asked_at=clock.now(),
                expires_on=clock.today() + timedelta(days=LINK_DAYS),
                reach_print=contact.reach_print,
            )
        )
        url = address(reverse("contacts:answer", args=[token]))
        subject, body = _letter(by, request, url)
        post_letter(contact.institution, key=_key(request), to=contact.mail, subject=subject, body=body)
        return request


def withdraw_link(*, by: Person, request: ConfirmationRequest) -> ConfirmationRequest:
    """Make a link worthless that nobody answered yet. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, request)
        if request.status != RequestStatus.WAITING:
            raise ValidationError(_("このリンクは、もう答えを待っていません。"))
        return _withdraw(entry, request)


def take_correction(*, by: Person, request: ConfirmationRequest) -> Confirmation:
    """Take over what the contact corrected; the entry counts as confirmed from the day of the answer.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="contacts.manage") as entry:
        _require_correction(by, request)
        contact = Contact.objects.of(by.institution).get(pk=request.contact_id)
        told = _apply(by, contact, {k: v for k, v in request.correction.items() if k in CORRECTABLE})
        assert request.answered_at is not None
        day = clock.day_of(request.answered_at)
        row = entry.save(_confirmation(contact, Method.LINK, day, request.answered_name, told))
        _judge(entry, request, RequestStatus.TAKEN, by, "")
        return row


def refuse_correction(*, by: Person, request: ConfirmationRequest, reason: str) -> ConfirmationRequest:
    """Leave the entry as it is, with a reason. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage", note=reason.strip()) as entry:
        _require_correction(by, request)
        require_text(reason=reason)
        return _judge(entry, request, RequestStatus.REFUSED, by, reason.strip())


def _confirmation(contact: Contact, method: str, day: date, reached: str, changes: str) -> Confirmation:
    return Confirmation(
        institution=contact.institution,
        contact=contact,
        method=method,
        confirmed_on=day,
        reached=reached[:200],
        changes=changes[:500],
        reach_print=contact.reach_print,
    )


def _apply(by: Person, contact: Contact, values: dict[str, Any]) -> str:
    """Write changed values into the entry; which fields changed, in words (not what they say: that may be private)."""
    fields: dict[str, Any] = {k: str(v or "").strip() for k, v in values.items() if k in CORRECTABLE}
    if contact.is_inside:
        fields = {k: v for k, v in fields.items() if k in ("phone_day", "phone_night", "mail")}
    changed = {k: v for k, v in fields.items() if getattr(contact, k) != v}
    if not changed:
        return ""
    change_contact(by=by, contact=contact, **changed)
    with translation.override("ja"):
        names = [str(Contact._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    return "、".join(names)


def _require_correction(by: Person, request: ConfirmationRequest) -> None:
    require_house(by, request)
    if request.status != RequestStatus.CORRECTED:
        raise ValidationError(_("取り入れるかどうかを決める訂正がありません。"))


def _judge(
    entry: Entry, request: ConfirmationRequest, status: str, by: Person, reason: str
) -> ConfirmationRequest:
    request.status, request.judged_by, request.judged_at = status, by, clock.now()
    request.judge_reason = reason
    return entry.save(request)


def _withdraw(entry: Entry, request: ConfirmationRequest) -> ConfirmationRequest:
    request.status = RequestStatus.WITHDRAWN
    withdraw_letter(request.institution, key=_key(request))
    return entry.save(request)


def _key(request: ConfirmationRequest) -> str:
    return f"contact:link:{request.pk}"


def _letter(by: Person, request: ConfirmationRequest, url: str) -> tuple[str, str]:
    """The mail in Japanese; it says nothing that a wrong reader could use but the link itself."""
    hospital = request.institution.name
    with translation.override("ja"):
        subject = _("【%(hospital)s】緊急連絡先のご確認のお願い") % {"hospital": hospital}
        body = _(
            "%(name)s 御中\n\n%(hospital)s の %(who)s です。\n情報システムの非常時にご連絡する先として、"
            "登録させていただいています。\n下のページで、登録の内容に変わりがないかをお確かめください。"
            "会員登録は要りません。\n\n%(url)s\n\n"
            "このページは %(until)s まで開け、一度だけ答えられます。お心当たりがないときは、このメールを破棄してください。\n\n"
            "%(hospital)s"
        ) % {
            "name": request.contact.name,
            "hospital": hospital,
            "who": by.title_and_name,
            "url": url,
            "until": wareki(request.expires_on),
        }
    return subject, body
