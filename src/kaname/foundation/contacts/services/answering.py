"""A contact answers the link of its mail, without an account: Kaname itself acts, for that one entry alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kaname.foundation.access.flood import count_use
from kaname.foundation.access.texts import clean_line, clean_text
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.contacts.choices import Method, RequestStatus
from kaname.foundation.contacts.models import Confirmation, ConfirmationRequest, Contact
from kaname.foundation.contacts.selectors import keepers_of
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due
from kaname.foundation.notices.services import tell_at_once

from .confirming import CORRECTABLE

PER_SENDER, PER_LINK = 5, 20
MAX_NAME, MAX_MESSAGE = 100, 2_000


class LinkClosed(ValidationError):
    """The link takes no answer: it was answered, withdrawn, or its time is over."""


def answer_link(
    *,
    request: ConfirmationRequest,
    name: str,
    seen: str,
    correction: Mapping[str, str] | None = None,
    message: str = "",
    address: str = "",
) -> ConfirmationRequest:
    """Take the answer: nothing changed (the entry is confirmed now), or a correction that waits for the hospital.

    `seen` is the print of the entry as the page showed it; `address` the sender's network address, counted under a keyed
    hash for at most an hour. Raises TooManyUses; LinkClosed; ValidationError.
    """
    with writing(by=None, action="contacts.answer_link", institution=request.institution) as entry:
        row = ConfirmationRequest._default_manager.select_for_update(no_key=True).get(pk=request.pk)
        count_use(f"contacts:link:{row.pk}", address, per_sender=PER_SENDER, in_all=PER_LINK)
        contact = Contact._default_manager.select_related("person", "institution").get(pk=row.contact_id)
        if not row.is_open_on(clock.today()) or contact.removed_on is not None:
            raise LinkClosed(_("このページは、もう使えません。"))
        if seen != contact.reach_print:
            raise ValidationError(_("登録の内容がその間に変わりました。もう一度お確かめください。"))
        row.answered_name = clean_line(name)[:MAX_NAME]
        if not row.answered_name:
            raise ValidationError({"name": _("お名前を入力してください。")})
        row.answered_at, row.message = clock.now(), clean_text(message)[:MAX_MESSAGE]
        row.correction = _corrected(contact, correction or {})
        if row.correction or row.message:
            return _keep_correction(entry, row, contact)
        return _confirm(entry, row, contact)


def _confirm(entry: Entry, row: ConfirmationRequest, contact: Contact) -> ConfirmationRequest:
    entry.save(
        Confirmation(
            institution=contact.institution,
            contact=contact,
            method=Method.LINK,
            confirmed_on=clock.today(),
            reached=row.answered_name,
            reach_print=contact.reach_print,
        )
    )
    row.status = RequestStatus.CONFIRMED
    return entry.save(row)


def _keep_correction(entry: Entry, row: ConfirmationRequest, contact: Contact) -> ConfirmationRequest:
    row.status = RequestStatus.CORRECTED
    entry.save(row)
    text = say(gettext_noop("緊急連絡先の訂正が届きました：%(name)s。確かめてください。"), name=contact.name)
    url = reverse("contacts:contact_detail", args=[contact.pk])
    keepers = keepers_of(contact.institution, clock.today())
    tell_at_once(contact.institution, [Due(p, f"contact:corrected:{row.pk}", text, url) for p in keepers])
    return row


def _corrected(contact: Contact, said: Mapping[str, str]) -> dict[str, str]:
    """What differs from the entry, field by field. Raises ValidationError on a value that no entry can hold."""
    allowed = ("phone_day", "phone_night", "mail") if contact.is_inside else CORRECTABLE
    values = {name: clean_line(said[name]) for name in allowed if name in said}
    changed = {name: value for name, value in values.items() if value != getattr(contact, name)}
    for name, value in changed.items():
        longest = Contact._meta.get_field(name).max_length  # type: ignore[union-attr]
        if longest is not None and len(value) > longest:
            raise ValidationError({name: _("%(n)s文字までにしてください。") % {"n": longest}})
    if changed.get("mail"):
        try:
            validate_email(changed["mail"])
        except ValidationError as wrong:
            raise ValidationError({"mail": wrong.messages}) from wrong
    after = {name: changed.get(name, getattr(contact, name)) for name in ("phone_day", "phone_night")}
    if not any(after.values()):
        raise ValidationError({"phone_day": _("昼か夜間の電話番号を、少なくとも一つ入れてください。")})
    return changed
