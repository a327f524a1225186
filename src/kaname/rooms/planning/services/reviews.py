"""What executives and planners do about a management review: write down its conclusions, and order improvements.

Planning, holding and confirming it are done as for every meeting (`foundation.meetings`).
Source: 経営管理編 1.2.1 見直し・改善 ②, 3.1.1 ①
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.directives.models import Directive
from kaname.foundation.meetings import services as meetings
from kaname.foundation.meetings.models import Meeting, MeetingStatus
from kaname.foundation.meetings.services import Line
from kaname.rooms.planning.models import REVIEW, Control, ManagementReview, MeasureTopic, Outcome
from kaname.rooms.planning.selectors.reviews import (
    CONTROL_TOPIC,
    IMPROVERS,
    OUTCOME_TOPIC,
    conclusions_of,
    generated_topics,
    title_in_japanese,
)

from .report_checks import tidy


def write_review(
    *,
    by: Person,
    meeting: Meeting,
    remarks: Mapping[str, str] | None = None,
    control: str = "",
    control_reason: str = "",
    outcome: str = "",
    result: str = "",
    briefed: Sequence[str] = (),
) -> ManagementReview:
    """Write down what a review that was held concludes; the minutes say the same. May be done again until confirmed.

    `remarks` by the name of the input section. Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 1.2.1 見直し・改善 ②, 3.1.1 ①
    """
    with writing(by=by, action="planning.review") as entry:
        _require_held(by, meeting)
        _require_choices(control, outcome, briefed)
        review = conclusions_of(meeting) or ManagementReview(institution=by.institution)
        review.meeting = meeting
        review.remarks = tidy(remarks or {})
        review.control, review.control_reason = control, control_reason.strip()
        review.outcome = outcome
        review.briefed = [topic.value for topic in MeasureTopic if topic in briefed]
        if control and not review.control_reason:
            raise ValidationError({"control_reason": _("そう判断した理由を書いてください。")})
        entry.save(review)
        meetings.write_minutes(by=by, meeting=meeting, items=_lines(meeting, review), result=result)
        return review


def _require_choices(control: str, outcome: str, briefed: Sequence[str]) -> None:
    if control and control not in Control.values:
        raise ValidationError({"control": _("統制が働いているかを選んでください。")})
    if outcome and outcome not in Outcome.values:
        raise ValidationError({"outcome": _("見直しの結果を選んでください。")})
    if not set(briefed) <= set(MeasureTopic.values):
        raise ValidationError({"briefed": _("説明を受けた対策を選び直してください。")})


def _lines(meeting: Meeting, review: ManagementReview) -> list[Line]:
    """The agenda as planned, then a line for each remark and for the conclusions, in Japanese as minutes are."""
    written = generated_topics(meeting)
    planned = [
        Line(item.topic, item.discussion, item.conclusion)
        for item in meeting.items.all()
        if item.topic not in written
    ]
    remarked = [
        Line(title_in_japanese(part), review.remarks[part["name"]])
        for part in meeting.inputs
        if part.get("name") in review.remarks
    ]
    with translation.override("ja"):
        control = str(review.get_control_display()) if review.control else ""
        outcome = str(review.get_outcome_display()) if review.outcome else ""
    closing = [
        *([Line(CONTROL_TOPIC, review.control_reason, control)] if control else []),
        *([Line(OUTCOME_TOPIC, "", outcome)] if outcome else []),
    ]
    return [*planned, *remarked, *closing]


def order_in_review(
    *, by: Person, meeting: Meeting, addressee: Person, title: str, body: str, due_on: date
) -> Directive:
    """Order an improvement of a planning manager or of operations staff, with its due day.

    Raises PermissionDenied; ValidationError, also once the minutes are confirmed.
    Source: 経営管理編 1.2.1 見直し・改善 ②
    """
    with writing(by=by, action="planning.review"):
        _require_held(by, meeting)
        role = next((r for r in IMPROVERS if r in addressee.roles), None)
        if role is None:
            raise ValidationError(
                {
                    "addressee": _(
                        "改善は、企画管理者かシステム運用担当者に命じます。どちらかの人を選んでください。"
                    )
                }
            )
        return meetings.order(
            by=by,
            meeting=meeting,
            addressee=addressee,
            title=title,
            body=body,
            due_on=due_on,
            addressee_role=role,
        )


def _require_held(by: Person, meeting: Meeting) -> None:
    require_house(by, meeting)
    if meeting.kind != REVIEW:
        raise ValidationError(_("この会議は、経営層による見直しではありません。"))
    if meeting.status != MeetingStatus.HELD:
        raise ValidationError(
            _(
                "結果を書けるのは、見直しを開いてから議事録を確定するまでです。先に、開いたことを記録してください。"
            )
        )
