"""The meetings of this room: those of committees."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kaname.foundation.meetings.kinds import MeetingKind, meeting_kind

COMMITTEE = "organisation.committee"


@meeting_kind(COMMITTEE)
class CommitteeMeeting(MeetingKind):
    """A meeting of a committee that steers the information systems (経営管理編 1.2.1 管理責任 ①)."""

    label = _("委員会")
