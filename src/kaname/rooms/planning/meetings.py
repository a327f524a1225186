"""The management review as a kind of meeting: who chairs it, what is put before it, and when it is whole.

Source: 経営管理編 1.2.1 見直し・改善 ②
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.roles import Role
from kaname.foundation.meetings.kinds import MeetingKind, meeting_kind
from kaname.foundation.meetings.models import Meeting
from kaname.foundation.meetings.selectors import improvements_of

from .models import REVIEW, Outcome
from .selectors.reviews import conclusions_of, inputs_of
from .selectors.sections import shown

ROWS_ON_PAPER = 15


@meeting_kind(REVIEW)
class ManagementReviewMeeting(MeetingKind):
    """An executive looks at the whole, concludes whether control works, and orders improvements."""

    label = gettext_lazy("経営層による見直し")
    chair_roles = frozenset({Role.EXECUTIVE})

    def inputs(self, meeting: Meeting) -> list[dict[str, Any]]:
        return inputs_of(meeting)

    def check(self, meeting: Meeting) -> None:
        """Conclusions on control and outcome are written, and improvements are ordered exactly if they were decided."""
        review = conclusions_of(meeting)
        if review is None or not review.control or not review.outcome:
            raise ValidationError(
                _("統制が働いているかと、見直しの結果を書いてから、議事録を確定してください。")
            )
        ordered = improvements_of(meeting).exclude(status="WITHDRAWN").exists()
        if review.outcome == Outcome.IMPROVE and not ordered:
            raise ValidationError(_("改善を命じると決めています。確定する前に、改善の指示を出してください。"))
        if review.outcome == Outcome.NO_CHANGE and ordered:
            raise ValidationError(
                _(
                    "改善の指示が出ています。見直しの結果を「改善を命じる」に直すか、指示を取り下げてください。"
                )
            )

    def page_of(self, meeting: Meeting) -> str:
        return reverse("planning:review_detail", args=[meeting.pk])

    def annex(self, meeting: Meeting) -> list[dict[str, Any]]:
        """What was put before the review, as the minutes show it on paper."""
        return [
            {
                "title": part.title,
                "sentences": ["".join(part.sentences)] if part.sentences else [],
                "head": part.headings,
                "rows": _first(part.rows, len(part.headings)),
            }
            for part in shown(meeting.inputs, {})
        ]


def _first(rows: list[list[str]], columns: int) -> list[list[str]]:
    """The first rows, and how many more the screen shows."""
    if len(rows) <= ROWS_ON_PAPER:
        return rows
    more = _("ほか%(n)s件") % {"n": len(rows) - ROWS_ON_PAPER}
    return [*rows[:ROWS_ON_PAPER], [more, *[""] * (columns - 1)]]
