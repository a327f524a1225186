"""Desks: opened, changed, closed, and their notices confirmed (経営管理編 1.2.1 説明責任 ②)."""

from __future__ import annotations

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.evidence import services as evidence
from kaname.rooms.inquiries.choices import Audience
from kaname.rooms.inquiries.models import ContactPoint, NoticeConfirmation

from .checks import clean_line, require_responsible

# Neither 0 and o nor 1, i and l: the address is also read from paper and typed.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug() -> str:
    """Twelve letters in three groups: 59 bits, and short enough to type."""
    letters = [secrets.choice(_LETTERS) for _n in range(12)]
    return "-".join("".join(letters[i : i + 4]) for i in (0, 4, 8))


def open_desk(
    *,
    by: Person,
    name: str,
    responsible: Person,
    audience: str = Audience.PATIENTS,
    deputy: Person | None = None,
    phone: str = "",
    email: str = "",
    place: str = "",
    hours: str = "",
    has_public_form: bool = False,
    starts_on: date | None = None,
) -> ContactPoint:
    """Open a desk. Raises PermissionDenied; ValidationError without a channel or with somebody who cannot answer.

    Source: 経営管理編 1.2.1 説明責任 ②
    """
    with writing(by=by, action="inquiries.manage") as entry:
        desk = ContactPoint(institution=by.institution, slug=new_slug(), starts_on=starts_on or clock.today())
        _describe(desk, name, audience, responsible, deputy, phone, email, place, hours, has_public_form)
        return entry.save(desk)


def change_desk(
    *,
    by: Person,
    desk: ContactPoint,
    name: str,
    responsible: Person,
    audience: str,
    deputy: Person | None = None,
    phone: str = "",
    email: str = "",
    place: str = "",
    hours: str = "",
    has_public_form: bool = False,
) -> ContactPoint:
    """Change a desk. Raises as `open_desk`; StaleRecord."""
    with writing(by=by, action="inquiries.manage") as entry:
        require_own(by.institution, desk=desk)
        _require_kept(desk)
        _describe(desk, name, audience, responsible, deputy, phone, email, place, hours, has_public_form)
        return entry.save(desk)


def _describe(
    desk: ContactPoint,
    name: str,
    audience: str,
    responsible: Person,
    deputy: Person | None,
    phone: str,
    email: str,
    place: str,
    hours: str,
    has_public_form: bool,
) -> None:
    require_own(desk.institution, responsible=responsible, deputy=deputy)
    require_responsible(responsible, "responsible")
    if deputy is not None:
        require_responsible(deputy, "deputy")
    if not clean_line(name):
        raise ValidationError({"name": _("窓口の名前を入力してください。")})
    desk.name, desk.audience, desk.responsible, desk.deputy = clean_line(name), audience, responsible, deputy
    desk.phone, desk.email, desk.place = clean_line(phone), email.strip(), clean_line(place)
    desk.hours, desk.has_public_form = clean_line(hours), has_public_form
    if not desk.has_channel:
        raise ValidationError(_("電話、メール、場所、ウェブの受付のどれか一つは決めてください。"))


def close_desk(*, by: Person, desk: ContactPoint, ends_on: date) -> ContactPoint:
    """Close a desk; `ends_on` is its last day. Its inquiries stay and are worked on.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="inquiries.manage") as entry:
        require_own(by.institution, desk=desk)
        _require_kept(desk)
        desk.ends_on = ends_on
        return entry.save(desk)


def _require_kept(desk: ContactPoint) -> None:
    if desk.ends_on is not None:
        raise ValidationError(_("この窓口は終わっています。新しい窓口を設けてください。"))


def confirm_notice(
    *,
    by: Person,
    desk: ContactPoint,
    where: str,
    confirmed_on: date | None = None,
    url: str = "",
    photo: UploadedFile | None = None,
    note: str = "",
) -> NoticeConfirmation:
    """Record that the desk is announced, with a photo or the address of the page as evidence.

    Raises PermissionDenied; ValidationError without either, or for a day to come.
    Source: 経営管理編 1.2.1 説明責任 ②
    """
    with writing(by=by, action="inquiries.confirm_notice") as entry:
        require_own(by.institution, desk=desk)
        day = confirmed_on or clock.today()
        if day > clock.today():
            raise ValidationError({"confirmed_on": _("確かめた日は、今日までの日にしてください。")})
        if not url.strip() and photo is None:
            raise ValidationError(_("掲示の写真か、載っているページのアドレスのどちらかを付けてください。"))
        row = entry.save(
            NoticeConfirmation(
                institution=by.institution,
                contact_point=desk,
                where=where,
                confirmed_on=day,
                confirmed_by=by,
                url=url.strip(),
                photo_name=(photo.name or "")[:255] if photo is not None else "",
                note=clean_line(note),
            )
        )
        if photo is not None:
            evidence.attach(by=by, record=row, files=[photo])
        return row
