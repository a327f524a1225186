"""What the contact chart proves: everybody is reachable, every report has its way, somebody can speak to the public.

Source: 経営管理編 1.2.2 説明責任 ①, 1.2.2 善後策 ③, 3.4.3 ①②
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import (
    Fact,
    Finding,
    Proof,
    Sentence,
    ask,
    condition,
    fails,
    few,
    holds,
    mend,
    once,
    say,
)

from .choices import Party, Recipient
from .models import AnnouncementTemplate
from .selectors import EntryView, RouteView, entries, routes

ACTIVE_VENDORS, CHART = "ACTIVE_VENDORS", "CONTACT_CHART_ENTRIES"
NEEDED = ("VITAL", "IMPORTANT")
SHOWN = 20
DOCUMENTS = {
    "INCIDENT_REPORTING": _("インシデント報告手順"),
    "INCIDENT_COMMUNICATION": _("インシデント説明・広報手順"),
    "PUBLIC_RELATIONS": _("公表・広報手順"),
}
ROLES = {
    "SPOKESPERSON": _("説明・広報の担当者"),
    "DEPUTY_SPOKESPERSON": _("説明・広報の代理"),
    "ANNOUNCEMENT_APPROVER": _("公表の承認者"),
}
FIELDS = {
    "CHANNEL": _("手段"),
    "DEADLINE": _("期限"),
    "RESPONSIBLE_PERSON": _("責任者"),
    "RECEIVER": _("第一報が届く人"),
}


@condition(
    "emergency_contacts_confirmed",
    reads=["contacts.contact", "contacts.contactsystem", "contacts.confirmation", "access.person"],
    facts=["system_vendors"],
)
def emergency_contacts_confirmed(
    institution: Institution, *, on: date, parties: Sequence[str], months: int
) -> Finding:
    """Each party has an entry on the chart, and every entry of theirs was confirmed within the interval.

    ACTIVE_VENDORS are the vendors of systems in use that care depends on; CONTACT_CHART_ENTRIES is the whole chart.
    Source: 経営管理編 1.2.2 善後策 ③, 3.4.3 ①
    """
    rows = once(
        ("contacts.entries", institution.pk, on, months),
        lambda: entries(institution, on, months=months, with_systems=True),
    )
    vendors = _vendors(institution, on) if ACTIVE_VENDORS in parties else []
    changes = min((f.starts_on for f in vendors if f.starts_on > on), default=None)
    asked, missing = _asked(rows, parties, [f for f in vendors if f.starts_on <= on])
    if not asked and not missing:
        step = mend(_n("連絡先を登録する"), "contacts:contact_new")
        return fails(say(_n("連絡体制図に、連絡先がまだありません。")), mend=step)
    if missing:
        return _lacking(asked, missing, parties)
    gone = [row for row in asked if not row.is_here]
    if gone:
        return _gone(gone)
    old = [row for row in asked if not row.is_confirmed]
    if old:
        return _old(old, asked)
    ends = [day for row in asked for day in _ends(row)]
    until = min(ends)
    text = say(
        _n("緊急連絡先%(n)s件は、どれも確かめてあります（次に確かめる期限は %(until)s）。"),
        n=len(asked),
        until=until,
    )
    return holds(text, proofs=_proofs(asked), until=until, changes_on=changes)


def _vendors(institution: Institution, on: date) -> Sequence[Fact]:
    return ask("system_vendors", institution, on=on, criticalities=NEEDED, with_upcoming=True)


def _asked(
    rows: Sequence[EntryView], parties: Sequence[str], vendors: Sequence[Fact]
) -> tuple[list[EntryView], list[str]]:
    """The entries that are asked about, and the names of the vendors and parties that have none."""
    if CHART in parties:
        return list(rows), []
    found: dict[int, EntryView] = {}
    missing: list[str] = []
    for name, systems in _by_vendor(vendors).items():
        of = [row for row in rows if _serves(row, name, systems)]
        missing += [] if of else [name]
        found |= {row.contact.pk: row for row in of}
    for party in (p for p in parties if p != ACTIVE_VENDORS):
        of = [row for row in rows if row.contact.party == party]
        missing += [] if of else [_ja(Party(party).label)]
        found |= {row.contact.pk: row for row in of}
    return list(found.values()), missing


def _by_vendor(vendors: Sequence[Fact]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for fact in vendors:
        found.setdefault(fact.label, set()).add(fact.ref)
    return found


def _serves(row: EntryView, vendor: str, systems: set[str]) -> bool:
    """Whether an entry is of this vendor, by its name or because it answers for all of the vendor's systems."""
    if row.contact.party != Party.VENDOR:
        return False
    served = {f"assets.informationsystem:{serving.system_id}" for serving in row.contact.serves.all()}
    return _plain(row.contact.organisation) == _plain(vendor) or systems <= served


