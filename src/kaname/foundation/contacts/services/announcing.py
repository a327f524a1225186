"""The texts of announcements: written in quiet times, changed with a version each, retired."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.contacts.choices import PLACES, AnnouncementAudience
from kaname.foundation.contacts.models import AnnouncementTemplate

MAX_TEXT = 20_000


def write_template(*, by: Person, audience: str, title: str, body: str) -> AnnouncementTemplate:
    """Keep a text for an announcement. Raises PermissionDenied; ValidationError. Source: 経営管理編 3.4.3 ②"""
    with writing(by=by, action="contacts.manage") as entry:
        row = AnnouncementTemplate(institution=by.institution)
        _fill(row, by, audience, title, body)
        return entry.save(row)


def change_template(
    *, by: Person, template: AnnouncementTemplate, audience: str, title: str, body: str
) -> AnnouncementTemplate:
    """Make another version of a text; the ledger keeps the former. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, template)
        if template.retired_on is not None:
            raise ValidationError(_("この文案は使うのをやめています。変えるときは、先に戻してください。"))
        _fill(template, by, audience, title, body)
        return entry.save(template)


def retire_template(*, by: Person, template: AnnouncementTemplate) -> AnnouncementTemplate:
    """Use a text no more. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, template)
        if template.retired_on is not None:
            raise ValidationError(_("この文案は、既に使うのをやめています。"))
        template.retired_on = clock.today()
        return entry.save(template)


def restore_template(*, by: Person, template: AnnouncementTemplate) -> AnnouncementTemplate:
    """Use a text again. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, template)
        if template.retired_on is None:
            raise ValidationError(_("この文案は、いま使われています。"))
        template.retired_on = None
        return entry.save(template)


def _fill(row: AnnouncementTemplate, by: Person, audience: str, title: str, body: str) -> None:
    require_text(title=title, body=body)
    if audience not in AnnouncementAudience:
        raise ValidationError({"audience": _("だれに向けた文案かを選んでください。")})
    if len(body) > MAX_TEXT:
        raise ValidationError({"body": _("%(n)s文字までにしてください。") % {"n": f"{MAX_TEXT:,}"}})
    row.audience, row.title, row.body = audience, title.strip(), body.strip()
    unknown = [place for place in row.places if place not in PLACES]
    if unknown:
        known = "、".join(f"{{{{{name}}}}}" for name in PLACES)
        raise ValidationError(
            {
                "body": _("埋める所の名前が分かりません：%(unknown)s。使えるのは %(known)s です。")
                % {"unknown": "、".join(unknown)[:200], "known": known}
            }
        )
    row.written_on, row.written_by = clock.today(), by
