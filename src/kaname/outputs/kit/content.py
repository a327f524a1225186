"""What a kit says: gathered once from the rooms, put into blocks that the file and the paper both show.

A block is a plain dictionary with a `kind`: text, heading, steps, calls, table, card, blank. `file/kit.js` and
`typst/kit.typ` each know how to show these seven, and nothing else of the content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.display import preferring, reads_english, show_date
from kaname.foundation.contacts.chart import digest_of
from kaname.foundation.contacts.selectors import Chart, EntryView, RouteView, contact_chart, routes
from kaname.rooms.assets.selectors import systems_in_short
from kaname.rooms.continuity.choices import PartKey
from kaname.rooms.continuity.selectors import kit as continuity
from kaname.rooms.incidents import carried

from .forms_of_paper import blank_forms, first_hour

Block = dict[str, Any]

PARTS = {
    "contacts": gettext_lazy("連絡体制図"),
    "routes": gettext_lazy("報告の経路"),
    "plan": gettext_lazy("続けるかどうかの基準"),
    "recovery": gettext_lazy("復旧の手順"),
    "backups": gettext_lazy("バックアップ"),
    "systems": gettext_lazy("情報システムの一覧"),
    "duties": gettext_lazy("届け出の期限"),
    "people": gettext_lazy("判断する人"),
}
"""The parts of a kit whose change makes it old, in words."""


@dataclass(frozen=True)
class Gathered:
    """What the rooms know on a day, in the language that is active."""

    on: date
    chart: Chart
    routes: list[RouteView]
    plan: dict[str, Any]
    recovery: list[dict[str, Any]]
    backups: list[dict[str, Any]]
    systems: list[dict[str, Any]]
    duties: list[dict[str, Any]]
    people: list[tuple[Any, list[str]]]


def gather(institution: Institution, on: date) -> Gathered:
    """Read everything once; a fixed number of queries."""
    return Gathered(
        on=on,
        chart=contact_chart(institution, on),
        routes=[row for row in routes(institution, on=on) if row.route],
        plan=continuity.plan_in_short(institution, on),
        recovery=continuity.recovery_procedures(institution, on),
        backups=continuity.backups(institution, on),
        systems=systems_in_short(institution, on),
        duties=carried.duties_in_words(on),
        people=carried.deciders(institution, on),
    )


def prints_of(institution: Institution, on: date) -> dict[str, str]:
    """A SHA-256 for each part of what a kit of this day says, whatever language and calendar its reader prefers."""
    with translation.override("ja"), preferring("wareki"):
        found = gather(institution, on)
        said: dict[str, Any] = {
            "contacts": digest_of(found.chart),
            "routes": [_route(row) for row in found.routes],
            "plan": [found.plan["parts"], found.plan["functions"]],
            "recovery": found.recovery,
            "backups": [{k: v for k, v in row.items() if k not in _TESTED} for row in found.backups],
            "systems": found.systems,
            "duties": carried.rules_version(),
            "people": [[person.pk, person.title_and_name, may] for person, may in found.people],
        }
    return {part: hashlib.sha256(_canonical(said[part])).hexdigest() for part in PARTS}


_TESTED = ("tested_on", "measured")


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()


def digest_of_prints(prints: dict[str, str]) -> str:
    """One print of the whole."""
    return hashlib.sha256(_canonical(prints)).hexdigest()


def sections_of(found: Gathered) -> list[Block]:
    """What the reader sees, in the order in which a bad night asks for it."""
    return [
        _section("first", _("最初の1時間"), _first_lead(), [first_hour()]),
        _section(
            "contacts",
            _("連絡体制"),
            _("上から順に電話をかけます。夜間・休日の番号を使ってください。"),
            _contacts(found),
        ),
        _section(
            "plan",
            _("決める"),
            _("診療を続けるか、制限するか、止めるかを決めるための基準です。"),
            _plan(found),
        ),
        _section(
            "duties",
            _("届け出"),
            _("知らせる相手と期限です。迷ったら、期限の短いものから電話します。"),
            _duties(found),
        ),
        _section(
            "recovery",
            _("復旧"),
            _("番号の順に復旧します。前の番号が戻ってから次へ進みます。"),
            _recovery(found),
        ),
        _section("systems", _("システム"), _("診療上の重要度の順です。"), _systems(found)),
        _section("forms", _("様式"), _("印刷して手で書く様式です。"), blank_forms()),
    ]


def _first_lead() -> str:
    return _(
        "落ち着いて、上から順に進めます。時刻を書き残してください。あとの届け出と説明は、その記録から作ります。"
    )


def _section(key: str, title: str, lead: str, blocks: list[Block]) -> Block:
    return {"id": key, "title": title, "lead": lead, "blocks": blocks}


def _listed(words: Iterable[str]) -> str:
    """Several things in a line, as the reader's language lists them."""
    return (", " if reads_english() else "、").join(words)


