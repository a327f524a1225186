"""What comes of a meeting: directives that it gives, and questions that it puts before an executive.

Source: 経営管理編 1.2.1 管理責任 ②, 見直し・改善 ②
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import writing
from kaname.foundation.decisions.kinds import GENERAL, Option
from kaname.foundation.decisions.models import Decision
from kaname.foundation.decisions.services import Step, request_decision
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.schedule import Recurrence
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.meetings.models import Meeting, MeetingStatus

from .rows import require_own


def order(
    *,
    by: Person,
    meeting: Meeting,
    addressee: Person,
    title: str,
    body: str,
    due_on: date,
    obligation_id: str = "",
    addressee_role: str = "",
    recurrence: str = Recurrence.NONE,
) -> Directive:
    """Give a directive that the meeting decided on; it names the meeting as its origin.

    Raises PermissionDenied; ValidationError before the meeting is held or once its minutes are confirmed.
    """
    with writing(by=by, action="directives.issue"):
        _require_held(by, meeting)
        return issue_directive(
            by=by,
            addressee=addressee,
            title=title,
            body=body,
            due_on=due_on,
            obligation_id=obligation_id,
            addressee_role=addressee_role,
            recurrence=recurrence,
            origin=ref_of(meeting),
        )


def ask_decision(
    *,
    by: Person,
    meeting: Meeting,
    question: str,
    steps: Sequence[Step],
    summary: str = "",
    text: str = "",
    options: Sequence[Option] | None = None,
    prepare: Callable[[Decision], None] | None = None,
) -> Decision:
    """Put a question that the meeting could not answer itself before those who decide it, as a Decision about it.

    Raises PermissionDenied; ValidationError before the meeting is held or once its minutes are confirmed.
    """
    with writing(by=by, action="decisions.request"):
        _require_held(by, meeting)
        return request_decision(
            by=by,
            kind=GENERAL,
            subject=meeting,
            question=question,
            steps=steps,
            summary=summary,
            proposal={"text": text},
            options=options,
            prepare=prepare,
        )


def _require_held(by: Person, meeting: Meeting) -> None:
    require_own(by, meeting)
    if meeting.status != MeetingStatus.HELD:
        raise ValidationError(_("会議からの指示と決裁は、会議を開いた後、議事録を確定するまでに出します。"))
