"""The laws of the sample hospital and who keeps them, their changes, two shortcomings, and everybody's pledges."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services as directives
from kaname.outputs.sample.stage import Stage, files, fresh, read
from kaname.rooms.laws import services
from kaname.rooms.laws.pledge_outline import usual_text
from kaname.rooms.laws.selectors.laws import laws_kept
from kaname.rooms.laws.shipped import shipped_laws

Facts = dict[str, Any]
OFFICER = "takagi"
FIRST, SECOND = -345, -100
DUE_SOON = ("ELECTRONIC_SIGNATURE_ACT", "WORKER_DISPATCH_ACT")
WITHOUT_PLEDGE = ("mori", "hosaka")
NOT_ASKED = ("fujishiro",)


def tell(stage: Stage) -> None:
    """The list is taken over and assigned, looked at twice; changes and shortcomings follow; people pledge."""
    book = read("laws.yaml")
    stage.on(FIRST - 3, partial(_register, stage, book))
    stage.on(FIRST, partial(_review, stage, book, FIRST))
    stage.on(-228, partial(_assign, stage, book))
    stage.on(SECOND, partial(_review, stage, book, SECOND))
    for gap in book["gaps"]:
        stage.on(gap["found"], partial(_find, stage, gap))
        _tell_answer(stage, ("gap", gap["key"]), gap)
    stage.on(-58, partial(_take_in, stage, book))
    for change in book["changes"]:
        stage.on(change["directed"], partial(_direct, stage, change))
        _tell_answer(stage, ("change", change["key"]), change)
    stage.on(FIRST - 2, partial(_texts, stage))
    stage.on(FIRST + 12, partial(_first_pledges, stage))
    for key, facts in read("people.yaml")["people"].items():
        if "from" in facts and key not in WITHOUT_PLEDGE and facts["from"] > FIRST + 12:
            stage.on(facts["from"] + 7, partial(_pledge_of_newcomer, stage, key))


def _together(by: Person, action: str, note: str) -> Any:
    """What somebody does in one sitting is one transaction; each step still leaves its own entry."""
    return writing(by=by, action=action, note=note)


def _register(stage: Stage, book: Facts) -> None:
    officer = stage.person(OFFICER)
    with _together(officer, "laws.manage", "法令の一覧を作る"):
        services.register_shipped(by=officer)
        for own in book["own"]:
            services.register_law(by=officer, **own)
    _assign(stage, book)


def _assign(stage: Stage, book: Facts) -> None:
    """Owners by the book; documents of the kinds that usually implement a law, as far as they exist by now."""
    officer, home = stage.person(OFFICER), stage.institution
    documents = {row.type: fresh(row) for key, row in stage.rows.items() if key[0] == "document"}
    people = {key: stage.person(key) for key in {*book["owners"].values(), book["owner"]}}
    known, lines = shipped_laws(), []
    for law in laws_kept(home):
        types = known[law.key].document_types if law.key in known else ("INFORMATION_REGULATION",)
        found = next((documents[t] for t in types if t in documents), None)
        reason = book["not_applicable"].get(law.key)
        if reason and law.applies:
            services.change_law(
                by=officer,
                law=law,
                title=law.title,
                kind=law.kind,
                asks=law.asks,
                applicability="NOT_APPLICABLE",
                not_applicable_reason=reason,
            )
        owner = people[book["owners"].get(law.key, book["owner"])]
        lines.append((law, owner, None if reason else found))
    services.assign_laws(by=officer, lines=lines)


def _review(stage: Stage, book: Facts, day: int) -> None:
    officer = stage.person(OFFICER)
    rows = [law for law in laws_kept(stage.institution) if day == FIRST or law.key not in DUE_SOON]
    with _together(officer, "laws.review", "年に一度の見直し"):
        for law in rows:
            result = "GAPS" if law.key in book["with_gaps"] and day == SECOND else "COMPLIANT"
            note = book["notes"][result].get(law.key, "規程と手順で守れていることを、担当者と確かめた。")
            if not law.applies:
                result, note = "NOT_APPLICABLE", "前と変わりがなく、関わらない。"
            services.review_law(by=officer, law=law, result=result, note=note)


def _find(stage: Stage, gap: Facts) -> None:
    officer = stage.person(OFFICER)
    law = next(row for row in laws_kept(stage.institution) if row.key == gap["law"])
    row = services.record_gap(
        by=officer,
        law=law,
        title=gap["title"],
        description=gap["description"],
        severity=gap["severity"],
        found_in=gap["found_in"],
        addressee=stage.person(gap["to"]),
        due_on=stage.day(gap["due"]),
    )
    stage.rows["directive of", ("gap", gap["key"])] = row.directive


def _take_in(stage: Stage, book: Facts) -> None:
    officer = stage.person(OFFICER)
    with _together(officer, "laws.manage", "法令の改正を確かめる"):
        for change in services.take_in_changes(by=officer):
            stage.rows["law change", change.key] = change
            if change.key in book["set_aside"]:
                services.set_change_aside(by=officer, change=change, reason=book["set_aside"][change.key])


def _direct(stage: Stage, change: Facts) -> None:
    stage.rows["directive of", ("change", change["key"])] = services.direct_change(
        by=stage.person(OFFICER),
        change=fresh(stage.rows["law change", change["key"]]),
        addressee=stage.person(change["to"]),
        due_on=stage.day(change["due"]),
    )


def _tell_answer(stage: Stage, key: tuple[str, str], facts: Facts) -> None:
    """The addressee takes it up; where the book says so, reports, and the safety officer accepts."""
    begun = int(facts["found"] if "found" in facts else facts["directed"])
    stage.on(begun + 2, partial(_acknowledge, stage, key, facts["to"]))
    if "reported" in facts:
        stage.on(facts["reported"], partial(_report, stage, key, facts))
        stage.on(facts["reported"] + 2, partial(_accept, stage, key))


def _acknowledge(stage: Stage, key: tuple[str, str], to: str) -> None:
    directives.acknowledge(by=stage.person(to), directive=fresh(stage.rows["directive of", key]))


def _report(stage: Stage, key: tuple[str, str], facts: Facts) -> None:
    row = fresh(stage.rows["directive of", key])
    attached = files(facts.get("files", ()))
    directives.report(by=stage.person(facts["to"]), directive=row, body=facts["report"], files=attached)


def _accept(stage: Stage, key: tuple[str, str]) -> None:
    row = fresh(stage.rows["directive of", key])
    directives.accept(by=stage.person(OFFICER), directive=row, comment="確かめました。")


def _texts(stage: Stage) -> None:
    officer = stage.person(OFFICER)
    body, hospital = usual_text(stage.institution.name), stage.institution.name
    title = "守秘と遵守の誓約書"
    stage.rows["pledge text"] = services.write_text(by=officer, title=title, body=body)
    outside = f"{body}\n\n作業のために{hospital}に入るときは、所属会社の身分証を示し、案内に従います。"
    stage.rows["pledge text", "VENDOR_STAFF"] = services.write_text(
        by=officer, title=f"{title}（事業者）", body=outside, kind="VENDOR_STAFF", valid_months=12
    )


def _first_pledges(stage: Stage) -> None:
    """Everybody who is here: employees and vendors on paper in stacks, dispatched people by contract."""
    officer, today = stage.person(OFFICER), clock.today()
    unsigned = {stage.ids[key] for key in (*WITHOUT_PLEDGE, *NOT_ASKED) if key in stage.ids}
    here = Person.objects.of(stage.institution).active_on(today).exclude(pk__in=unsigned)
    with _together(officer, "laws.record_pledges", "誓約書の取りまとめ"):
        for kind in ("EMPLOYEE", "DISPATCHED", "VENDOR_STAFF"):
            _record(stage, officer, kind, list(here.filter(kind=kind).order_by("kana", "pk")))


def _record(stage: Stage, by: Person, kind: str, people: list[Person]) -> None:
    signed_on = clock.today() - timedelta(days=3)
    if kind == "DISPATCHED":
        services.record_pledges(
            by=by,
            people=people,
            way="CLAUSE",
            signed_on=signed_on,
            clause="労働者派遣契約書 第12条（秘密の保持と規則の遵守）",
            files=files(["派遣契約書_抜粋.pdf"]),
        )
        return
    text = stage.rows.get(("pledge text", kind), stage.rows["pledge text"])
    name = "誓約書_事業者.pdf" if kind == "VENDOR_STAFF" else "誓約書_職員.pdf"
    services.record_pledges(
        by=by, people=people, way="PAPER", signed_on=signed_on, text=text, files=files([name])
    )


def _pledge_of_newcomer(stage: Stage, key: str) -> None:
    person = stage.person(key)
    if person.kind == "EMPLOYEE":
        services.sign_pledge(
            by=person, text=fresh(stage.rows["pledge text"]), signature=person.name, agreed=True
        )
    else:
        _record(stage, stage.person(OFFICER), person.kind, [person])