def heading(text: str) -> Block:
    """A heading inside a section."""
    return {"kind": "heading", "text": text}


def text(words: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": words}


def card(title: str, label: str, facts: list[list[str]]) -> Block:
    """Something with a name and facts; empty facts are left out."""
    return {"kind": "card", "title": title, "label": label, "facts": [fact for fact in facts if fact[1]]}


def _contacts(found: Gathered) -> list[Block]:
    if not found.chart.entries:
        return [text(_("連絡先がまだ登録されていません。"))]
    blocks = [heading(_("院内で順に連絡する")), _calls(found.chart.inside)] if found.chart.inside else []
    for group in found.chart.groups:
        title = (
            _("%(name)s がかける先") % {"name": group.caller.name}
            if group.caller
            else _("かける人が決まっていない先")
        )
        blocks += [heading(title), _calls(group.entries)]
    if found.routes:
        head = [_("報告先"), _("手段"), _("期限"), _("責任者（代行）")]
        rows = [_route(row) for row in found.routes]
        blocks += [heading(_("報告の経路")), {"kind": "table", "head": head, "rows": rows}]
    return blocks


def _calls(entries: tuple[EntryView, ...]) -> Block:
    return {"kind": "calls", "rows": [_call(entry, n) for n, entry in enumerate(entries, 1)]}


def _call(entry: EntryView, place: int) -> dict[str, Any]:
    contact = entry.contact
    who = "　".join(part for part in (contact.person_title, contact.person_name) if part)
    lines = [
        who if not contact.is_inside else "",
        _("代行 %(name)s") % {"name": contact.deputy_shown} if contact.deputy_shown else "",
        contact.condition,
        _("%(length)s以内につながることを目標にします") % {"length": contact.target_shown}
        if contact.target_minutes
        else "",
        _("契約 %(number)s") % {"number": contact.contract_number} if contact.contract_number else "",
    ]
    return {
        "place": str(place),
        "name": contact.name if contact.is_inside else contact.organisation,
        "label": "" if contact.is_inside else str(contact.get_party_display()),
        "lines": [line for line in lines if line],
        "phones": [
            [label, number]
            for label, number in ((_("夜間・休日"), contact.phone_night), (_("平日の昼"), contact.phone_day))
            if number
        ],
    }


def _route(row: RouteView) -> list[str]:
    route = row.route
    assert route is not None
    person = route.responsible.title_and_name if route.responsible else "－"
    deputy = f"（{route.deputy.name}）" if route.deputy else ""
    return [str(row.recipient.label), route.channel or "－", route.deadline or "－", f"{person}{deputy}"]


_PART_ORDER = [
    PartKey.TRIGGER,
    PartKey.DECISION_MAKER,
    PartKey.DEPUTY_DECISION_MAKER,
    PartKey.GO_ON,
    PartKey.LIMIT,
    PartKey.STOP,
    PartKey.DIVERT,
    PartKey.LEAKAGE_WITHOUT_STOP,
]
"""In the order in which a night asks: is it an emergency, who decides, by what."""


def _plan(found: Gathered) -> list[Block]:
    plan = found.plan
    parts = sorted(plan["parts"], key=lambda part: _PART_ORDER.index(part["key"]))
    blocks = [card(part["label"], part["person"], [["", part["text"]]]) for part in parts] or [
        text(_("BCPの項目がまだ書かれていません。"))
    ]
    if plan["functions"]:
        blocks.append(heading(_("優先する診療と、システムなしでの続け方")))
    for row in plan["functions"]:
        harm = _listed(f"{band['band']} {band['harm']}" for band in row["bands"])
        facts = [
            [_("システムなしでの続け方"), row["fallback"]],
            [_("使うシステム"), _listed(row["systems"])],
            [_("担当"), row["owner"]],
            [
                _("復旧の目標（時間・失ってよいデータ）"),
                _listed(str(t).strip() for t in (row["rto"], row["rpo"]) if t),
            ],
            [_("止まったときの影響"), harm],
        ]
        label = _("優先順位 %(n)s") % {"n": row["priority"]} if row["priority"] else ""
        blocks.append(card(row["name"], label, facts))
    return blocks


def _duties(found: Gathered) -> list[Block]:
    return [
        card(
            row["recipient"],
            row["force"],
            [
                [_("期限"), row["deadline"]],
                [_("方法"), row["channel"]],
                [_("伝えること"), _listed(row["send"])],
                [_("根拠"), row["basis"]],
            ],
        )
        for row in found.duties
    ]


def _recovery(found: Gathered) -> list[Block]:
    blocks = [_procedure(row) for row in found.recovery]
    blocks = blocks or [text(_("承認された復旧手順がまだありません。"))]
    if found.backups:
        head = [
            _("情報システム"),
            _("対象と方法"),
            _("世代"),
            _("切り離した控え"),
            _("保管場所"),
            _("最後に復元を試した日"),
        ]
        blocks += [
            heading(_("バックアップ")),
            {"kind": "table", "head": head, "rows": [_backup(row) for row in found.backups]},
        ]
    return blocks


def _procedure(row: dict[str, Any]) -> Block:
    facts = [
        [_("先に戻すもの"), _listed(row["needs"]) or _("なし")],
        [_("手順"), row["steps"]],
        [_("安全を確かめる方法"), row["cleanness"]],
        [_("責任者"), row["responsible"]],
        [_("事業者"), row["vendor"]],
        [
            _("復旧の目標（時間・失ってよいデータ）"),
            _listed(str(t).strip() for t in (row["rto"], row["rpo"]) if t),
        ],
        [
            _("承認"),
            _("%(day)s（第%(n)s版）") % {"day": show_date(row["approved_on"]), "n": row["version"]}
            if row["approved_on"]
            else "",
        ],
    ]
    return card(row["system"], _("%(n)s番目") % {"n": row["order"]}, facts)


def _backup(row: dict[str, Any]) -> list[str]:
    what = "\n".join(t for t in (row["subject"], row["method"], row["frequency"]) if t)
    offline = "\n".join(t for t in (row["offline_copy"], row["offline_how"]) if t)
    tested = f"{show_date(row['tested_on'])} {row['measured']}".strip() if row["tested_on"] else _("まだ")
    where = "\n".join(t for t in (row["location"], row["responsible"]) if t)
    return [row["system"], what, str(row["generations"] or "－"), offline, where or "－", tested]


def _systems(found: Gathered) -> list[Block]:
    if not found.systems:
        return [text(_("情報システムがまだ登録されていません。"))]
    phones = {
        _plain(e.contact.organisation): e.contact for e in found.chart.entries if not e.contact.is_inside
    }
    rows = []
    for row in found.systems:
        contact = phones.get(_plain(row["vendor"])) if row["vendor"] else None
        number = (contact.phone_night or contact.phone_day) if contact else ""
        vendor = "\n".join(t for t in (row["vendor"] or _("院内で管理"), number) if t)
        where = "\n".join(t for t in (row["placement"], row["location"]) if t)
        remote = "\n".join(t for t in (row["remote"], row["remote_path"]) if t)
        rows.append([row["name"], row["criticality"], vendor, row["owner"] or "－", where, remote])
    head = [
        _("情報システム"),
        _("診療上の重要度"),
        _("事業者と夜間の番号"),
        _("管理者"),
        _("設置"),
        _("リモート保守"),
    ]
    return [{"kind": "table", "head": head, "rows": rows}]


def _plain(name: str) -> str:
    return "".join(name.split())
