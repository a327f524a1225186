"""The contact chart: entered, called through every half-year, answered by links; the words lie in `contacts.yaml`."""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.foundation.contacts import services
from kaname.foundation.contacts.models import ConfirmationRequest, Contact
from kaname.outputs.sample.stage import Stage, fresh, read

BEGAN = -345
ROUTES, TEMPLATES = -270, -262
Facts = dict[str, Any]


def tell(stage: Stage) -> None:
    """Those inside first, then whom they call; calls every half-year; one link confirms, one corrects."""
    book: Facts = read("contacts.yaml")
    for row in book["inside"]:
        stage.on(row["entered"], partial(_enter_inside, stage, row))
    stage.on(BEGAN, partial(_name_keeper, stage, "yano"))
    stage.on(-147, partial(_hand_over, stage, book["outside"]))
    stage.on(-148, partial(_name_keeper, stage, book["keeper"]))
    for row in book["outside"]:
        first = min(call[0] for call in row["calls"])
        stage.on(
            min(first, BEGAN) if row["party"] == "VENDOR" else first, partial(_enter_outside, stage, row)
        )
    for row in [*book["inside"], *book["outside"]]:
        _tell_of(stage, row)
    for paper in book["papers"]:
        stage.on(paper["hung"], partial(_hang, stage, paper["place"]))
    stage.on(ROUTES, partial(_routes, stage, book["routes"]))
    stage.on(TEMPLATES, partial(_templates, stage, book["templates"]))


def _tell_of(stage: Stage, row: Facts) -> None:
    for day, who, reached, is_night, minutes in row["calls"]:
        call = {"reached": reached, "is_night": is_night, "minutes": minutes}
        stage.on(day, partial(_call, stage, row, who, call))
    for key in ("confirmed", "corrected"):
        if key in row:
            stage.on(row["asked"], partial(_ask, stage, row))
            stage.on(row[key]["answered"], partial(_answer, stage, row, row[key]))
    if "again" in row:
        stage.on(row["again"], partial(_ask, stage, row))
        stage.on(row["again"] + 2, partial(_answer, stage, row, row["confirmed"]))
    if "removed" in row:
        stage.on(row["removed"], partial(_remove, stage, row))


def _key(row: Facts) -> tuple[str, str]:
    return ("contact", row.get("person") or row["organisation"])


def _enter_inside(stage: Stage, row: Facts) -> None:
    deputy = stage.person(row["deputy"]) if "deputy" in row else None
    stage.rows[_key(row)] = services.register_contact(
        by=stage.person("nakano"), party="INSIDE", person=stage.person(row["person"]), deputy=deputy,
        phone_day=row["phone_day"], phone_night=row["phone_night"], condition=row.get("condition", ""),
        target_minutes=row.get("target"),
        order=row.get("order"),
    )  # fmt: skip


def _enter_outside(stage: Stage, row: Facts) -> None:
    caller = stage.rows.get(("contact", row["caller"])) or stage.rows["contact", "nakano"]
    stage.rows[_key(row)] = services.register_contact(
        by=stage.person("nakano"), party=row["party"], organisation=row["organisation"],
        person_name=row.get("name", ""), person_title=row.get("title", ""), phone_day=row["phone_day"],
        phone_night=row.get("phone_night", ""), mail=row.get("mail", ""), contract_number=row.get("contract", ""),
        contract_scope=row.get("scope", ""), condition=row.get("condition", ""), target_minutes=row.get("target"),
        caller=fresh(caller), systems=[stage.rows["system", name] for name in row.get("systems", ())],
    )  # fmt: skip


def _hand_over(stage: Stage, rows: list[Facts]) -> None:
    """What the former planning manager's office called is called by the new one."""
    for row in rows:
        if row["caller"] == "miura" and _key(row) in stage.rows:
            caller = fresh(stage.rows["contact", "miura"])
            services.change_contact(by=stage.person("nakano"), contact=_contact(stage, row), caller=caller)


def _contact(stage: Stage, row: Facts) -> Contact:
    contact: Contact = fresh(stage.rows[_key(row)])
    return contact


def _call(stage: Stage, row: Facts, who: str, call: Facts) -> None:
    services.confirm_by_phone(
        by=stage.person("nakano"), contact=_contact(stage, row), caller=stage.person(who), **call
    )


def _ask(stage: Stage, row: Facts) -> None:
    stage.rows["link", row["organisation"]] = services.ask_by_link(
        by=stage.person("nakano"),
        contact=_contact(stage, row),
        address=lambda path: f"https://kaname.example.jp{path}",
    )


def _answer(stage: Stage, row: Facts, told: Facts) -> None:
    request: ConfirmationRequest = fresh(stage.rows["link", row["organisation"]])
    contact = _contact(stage, row)
    changes = {name: told[name] for name in ("phone_night",) if name in told}
    services.answer_link(
        request=request, name=told["by"], seen=contact.reach_print, correction=changes,
        message=told.get("message", ""),
    )  # fmt: skip


def _remove(stage: Stage, row: Facts) -> None:
    services.remove_contact(by=stage.person("nakano"), contact=_contact(stage, row), reason=row["reason"])


def _name_keeper(stage: Stage, key: str) -> None:
    services.name_keeper(by=stage.person("takagi"), keeper=stage.person(key))


def _hang(stage: Stage, place: str) -> None:
    services.hang_paper(by=stage.person("nakano"), place=place)


def _routes(stage: Stage, rows: list[Facts]) -> None:
    by = stage.person("takagi")
    for row in rows:
        people: Facts = {
            name: stage.person(row[name]) for name in ("responsible", "deputy", "receiver") if name in row
        }
        said = {"channel": row["channel"], "deadline": row["deadline"]}
        services.set_route(by=by, recipient=row["recipient"], **said, **people)


def _templates(stage: Stage, rows: list[Facts]) -> None:
    for row in rows:
        services.write_template(by=stage.person("takagi"), **row)
