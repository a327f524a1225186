"""The plan's structured part: what each part says, and which items of the five phases the plan settles.

Source: 経営管理編 3.4.1 ①
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_not_future, require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.rooms.continuity.choices import NEEDS_PERSON, NEEDS_TEXT, PartKey, PhaseStatus
from kaname.rooms.continuity.models import PhaseCheck, PlanPart
from kaname.rooms.continuity.phases import items


def write_part(
    *, by: Person, key: str, text: str = "", person: Person | None = None, revision: int | None = None
) -> PlanPart:
    """Say what a part of the plan is from today; the earlier wording stays in the plan's history.

    `revision` is that of the present wording as it was read.
    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="continuity.plan") as entry:
        if key not in PartKey.values:
            raise ValidationError(_("この項目はありません。"))
        require_own(by.institution, person=person)
        words = text.replace("\r\n", "\n").strip()
        _require_whole(key, words, person)
        rows = PlanPart.objects.of(by.institution).filter(ends_on__isnull=True).select_related("person")
        present = {row.key: row for row in rows}
        part = present.get(key)
        if part is not None and revision is not None and part.revision != revision:
            raise StaleRecord(part)
        if part is not None and (part.text, part.person_id) == (words, person.pk if person else None):
            return part
        if person is not None:
            require_active(person, clock.today(), "person")
            _require_two_people(present, key, person)
        if part is not None and part.starts_on < clock.today():
            part.ends_on = clock.today() - ONE_DAY
            entry.save(part)
            part = None
        if part is None:
            part = PlanPart(institution=by.institution, key=key, starts_on=clock.today())
        part.text, part.person, part.changed_by = words, person, by
        return entry.save(part)


def _require_whole(key: str, text: str, person: Person | None) -> None:
    if key in NEEDS_TEXT and not text:
        raise ValidationError({"text": _("入力してください。")})
    if key in NEEDS_PERSON and person is None:
        raise ValidationError({"person": _("選んでください。")})


def _require_two_people(present: dict[str, PlanPart], key: str, person: Person) -> None:
    pair = {
        PartKey.DECISION_MAKER: PartKey.DEPUTY_DECISION_MAKER,
        PartKey.DEPUTY_DECISION_MAKER: PartKey.DECISION_MAKER,
    }
    other = present.get(pair[PartKey(key)]) if key in pair else None
    if other is not None and other.person_id == person.pk:
        raise ValidationError({"person": _("決める人とその代理は、別の人にしてください。")})


def check_item(
    *,
    by: Person,
    item: str,
    status: str,
    place: str = "",
    owner: Person | None = None,
    checked_on: date | None = None,
    note: str = "",
    revision: int | None = None,
) -> PhaseCheck:
    """Say whether the plan settles an item of the five phases, where, and who looks after it.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="continuity.manage") as entry:
        if item not in items():
            raise ValidationError({"item": _("この項目はありません。")})
        if status not in PhaseStatus.values:
            raise ValidationError({"status": _("選んでください。")})
        if status == PhaseStatus.SETTLED and not place.strip():
            raise ValidationError({"place": _("策定済みの項目には、BCPのどこにあるかを書いてください。")})
        if status == PhaseStatus.NOT_APPLICABLE and not note.strip():
            raise ValidationError({"note": _("該当しない理由を書いてください。")})
        day = checked_on or clock.today()
        require_not_future(checked_on=day)
        require_own(by.institution, owner=owner)
        row = PhaseCheck.objects.of(by.institution).filter(item=item).first()
        if row is not None and revision is not None and row.revision != revision:
            raise StaleRecord(row)
        row = row or PhaseCheck(institution=by.institution, item=item)
        if owner is not None and owner.pk != row.owner_id:
            require_active(owner, clock.today(), "owner")
        row.status, row.place, row.owner, row.checked_on, row.note = (
            status,
            place.strip(),
            owner,
            day,
            note.strip(),
        )
        return entry.save(row)
