"""What surrounds every page: the navigation a person's roles allow, with what waits, and whose hospital this is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import awaiting_count
from kaname.foundation.directives.selectors import open_count
from kaname.foundation.ledger.prints import newest_fingerprint
from kaname.foundation.notices.models import Notice
from kaname.rooms.organisation.selectors import beds_of
from kaname.rooms.planning.selectors.plans import open_task_count


@dataclass(frozen=True)
class Item:
    """One entry; `count` is how many things wait there for this person."""

    label: str
    url: str
    current: bool
    count: int = 0
    alert: bool = False


@dataclass(frozen=True)
class Group:
    label: str
    items: tuple[Item, ...]


def context(request: HttpRequest) -> dict[str, Any]:
    """Template variables of every page; computed only when a page uses them."""
    person: Person | None = getattr(request, "person", None)
    if person is None:
        return {}
    return {
        "person": person,
        "institution": person.institution,
        "institution_note": SimpleLazyObject(lambda: _beds(person)),
        "person_label": person.title_and_name,
        "navigation": SimpleLazyObject(lambda: groups(person, request.path)),
        "settings_url": reverse("access:settings"),
        "alarm_url": reverse("incidents:alarm") if policy.may(person, "incidents.alarm") else "",
        "print_footer": SimpleLazyObject(lambda: print_footer(person)),
        "clock_is_moved": clock.is_moved(),
    }


def _beds(person: Person) -> str:
    beds = beds_of(person.institution)
    return _("%(beds)s床") % {"beds": beds} if beds else ""


def groups(person: Person, path: str) -> list[Group]:
    """The groups with the entries that the policy table lets this person open."""

    def item(label: str, name: str, action: str, count: int = 0) -> Item | None:
        if not policy.may(person, action):
            return None
        url = reverse(name)
        current = path == url if url == "/" else path.startswith(url)
        return Item(label, url, current, count)

    may_decide = policy.may(person, "decisions.view")
    rows = [
        (
            _("経営"),
            [
                item(_("ホーム"), "overview:home", "overview.view"),
                item(
                    _("決裁"),
                    "decisions:decision_list",
                    "decisions.view",
                    awaiting_count(person) if may_decide else 0,
                ),
                item(_("指示と報告"), "directives:directive_list", "directives.view", open_count(person)),
                item(_("お知らせ"), "notices:notice_list", "notices.view", _unread(person)),
            ],
        ),
        (_("義務"), [item(_("遵守事項"), "obligations:obligation_list", "obligations.view")]),
        (
            _("平時の統制"),
            [
                item(_("体制"), "organisation:overview", "organisation.view"),
                item(_("規程と文書"), "documents:document_list", "documents.view"),
                item(_("教育"), "training:overview", "training.take"),
                item(_("会議"), "meetings:meeting_list", "meetings.view"),
                item(_("計画と見直し"), "planning:overview", "planning.view") or _own_tasks(person, item),
                item(_("法令"), "laws:law_list", "laws.view"),
                item(_("誓約"), "laws:pledge_list", "laws.view_pledges")
                or item(_("誓約"), "laws:pledge_mine", "laws.pledge"),
                item(_("患者の窓口"), "inquiries:inquiry_list", "inquiries.view")
                or item(_("問合せの受付"), "inquiries:inquiry_new", "inquiries.enter"),
            ],
        ),
        (
            _("非常時"),
            [
                item(_("事故"), "incidents:incident_list", "incidents.view"),
                item(_("連絡体制図"), "contacts:chart", "contacts.view"),
                item(_("事業継続"), "continuity:overview", "continuity.view")
                or item(_("システムが止まったとき"), "continuity:criteria", "continuity.view_criteria"),
                item(_("訓練"), "incidents:drill_list", "drills.view"),
                item(_("非常時キット"), "kit:overview", "kit.view"),
                item(_("対応チーム"), "incidents:team", "incidents.view_team"),
            ],
        ),
        (_("資産"), [item(_("情報システム"), "assets:system_list", "assets.view")]),
        (
            _("証明と設定"),
            [
                item(_("証跡"), "ledger:entry_list", "ledger.view"),
                item(_("アカウント"), "access:account_list", "access.view_accounts"),
                item(_("休日の表"), "access:holiday_list", "calendar.manage"),
            ],
        ),
    ]
    found = [Group(label, _nearest(i for i in items if i)) for label, items in rows]
    return [g for g in found if g.items]


def _own_tasks(person: Person, item: Callable[..., Item | None]) -> Item | None:
    """The way to one's own tasks, for somebody who has some."""
    count = open_task_count(person)
    return item(_("計画の作業"), "planning:my_tasks", "planning.view_tasks", count) if count else None


def _nearest(items: Iterable[Item]) -> tuple[Item, ...]:
    """Of entries that lead to the present page, only the one whose address is nearest to it is current."""
    rows = tuple(items)
    longest = max((len(row.url) for row in rows if row.current), default=0)
    return tuple(replace(row, current=row.current and len(row.url) == longest) for row in rows)


def _unread(person: Person) -> int:
    return Notice.objects.visible_to(person).unread().count()


def print_footer(person: Person) -> str:
    """What paper carries: the ledger's newest fingerprint, by which a print can be checked years later."""
    newest = newest_fingerprint(person.institution)
    return _("証跡の指紋 %(fingerprint)s") % {"fingerprint": newest} if newest else ""
