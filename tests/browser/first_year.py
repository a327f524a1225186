"""A new hospital's first weeks, told through its screens alone: what each room asks, typed in by those whose work it is.

Every step is a page that is opened and a form that is sent; nothing is written in any other way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .hand import Hand

PASSWORD = "correct horse battery staple"
FIRST = "a first password to be changed"
BEGAN = "2026-04-01"
FILE = {"name": "記録.txt", "mimeType": "text/plain", "buffer": "確かめた記録\n".encode()}
PDF = {
    "name": "文書.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
}
PEOPLE = [
    # name, kind, employer, title, number
    ("森田 葵", "EMPLOYEE", "", "医療情報部長", "1001"),
    ("中野 翔", "EMPLOYEE", "", "医療情報課長", "1002"),
    ("石井 蓮", "EMPLOYEE", "", "システム係", "1003"),
    ("大野 歩", "EMPLOYEE", "", "患者相談室", "1004"),
    ("岡本 遥", "EMPLOYEE", "", "監査室長", "1005"),
    ("平田 杏", "DISPATCHED", "港スタッフ", "受付", "2001"),
    ("山口 亮", "VENDOR_STAFF", "浜風システム", "保守担当", "3001"),
]
LETTERS = {
    "SAFETY_OFFICER": ("森田", ""),
    "PLANNING_MANAGER": ("中野", "森田"),
    "OPERATIONS_STAFF": ("石井", "中野"),
    "AUDITOR": ("岡本", ""),
    "DOCUMENT_CONTROLLER": ("中野", ""),
    "DESK": ("大野", ""),
}
DOCUMENTS = (
    "SECURITY_POLICY",
    "OPERATION_REGULATION",
    "INFORMATION_REGULATION",
    "EMERGENCY_PROCEDURE",
    "SYSTEM_DIAGRAM",
    "OPERATION_MANUAL",
    "INQUIRY_PROCEDURE",
    "SAFETY_PLAN",
    "ORGANISATION_CHART",
)


@dataclass
class Hospital:
    """The hospital at the screens: a browser for each of those who sign in, and the records' numbers by name."""

    enter: Callable[[], Any]
    hands: dict[str, Hand] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)

    @property
    def director(self) -> Hand:
        return self.hands["director"]

    @property
    def manager(self) -> Hand:
        return self.hands["manager"]

    def approve(self, words: str) -> None:
        """The director opens what waits for an answer and agrees."""
        page = self.director
        page.open("/decisions/")
        page.page.locator("main a", has_text=words).first.click()
        page.page.wait_for_load_state()
        page.send_here(form="form[action$='/act/']", choice="APPROVE")


def set_up(hospital: Hospital) -> None:
    """The director sets the hospital up and is signed in."""
    hand = Hand(hospital.enter())
    hand.send(
        "/set-up/",
        name="はま風病院", beds=180, sites=1, founder="MEDICAL_CORPORATION", has_own_operator="yes",
        executive_title="病院長", executive_name="佐伯 恵", username="saeki",
        password=PASSWORD, password_again=PASSWORD,
    )  # fmt: skip
    hospital.hands["director"] = hand


def register_people(hospital: Hospital) -> None:
    """Who works here, whoever employs them; the planning manager gets an account and signs in."""
    for name, kind, employer, title, number in PEOPLE:
        hospital.director.send(
            "/organisation/people/new/",
            name=name, kind=kind, employer=employer, title=title, number=number, starts_on=BEGAN,
        )  # fmt: skip
        hospital.people[name.split()[0]] = hospital.director.number()


def organise(hospital: Hospital) -> None:
    """Appointments with their letters, a department with its contact, and how the guideline applies."""
    director = hospital.director
    for role, (who, chief) in LETTERS.items():
        reports_to = {"reports_to": chief} if chief else {}
        director.send(
            f"/organisation/appointments/new/?role={role}", person=who, duties="安全管理の実務を担う。",
            authority="必要な措置を指示できる。", starts_on=BEGAN, **reports_to,
        )  # fmt: skip
        if role == "SAFETY_OFFICER":
            director.send_here(form="form[action$='/attach/']", file=PDF)
    _let_in(hospital, "中野", "manager")
    director.send("/organisation/departments/new/", name="診療部", contact="大野")
    for number in hospital.people.values():
        director.send(
            f"/organisation/people/{number}/", form="form[action$='/posting/']", department="診療部", starts_on=BEGAN
        )
    hospital.manager.send(
        "/organisation/applicability/new/", pattern="I", reasons="院内に担当者がいるため。", review_on="2027-03-31",
        approver="佐伯"
    )
    hospital.approve("適用パターン")


def _let_in(hospital: Hospital, name: str, key: str) -> None:
    """An account with a first password, changed at the first sign-in."""
    username = f"{key}-1"
    person = hospital.people[name]
    hospital.director.send(
        f"/organisation/people/{person}/", form="form[action$='/account/']", username=username, password=FIRST
    )
    hand = Hand(hospital.enter())
    hand.send("/account/login/", form="form:has([name=login])", login=username, password=FIRST)
    if "password" in hand.page.url:
        hand.send_here(
            form="form:has([name=password1])", oldpassword=FIRST, password1=PASSWORD, password2=PASSWORD
        )
    hospital.hands[key] = hand


def write_documents(hospital: Hospital) -> None:
    """The planning manager writes, the director approves."""
    for kind in DOCUMENTS:
        hospital.documents[kind] = _document(hospital, kind)


def _document(hospital: Hospital, kind: str) -> int:
    manager = hospital.manager
    manager.send("/documents/new/", type=kind, title=f"はま風病院の文書 {kind}", owner="中野")
    number = manager.number()
    clause = {"provision_AUTHORITY_OVER_ALL_DEPARTMENTS": "第3条"} if kind == "OPERATION_REGULATION" else {}
    manager.send(f"/documents/{number}/draft/", body="## 目的\n\n患者の情報を守り、診療を続けます。\n", **clause)
    manager.send(f"/documents/{number}/versions/1/request/", approver="佐伯")
    hospital.approve(kind)
    return number


CHAPTERS = (set_up, register_people, organise, write_documents)
