"""Who works here: the register of people, their roles and accounts, who joins, who leaves, and the departments."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.contrib.auth.hashers import make_password

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.writes import writing
from kaname.outputs.sample.stage import Stage, fresh, read
from kaname.rooms.organisation import services as organisation

FIRST = -425
PASSWORD = "minato-demo-180"  # noqa: S105  (the sample hospital's; printed at every start)
DIRECTOR = "saeki"
HR = "takagi"


def tell(stage: Stage) -> None:
    """The hospital is set up, everybody is entered; later some join and some leave."""
    book = read("people.yaml")
    stage.on(FIRST, partial(_set_up, stage, book))
    for key, facts in book["people"].items():
        if "from" in facts:
            stage.on(facts["from"], partial(_join, stage, key, facts))
        if "to" in facts:
            stage.on(facts["to"] - 5, partial(_leave, stage, key, facts["to"]))
    stage.on(-287, partial(_contact, stage, "栄養科", "kusano"))
    stage.on(-166, partial(_rename, stage))
    stage.on(-149, partial(_contact, stage, "情報システム課", "miura"))
    stage.on(-126, partial(_leave, stage, "yano", -121))
    stage.on(-16, partial(_leave, stage, "hoshino", -11))


def _set_up(stage: Stage, book: dict[str, Any]) -> None:
    director = access.set_up_institution(
        name="みなと総合病院",
        executive_name="佐伯 恵",
        executive_title="病院長",
        username="director",
        password=PASSWORD,
        is_sample=True,
    )
    stage.ids[DIRECTOR], stage.rows["institution"] = director.pk, director.institution
    here = {key: facts for key, facts in book["people"].items() if "from" not in facts}
    with _one_list(director, "職員名簿の取込み"):
        for key, facts in here.items():
            _register(stage, key, facts)
    with _one_list(director, "部門の登録"):
        for name, contact in book["departments"].items():
            person = None if name == "栄養科" else stage.person(contact)
            row = organisation.open_department(by=director, name=name, contact=person)
            stage.rows["department", name] = row
        for key, facts in here.items():
            _post(stage, director, key, facts)


def _one_list(by: Person, note: str) -> Any:
    """What is imported from one list is one transaction; each line of it still leaves its own entry."""
    return writing(by=by, action="access.manage_accounts", note=note)


def _register(stage: Stage, key: str, facts: dict[str, Any]) -> Person:
    institution: Institution = stage.institution
    said = {name: facts[name] for name in ("name", "kana", "title", "kind", "employer") if name in facts}
    person = access.register_person(by=None, institution=institution, number=f"M{len(stage.ids):04}", **said)
    stage.ids[key] = person.pk
    for role in facts["roles"]:
        access.grant_role(by=None, person=person, role=role)
    if facts.get("account"):
        user = access.create_account(by=None, person=person, username=facts["account"], password=None)
        user.password = _password_hash()
        user.save(update_fields=["password"])
    return person


@cache
def _password_hash() -> str:
    """Hashing is slow on purpose; all demonstration accounts share one password, and here one hash."""
    return make_password(PASSWORD)


def _post(stage: Stage, by: Person, key: str, facts: dict[str, Any]) -> None:
    department = stage.rows.get(("department", facts.get("department")))
    if department is not None:
        person = stage.person(key)
        organisation.post_person(by=by, person=person, department=department, title=facts["title"])


def _join(stage: Stage, key: str, facts: dict[str, Any]) -> None:
    officer = stage.person(HR)
    with _one_list(officer, "着任"):
        _register(stage, key, facts)
        _post(stage, officer, key, facts)


def _leave(stage: Stage, key: str, last: int) -> None:
    person = stage.person(key)
    reason = "派遣の終了" if person.kind == "DISPATCHED" else "担当の交代" if person.employer else "退職"
    organisation.release_person(by=stage.person(HR), person=person, ends_on=stage.day(last), reason=reason)


def _contact(stage: Stage, department: str, key: str) -> None:
    row = fresh(stage.rows["department", department])
    organisation.set_department_contact(by=stage.person(HR), department=row, person=stage.person(key))


def _rename(stage: Stage) -> None:
    row = fresh(stage.rows["department", "地域連携室"])
    organisation.change_department(by=stage.person(HR), department=row, name="患者支援センター", parent=None)
