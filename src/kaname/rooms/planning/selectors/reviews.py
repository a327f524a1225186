"""Reads about management reviews: what is put before one, what came of those before, and all that its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.directives.models import Directive, DirectiveStatus
from kaname.foundation.directives.selectors import people_to_tell
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.meetings.models import Meeting, MeetingQuerySet, MeetingStatus
from kaname.foundation.meetings.selectors import MeetingView, meeting_view, newest_held
from kaname.foundation.obligations.catalogue import current
from kaname.foundation.obligations.engine import parameters_of
from kaname.foundation.summaries.registry import Period, Purpose, Section, section
from kaname.rooms.planning.models import REVIEW, ManagementReview

from .sections import Material, ShownSection, highlights, material_of, shown

MONTHS_WITHOUT_EARLIER = 12
FOLLOW_UP = "planning.follow_up"
IMPROVERS = (Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF)


def earlier_review(meeting: Meeting) -> Meeting | None:
    """The last confirmed review held before this one."""
    return newest_held(meeting.institution, REVIEW, on=meeting.day - ONE_DAY)


def period_of(meeting: Meeting) -> Period:
    """What a review looks at: the days since the review before it, or a year."""
    earlier = earlier_review(meeting)
    if earlier is not None and earlier.held_on is not None:
        return Period(earlier.held_on + ONE_DAY, meeting.day)
    return Period(add_months(meeting.day, -MONTHS_WITHOUT_EARLIER), meeting.day)


def inputs_of(meeting: Meeting) -> Material:
    """What is put before a review: what became of the last one's improvements, then what every room has to say."""
    told = follow_up(meeting)
    own = [{**told.as_json(), "name": FOLLOW_UP}] if told else []
    return [*own, *material_of(meeting.institution, Purpose.MANAGEMENT_REVIEW, period_of(meeting))]


def follow_up(meeting: Meeting) -> Section | None:
    """How the improvements ordered by the review before this one stand."""
    earlier = earlier_review(meeting)
    if earlier is None or earlier.held_on is None:
        return None
    rows = directives_of(meeting.institution, [earlier])
    kept = [row for row in rows if row.status != DirectiveStatus.WITHDRAWN]
    done = sum(row.status == DirectiveStatus.ACCEPTED for row in kept)
    late = [row for row in kept if row.is_overdue(clock.today())]
    return section(
        _n("前回の見直しの後"),
        *_stand(earlier.held_on, len(kept), done, late),
        attention=[_late(row) for row in late],
        headings=[_n("前回命じた改善"), _n("担当"), _n("期限"), _n("状態")],
        rows=[
            (str(row), row.addressee.name, row.due_on, say(_WORDS[DirectiveStatus(row.status)]))
            for row in rows
        ],
        refs=[earlier, *rows],
    )


_WORDS = {
    DirectiveStatus.ISSUED: _n("未受領"),
    DirectiveStatus.ACKNOWLEDGED: _n("実施中"),
    DirectiveStatus.REPORTED: _n("判断待ち"),
    DirectiveStatus.RETURNED: _n("差戻し"),
    DirectiveStatus.ACCEPTED: _n("完了"),
    DirectiveStatus.WITHDRAWN: _n("取下げ"),
}


def _stand(held_on: date, kept: int, done: int, late: Sequence[Directive]) -> list[Sentence]:
    if not kept:
        return [say(_n("前回（%(on)s）は、改善を命じていません。"), on=held_on)]
    said = say(
        _n("前回（%(on)s）に命じた%(n)s件の改善のうち、%(done)s件が完了しました。"),
        on=held_on,
        n=kept,
        done=done,
    )
    return [said, say(_n("期限を過ぎたものが%(n)s件あります。"), n=len(late))] if late else [said]


def _late(row: Directive) -> Sentence:
    return say(
        _n("前回命じた改善「%(title)s」が、期限の%(due)sを過ぎています。担当は%(name)sさんです。"),
        title=row.title,
        due=row.deadline_on,
        name=row.addressee.name,
    )


