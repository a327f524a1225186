"""Lists of accounts and of who may enter, compared with the register: what was mended, and what still has to be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.imports import services as imports
from kaname.outputs.sample.stage import Stage
from kaname.rooms.organisation import reconciliation, services
from kaname.rooms.organisation.reconciliation import HolderState

RECORDS = "電子カルテ"
SERVER_ROOM = "サーバ室"
HEADINGS = ("システム", "利用者ID", "氏名", "職員番号", "種類", "特権")
KEYS_OF_THE_ROOM = ("nakano", "kobayashi", "miura", "hiraga", "nishimura", "tsuji", "oka", "noguchi")
Account = tuple[str, str, str, str]


def tell(stage: Stage) -> None:
    """A first list whose faults were mended, a newer one with two people who left, and the server room's."""
    stage.on(-201, partial(_bring, stage, "takagi", ["baba"]))
    stage.on(-199, partial(_night_run, stage))
    stage.on(-12, partial(_bring, stage, "miura", ["terada"]))
    stage.on(-9, partial(_server_room, stage))
    stage.on(-8, partial(_order_removal, stage))


def _bring(stage: Stage, by: str, left: list[str]) -> None:
    """The list of the records system: everybody who is here, some who are not, and the night run."""
    here = Person.objects.of(stage.institution).active_on(clock.today()).order_by("pk")
    people = [*here.exclude(number=""), *(stage.person(key) for key in left)]
    accounts: list[Account] = [(f"k{p.number[1:]}", p.name, p.number, _power(p)) for p in people]
    accounts += [("batch01", "", "", "はい"), ("k9001", "研修医 応援", "", "いいえ")]
    _import(stage, by, RECORDS, accounts, "アカウント")


def _power(person: Person) -> str:
    return "はい" if "情報システム" in person.title else "いいえ"


def _night_run(stage: Stage) -> None:
    """The night run is nobody's: somebody answers for it, in later lists too."""
    found = reconciliation.reconciliation_of(stage.institution, clock.today())
    line = next(n for n in found.lines() if n.account == "batch01")
    services.mark_system_account(
        by=stage.person("takagi"),
        holder=reconciliation.holder_of(stage.institution, line.pk),
        owner=stage.person("nakano"),
        reason="検査システムとの夜間連携",
    )


def _server_room(stage: Stage) -> None:
    people = [stage.person(key) for key in KEYS_OF_THE_ROOM]
    cards: list[Account] = [(f"C-{n:03}", p.name, p.number, "いいえ") for n, p in enumerate(people, start=1)]
    cards.append(("C-090", "臨時工事用", "", "いいえ"))
    _import(stage, "miura", SERVER_ROOM, cards, "立入り")


def _import(stage: Stage, by: str, system: str, accounts: Iterable[Account], kind: str) -> None:
    target = io.StringIO()
    rows = ((system, account, name, number, kind, power) for account, name, number, power in accounts)
    csv.writer(target).writerows([HEADINGS, *rows])
    file = SimpleUploadedFile(f"{system}_利用者一覧.csv", target.getvalue().encode("cp932"))
    person = stage.person(by)
    batch = imports.upload(by=person, table="organisation.accounts", file=file)
    imports.apply_batch(by=person, batch=batch)


def _order_removal(stage: Stage) -> None:
    """Whoever left some months ago still has an account: it is to be deleted."""
    found = reconciliation.reconciliation_of(stage.institution, clock.today())
    line = next(n for n in found.lines() if n.state == HolderState.LEFT and n.name == "寺田 弘")
    issue_directive(
        by=stage.person("takagi"),
        addressee=stage.person("nakano"),
        title=f"{RECORDS}の退職者のアカウント {line.account} を削除する",
        body="名簿との突合で、退職した人のアカウントが残っていました。削除し、削除後の一覧を添えて報告してください。",
        due_on=clock.today() + timedelta(days=21),
        origin=f"organisation.accountholder:{line.pk}",
        obligation_id="G-3.1.2-4",
    )
