"""What waits for one person today, from every room: each entry a sentence and the one step to take.

Many things of one sort are one entry: nine documents to read are one errand, not nine decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.decisions.models import Decision
from kaname.foundation.decisions.selectors import decisions_awaiting, decisions_returned_to
from kaname.foundation.directives.models import Directive, DirectiveReport, DirectiveStatus
from kaname.foundation.directives.selectors import directives_to, reports_awaiting_verdict
from kaname.foundation.ledger.findings import few
from kaname.foundation.meetings.models import Meeting
from kaname.foundation.meetings.selectors import minutes_to_confirm
from kaname.rooms.documents.selectors import unread_versions
from kaname.rooms.inquiries.selectors import open_inquiries_of
from kaname.rooms.laws.selectors.pledges import text_to_sign
from kaname.rooms.planning.selectors.plans import tasks_due
from kaname.rooms.training.selectors.learning import my_courses

# A task of the plan is named at home from this many days before its last day.
TASK_DAYS = 14
# A directive stands at home by itself from this many days before it is due.
DIRECTIVE_DAYS = 30


class HasPage(Protocol):
    """A record that has a page of its own."""

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_primary: bool = False


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the person: what it is, in a sentence, and the one step to take."""

    label: str
    title: str
    text: str
    buttons: tuple[Button, ...]


def to_decide(person: Person) -> list[Waiting]:
    """What others wait for: decisions, reports to judge, minutes to confirm, directives to report on."""
    return _decisions(person) + _reports(person) + _minutes(person) + _directives(person)


def errands(person: Person) -> list[Waiting]:
    """What the person owes as a member of the hospital: questions, tasks, pledge, courses, documents to read."""
    return _inquiries(person) + _tasks(person) + _pledge(person) + _courses(person) + _reading(person)


def _decisions(person: Person) -> list[Waiting]:
    if not policy.may(person, "decisions.view"):
        return []
    due = [_decision(row, _("決める")) for row in decisions_awaiting(person)]
    return due + [_decision(row, _("直す"), _("差戻し")) for row in decisions_returned_to(person)]


def _decision(row: Decision, verb: str, label: str = "") -> Waiting:
    url = row.get_absolute_url()
    text = row.summary or _("%(who)s さんから") % {"who": row.requested_by.name}
    return Waiting(
        label=label or str(row.decision_kind.label),
        title=row.question,
        text=text,
        buttons=(Button(_("資料"), f"{url}#material"), Button(verb, f"{url}#act", is_primary=True)),
    )


def _reports(person: Person) -> list[Waiting]:
    if not policy.may(person, "directives.judge"):
        return []
    return [_report(row) for row in reports_awaiting_verdict(person)]


def _report(row: DirectiveReport) -> Waiting:
    url = row.directive.get_absolute_url()
    return Waiting(
        label=_("報告の確認"),
        title=_("%(title)s（指示 %(number)s）")
        % {"title": row.directive.title, "number": row.directive.number},
        text=_("%(who)s さん：%(body)s") % {"who": row.reported_by.name, "body": _first_line(row.body)},
        buttons=(_step(_("読んで判断する"), f"{url}#moves"),),
    )


def _minutes(person: Person) -> list[Waiting]:
    if not policy.may(person, "meetings.view"):
        return []
    return [_meeting(row) for row in minutes_to_confirm(person)]


def _meeting(row: Meeting) -> Waiting:
    return Waiting(
        label=_("議事録の確認"),
        title=row.title,
        text=_("読んで、内容が正しければ確認してください。"),
        buttons=(_step(_("議事録を読む"), row.get_absolute_url()),),
    )


def _directives(person: Person) -> list[Waiting]:
    """Those that are due soon or late one by one; of the others, only that they are there."""
    rows = sorted(directives_to(person).exclude(status=DirectiveStatus.REPORTED), key=_next_due)
    soon = clock.today() + timedelta(days=DIRECTIVE_DAYS)
    near = [row for row in rows if _next_due(row) <= soon]
    later = rows[len(near) :]
    return [_directive(row) for row in near] + ([_later(later)] if later else [])


def _next_due(row: Directive) -> date:
    return row.next_report_on or row.due_on