def _plain(name: str) -> str:
    return "".join(search_key(name).split())


def _lacking(asked: Sequence[EntryView], missing: list[str], parties: Sequence[str]) -> Finding:
    text = say(_n("緊急連絡先がありません：%(names)s。"), names=few(missing))
    party = next((p for p in parties if p in Party and _ja(Party(p).label) == missing[0]), Party.VENDOR)
    name = {"organisation": missing[0]} if party == Party.VENDOR else {}
    step = mend(_n("連絡先を登録する"), "contacts:contact_new", party=str(party), **name)
    return fails(text, proofs=_proofs(asked), mend=step)


def _gone(gone: Sequence[EntryView]) -> Finding:
    text = say(
        _n("在籍していない人が連絡先になっています：%(names)s。"), names=few([r.contact.name for r in gone])
    )
    step = mend(_n("連絡先を変える"), "contacts:contact_change", gone[0].contact.pk)
    return fails(text, proofs=_proofs(gone), mend=step)


def _old(old: Sequence[EntryView], asked: Sequence[EntryView]) -> Finding:
    names = few([row.contact.name for row in old], 3)
    step = mend(_n("電話をかけて確かめる"), "contacts:confirm_phone", old[0].contact.pk)
    ends = [row.until for row in old if row.until is not None]
    if not ends:
        text = say(_n("まだ確かめていない緊急連絡先が%(n)s件あります：%(names)s。"), n=len(old), names=names)
        return fails(text, proofs=_proofs(old), mend=step)
    text = say(
        _n("確かめ直していない緊急連絡先が%(n)s件あります：%(names)s（いちばん古い期限は %(day)s）。"),
        n=len(old),
        names=names,
        day=min(ends),
    )
    return fails(text, proofs=_proofs(old), mend=step)


def _ends(row: EntryView) -> list[date]:
    person = row.contact.person
    leaving = [person.ends_on] if person is not None and person.ends_on else []
    return [*([row.until] if row.until else []), *leaving]


def _proofs(rows: Sequence[EntryView]) -> list[Proof]:
    return [row.contact for row in rows[:SHOWN]]


@condition(
    "reporting_routes_complete",
    reads=["contacts.reportingroute", "access.person"],
    facts=["document_approvals", "appointed"],
)
def reporting_routes_complete(
    institution: Institution,
    *,
    on: date,
    type: str,  # noqa: A002
    authorities: Sequence[str],
    fields: Sequence[str],
    first_to: str,
) -> Finding:
    """The procedure is in force, each authority has its route, and the first internal report reaches the role `first_to`.

    Source: 経営管理編 3.4.3 ①
    """
    serving = _document(institution, on, type)
    if not serving:
        return _no_document(type)
    known = {row.recipient: row for row in routes(institution, on=on)}
    asked = [known[Recipient(a)] for a in authorities]
    for row in asked:
        lacking = [name for name in row.missing if name in fields]
        if lacking:
            return _open_route(row, lacking, serving)
    first = known[Recipient.FIRST_INTERNAL]
    receiver = first.route.receiver if first.route else None
    heads = [f for f in ask("appointed", institution, on=on, role=first_to) if _is(f, receiver)]
    if not heads:
        text = say(_n("院内の第一報が経営層に届く経路が決まっていません。"))
        step = mend(_n("第一報の経路を決める"), "contacts:route_change", Recipient.FIRST_INTERNAL)
        return fails(text, proofs=_labels(serving), mend=step)
    people = [row.route.responsible for row in asked if row.route]
    ends = [
        _until_of_document(institution, on, type),
        _latest(heads),
        *[p.ends_on for p in people if p is not None],
    ]
    assert receiver is not None
    text = say(
        _n("報告先%(n)s か所の手段・期限・責任者が決まり、院内の第一報は %(name)s さんに届きます。"),
        n=len(asked),
        name=receiver.name,
    )
    proofs: list[Proof] = [*_labels(serving), *(row.route for row in [*asked, first] if row.route)]
    return holds(text, proofs=proofs, until=min((d for d in ends if d), default=None))


def _is(fact: Fact, person: Person | None) -> bool:
    return person is not None and fact.person_id == person.pk


