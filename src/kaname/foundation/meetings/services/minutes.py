"""After a meeting: record that it took place, write its minutes, confirm them, and put right what they say.

Source: 経営管理編 1.2.1 管理責任 ②, 見直し・改善 ②
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.meetings import selectors
from kaname.foundation.meetings.kinds import get_kind
from kaname.foundation.meetings.models import Addendum, Meeting, MeetingStatus

from .rows import Line, require_own, set_items

S = MeetingStatus


def hold_meeting(
    *,
    by: Person,
    meeting: Meeting,
    held_on: date,
    present: Collection[int],
    begins: time | None = None,
    ends: time | None = None,
) -> Meeting:
    """Record that it took place, and who came (`present`: ids of people called). What was put before it is frozen.

    Raises PermissionDenied; ValidationError for a day to come, or when it took place already; StaleRecord.
    """
    with writing(by=by, action="meetings.manage") as entry:
        require_own(by, meeting)
        if meeting.status != S.PLANNED:
            raise ValidationError(_("この会議は、もう予定の会議ではありません。画面を開き直してください。"))
        if held_on > clock.today():
            raise ValidationError({"held_on": _("開催日は今日までの日にしてください。")})
        meeting.held_on, meeting.status = held_on, S.HELD
        meeting.begins, meeting.ends = begins or meeting.begins, ends or meeting.ends
        meeting.inputs = get_kind(meeting.kind).inputs(meeting)
        entry.save(meeting)
        for row in meeting.attendances.all():
            row.present = row.person_id in present
            entry.save(row)
        return meeting


def write_minutes(*, by: Person, meeting: Meeting, items: Sequence[Line], result: str = "") -> Meeting:
    """Write up what was said and concluded.

    Raises PermissionDenied; ValidationError before it is held or once it is confirmed; StaleRecord.
    """
    with writing(by=by, action="meetings.manage") as entry:
        require_own(by, meeting)
        if meeting.status != S.HELD:
            raise ValidationError(_("議事録は、会議を開いた後、確定するまで書けます。"))
        meeting.result = result.strip()
        entry.save(meeting)
        set_items(entry, meeting, items)
        return meeting


def close_minutes(*, by: Person, meeting: Meeting) -> Meeting:
    """The chair confirms the minutes; from now on they cannot change, and their digest is kept.

    The chair answers for what was said, so no further approval is asked: what the meeting decided goes on as
    directives and decisions of its own. Raises PermissionDenied for anybody else; ValidationError; StaleRecord.
    """
    with writing(by=by, action="meetings.confirm") as entry:
        require_own(by, meeting)
        if by.pk != meeting.chair_id:
            raise PermissionDenied(_("議事録を確定できるのは、議長だけです。"))
        if meeting.status != S.HELD:
            raise ValidationError(_("確定を待つ議事録ではありません。画面を開き直してください。"))
        if not meeting.result:
            raise ValidationError(
                {"result": _("会議の結論を入力してください。変更がないときも、そのことを書きます。")}
            )
        get_kind(meeting.kind).check(meeting)
        meeting.status, meeting.closed_at, meeting.closed_by = S.CLOSED, clock.now(), by
        meeting.orders = selectors.orders_given(meeting)
        meeting.digest = selectors.digest_of(meeting)
        return entry.save(meeting)


def add_addendum(*, by: Person, meeting: Meeting, text: str) -> Addendum:
    """Put right what confirmed minutes say, beside them.

    Raises PermissionDenied; ValidationError while they can still be changed, or without a text.
    """
    with writing(by=by, action="meetings.manage") as entry:
        require_own(by, meeting)
        if meeting.status != S.CLOSED:
            raise ValidationError(_("確定する前の議事録は、そのまま直せます。"))
        return entry.save(
            Addendum(
                institution=meeting.institution,
                meeting=meeting,
                text=text.strip(),
                added_by=by,
                added_at=clock.now(),
            )
        )
