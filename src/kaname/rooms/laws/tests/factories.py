"""Plain factories: a law, a shortcoming, a text and pledges, made through the services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.ledger import findings
from kaname.foundation.ledger.findings import Fact, RegisteredFact
from kaname.rooms.laws import services
from kaname.rooms.laws.models import Law, LawDocument, LegalGap, Pledge, PledgeText

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def make_law(by: Person, title: str = "個人情報の保護に関する法律", **fields: Any) -> Law:
    """A law on the list."""
    said = {"kind": "ACT", "asks": "安全管理の措置をとる。", **fields}
    return services.register_law(by=by, title=title, **said)


def make_gap(by: Person, law: Law, to: Person, days: int = 30, **fields: Any) -> LegalGap:
    """A shortcoming with its directive."""
    said = {"title": "掲示が古い", "description": "利用目的の掲示を改める。", "found_in": "REVIEW", **fields}
    due_on = clock.today() + timedelta(days=days)
    return services.record_gap(by=by, law=law, addressee=to, due_on=due_on, **said)


def make_text(by: Person, **fields: Any) -> PledgeText:
    """A text to sign."""
    said = {"title": "誓約書", "body": "1. 秘密を守ります。", "starts_on": date(2026, 4, 1), **fields}
    return services.write_text(by=by, **said)


def sign(person: Person, text: PledgeText) -> Pledge:
    """Somebody signs on the screen."""
    return services.sign_pledge(by=person, text=text, signature=person.name, agreed=True)


def scan(name: str = "誓約書.pdf") -> SimpleUploadedFile:
    """A scanned page."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def make_document(by: Person, title: str = "情報管理規程") -> Any:
    """A controlled document that can implement a law: of another room, so as a law's link sees it."""
    document: Any = LawDocument._meta.get_field("document").related_model
    with writing(by=by, action="documents.write") as entry:
        number = f"D-{document.objects.of(by.institution).count() + 1}"
        return entry.save(
            document(
                institution=by.institution,
                number=number,
                type="INFORMATION_REGULATION",
                title=title,
                owner=by,
            )
        )


def publish(monkeypatch: Any, name: str, rows: list[Fact]) -> None:
    """Let another room know something, from each fact's first day through its last."""

    def known(institution: Any, *, on: date, **_params: Any) -> list[Fact]:
        return [row for row in rows if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)]

    monkeypatch.setitem(findings.facts, name, RegisteredFact(known, frozenset()))


def in_force(monkeypatch: Any, document: Any, *, until: date | None = None) -> Any:
    """Let the document be in force, through `until`."""
    fact = Fact(ref_of(document), str(document), date(2026, 4, 1), until)
    publish(monkeypatch, "documents_in_force", [fact])
    return document