def _open_route(row: RouteView, lacking: Sequence[str], serving: Sequence[Fact]) -> Finding:
    text = say(
        _n("%(recipient)sへの報告で決まっていないものがあります：%(fields)s。"),
        recipient=_ja(row.recipient.label),
        fields="、".join(_ja(FIELDS[name]) for name in lacking),
    )
    step = mend(_n("報告の経路を決める"), "contacts:route_change", str(row.recipient))
    proofs: list[Proof] = [*_labels(serving), *([row.route] if row.route else [])]
    return fails(text, proofs=proofs, mend=step)


@condition(
    "procedure_names",
    reads=["contacts.reportingroute", "contacts.announcementtemplate", "access.person"],
    facts=["document_approvals", "appointed"],
)
def procedure_names(
    institution: Institution,
    *,
    on: date,
    type: str,  # noqa: A002
    people: Sequence[str],
    recipients: Sequence[str] = (),
    templates: int = 0,
) -> Finding:
    """The procedure is in force, its roles are filled, its recipients have a route, and so many texts are ready.

    Source: 経営管理編 1.2.2 説明責任 ①, 3.4.3 ②
    """
    serving = _document(institution, on, type)
    if not serving:
        return _no_document(type)
    holders = {role: list(ask("appointed", institution, on=on, role=role)) for role in people}
    vacant = [role for role in people if not holders[role]]
    if vacant:
        text = say(_n("任命されていません：%(roles)s。"), roles="、".join(_ja(ROLES[r]) for r in vacant))
        step = mend(_n("任命する"), "organisation:appointment_new", role=vacant[0])
        return fails(text, proofs=_labels(serving), mend=step)
    known = {row.recipient: row for row in routes(institution, on=on)}
    asked = [known[Recipient(r)] for r in recipients]
    for row in asked:
        lacking = [name for name in row.missing if name in ("CHANNEL", "RESPONSIBLE_PERSON")]
        if lacking:
            return _open_route(row, lacking, serving)
    texts = list(AnnouncementTemplate.objects.of(institution).filter(retired_on__isnull=True))
    if len(texts) < templates:
        step = mend(_n("文案を書く"), "contacts:template_new")
        return fails(say(_n("公表の文案がありません。")), proofs=_labels(serving), mend=step)
    filled = [fact for role in people for fact in holders[role]]
    routed = [row.route for row in asked if row.route]
    ends = [
        _until_of_document(institution, on, type),
        *(_latest(holders[role]) for role in people),
        *(route.responsible.ends_on for route in routed if route.responsible),
    ]
    text = _named(type, filled, len(routed), len(texts) if templates else 0)
    proofs: list[Proof] = [*_labels(serving), *_labels(filled), *routed, *(texts if templates else [])]
    return holds(text, proofs=proofs[:SHOWN], until=min((d for d in ends if d), default=None))


def _named(type_: str, filled: Sequence[Fact], routed: int, texts: int) -> Sentence:
    names = "、".join(dict.fromkeys(fact.label for fact in filled))
    document = _ja(DOCUMENTS[type_])
    if texts:
        return say(
            _n("%(document)sの担い手がいて、文案が%(n)s件あります。%(people)s。"),
            document=document,
            n=texts,
            people=names,
        )
    return say(
        _n("%(document)sの担い手がいて、知らせる相手%(n)s か所の経路が決まっています。%(people)s。"),
        document=document,
        n=routed,
        people=names,
    )


def _document(institution: Institution, on: date, type_: str) -> Sequence[Fact]:
    return ask("document_approvals", institution, on=on, types=[type_])


def _until_of_document(institution: Institution, on: date, type_: str) -> date | None:
    """The last day on which a document of this type is in force without a gap; None: without end."""
    last, serving = on, _document(institution, on, type_)
    while serving:
        end = _latest(serving)
        if end is None:
            return None
        last, serving = end, _document(institution, end + ONE_DAY, type_)
    return last


def _no_document(type_: str) -> Finding:
    text = say(_n("施行中の承認された版がありません：%(types)s。"), types=_ja(DOCUMENTS[type_]))
    return fails(text, mend=mend(_n("文書を作る"), "documents:document_new", type=type_))


def _latest(facts: Sequence[Fact]) -> date | None:
    ends = [fact.ends_on for fact in facts]
    return None if None in ends else max((day for day in ends if day), default=None)


def _labels(facts: Sequence[Fact]) -> list[Proof]:
    return [(fact.ref, fact.label) for fact in facts]


def _ja(words: object) -> str:
    """Words of ours as a finding keeps them: in Japanese, whoever caused it to be asked."""
    with translation.override("ja"):
        return str(words)