def _later(rows: Sequence[Directive]) -> Waiting:
    return Waiting(
        label=_("指示"),
        title=_("期限が先の指示が%(n)s件あります") % {"n": len(rows)},
        text=_("いちばん近い期限は%(day)sです。") % {"day": show_date(_next_due(rows[0]))},
        buttons=(Button(_("見る"), _address(rows, "directives:directive_list")),),
    )


def _directive(row: Directive) -> Waiting:
    due = _next_due(row)
    late = due < clock.today()
    return Waiting(
        label=_("期限を過ぎた指示") if late else _("指示"),
        title=_("%(title)s（指示 %(number)s）") % {"title": row.title, "number": row.number},
        text=_("%(who)s さんから、期限 %(due)s") % {"who": row.issued_by.name, "due": show_date(due)},
        buttons=(_step(_("報告する"), f"{row.get_absolute_url()}#moves"),),
    )


def _inquiries(person: Person) -> list[Waiting]:
    if not policy.may(person, "inquiries.view"):
        return []
    rows = list(open_inquiries_of(person))
    if not rows:
        return []
    one = len(rows) == 1
    return [
        Waiting(
            label=_("患者の窓口"),
            title=rows[0].title if one else _("回答を待つ問合せが%(n)s件あります") % {"n": len(rows)},
            text=_until(rows[0].due_on) + ("" if rows[0].assignee_id else _("担当が決まっていません。")),
            buttons=(_step(_("回答する"), _address(rows, "inquiries:inquiry_list")),),
        )
    ]


def _tasks(person: Person) -> list[Waiting]:
    if not policy.may(person, "planning.view_tasks"):
        return []
    rows = list(tasks_due(person, by=clock.today() + timedelta(days=TASK_DAYS)))
    if not rows:
        return []
    one = len(rows) == 1
    return [
        Waiting(
            label=_("計画の作業"),
            title=rows[0].title if one else _("期限の近い作業が%(n)s件あります") % {"n": len(rows)},
            text=_until(rows[0].due_on),
            buttons=(_step(_("進み具合を書く"), _address(rows, "planning:my_tasks")),),
        )
    ]


def _pledge(person: Person) -> list[Waiting]:
    text = text_to_sign(person, clock.today())
    if text is None:
        return []
    return [
        Waiting(
            label=_("誓約"),
            title=text.title,
            text=_("読んで、署名してください。"),
            buttons=(_step(_("誓約する"), reverse("laws:pledge_mine")),),
        )
    ]


def _courses(person: Person) -> list[Waiting]:
    if not policy.may(person, "training.take"):
        return []
    today = clock.today()
    rows = [r for r in my_courses(person, today) if r.course.is_required and r.is_to_take]
    if not rows:
        return []
    one = len(rows) == 1
    title = rows[0].course.title if one else _("受ける講座が%(n)s件あります") % {"n": len(rows)}
    address = reverse("training:learn", args=[rows[0].course.pk]) if one else reverse("training:my_courses")
    due = min(row.due_on for row in rows)
    return [Waiting(_("教育"), title, _until(due), (_step(_("受講する"), address),))]


def _reading(person: Person) -> list[Waiting]:
    if not policy.may(person, "documents.acknowledge"):
        return []
    rows = list(unread_versions(person, clock.today()).select_related("document").defer("body", "body_key"))
    if not rows:
        return []
    if len(rows) == 1:
        text, title = _("読んだら「読みました」を押してください。"), str(rows[0])
    else:
        title = _("読む文書が%(n)s件あります") % {"n": len(rows)}
        text = few([row.document.title for row in rows], 3)
    address = _address(rows, "documents:reading_list")
    return [Waiting(_("読む文書"), title, text, (_step(_("読む"), address),))]


def _address(rows: Sequence[HasPage], list_name: str) -> str:
    """The record's own page when there is one record, the list otherwise."""
    return rows[0].get_absolute_url() if len(rows) == 1 else reverse(list_name)


def _until(day: date | None) -> str:
    if day is None:
        return ""
    if day < clock.today():
        return _("期限の%(day)sを過ぎています。") % {"day": show_date(day)}
    return _("期限は%(day)sです。") % {"day": show_date(day)}


def _step(label: str, url: str) -> Button:
    return Button(label, url, is_primary=True)


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= 80 else f"{line[:79]}…"