def directives_of(institution: Institution, meetings: Sequence[Meeting]) -> list[Directive]:
    """What these meetings ordered, in the order given, with addressees and their roles."""
    refs = [ref_of(meeting) for meeting in meetings]
    rows = Directive.objects.of(institution).filter(origin__in=refs).with_people().order_by("pk")
    return list(rows.prefetch_related("addressee__memberships"))


def confirmed_reviews(institution: Institution) -> list[Meeting]:
    """The reviews whose minutes are confirmed, the newest first, with chair, roles and conclusions."""
    rows = Meeting.objects.of(institution).filter(kind=REVIEW, status=MeetingStatus.CLOSED)
    rows = rows.select_related("chair", "review").prefetch_related("chair__memberships").defer("inputs")
    return list(rows.order_by("-held_on", "-pk"))


def unconfirmed_reviews(institution: Institution) -> list[Meeting]:
    """The reviews that were held and whose minutes nobody has confirmed, the newest first."""
    rows = Meeting.objects.of(institution).filter(kind=REVIEW, status=MeetingStatus.HELD)
    return list(rows.select_related("chair").defer("inputs").order_by("-held_on", "-pk"))


def review_rows(person: Person) -> MeetingQuerySet:
    """The reviews a person may see, with their conclusions."""
    rows: MeetingQuerySet = Meeting.objects.visible_to(person)
    return (
        rows.filter(kind=REVIEW).select_related("chair", "secretary", "review", "closed_by").defer("inputs")
    )


def conclusions_of(meeting: Meeting) -> ManagementReview | None:
    """What was concluded in a review, if anything was written yet."""
    return ManagementReview.objects.of(meeting.institution).filter(meeting=meeting).first()


def people_to_improve(by: Person) -> QuerySet[Person]:
    """Whom a review may tell to improve something: planning managers and operations staff of today."""
    chosen = Person.objects.of(by.institution).holding(IMPROVERS, clock.today())
    return people_to_tell(by).filter(pk__in=chosen.values("pk"))


def next_review_by(institution: Institution) -> date | None:
    """The last day on which the next review is in time; None as long as there never was one."""
    last = newest_held(institution, REVIEW, on=clock.today())
    months = parameters_of(institution, current())["management_review_months"]
    return add_months(last.held_on, months) if last and last.held_on else None


@dataclass(frozen=True)
class ReviewPage:
    """All that the page of a review shows."""

    meeting: Meeting
    view: MeetingView
    conclusions: ManagementReview | None
    sections: list[ShownSection]
    highlights: list[str]
    period: Period

    @property
    def ref(self) -> str:
        """The meeting's product-wide name."""
        return ref_of(self.meeting)

    @property
    def other_items(self) -> list[Any]:
        """The items of the agenda that the conclusions do not already say."""
        written = generated_topics(self.meeting)
        return [item for item in self.view.items if item.topic not in written]


def generated_topics(meeting: Meeting) -> set[str]:
    """The topics of the minutes that are written from the conclusions."""
    return {title_in_japanese(part) for part in meeting.inputs} | {CONTROL_TOPIC, OUTCOME_TOPIC}


CONTROL_TOPIC, OUTCOME_TOPIC = "統制が働いているか", "見直しの結果"


def title_in_japanese(part: dict[str, Any]) -> str:
    """A section's title as the minutes name it, whatever language the writer reads."""
    values, text = part["title"]["values"], str(part["title"]["text"])
    return text % values if values else text


def review_page(meeting: Meeting) -> ReviewPage:
    """A review as governors see it; before it is held with the material as it is now."""
    conclusions = conclusions_of(meeting)
    remarks = conclusions.remarks if conclusions else {}
    sections = shown(meeting.inputs if meeting.held_on else inputs_of(meeting), remarks)
    return ReviewPage(
        meeting=meeting,
        view=meeting_view(meeting),
        conclusions=conclusions,
        sections=sections,
        highlights=highlights(sections),
        period=period_of(meeting),
    )
