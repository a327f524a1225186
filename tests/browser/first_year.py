"""A new hospital's first weeks, told through its screens alone: what each room asks, typed in by those whose work it is.

Every step is a page that is opened and a form that is sent; nothing is written in any other way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .hand import ALL, Hand

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

    def approve(self, words: str, choice: str = "APPROVE") -> None:
        """The director opens what waits for an answer and agrees."""
        self.director.open("/decisions/")
        self.director.follow(words)
        self.director.send_here(form="form[action$='/act/']", choice=choice)


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
            f"/organisation/people/{number}/",
            form="form[action$='/posting/']",
            department="診療部",
            starts_on=BEGAN,
        )
    hospital.manager.send(
        "/organisation/applicability/new/",
        pattern="I",
        reasons="院内に担当者がいるため。",
        review_on="2027-03-31",
        approver="佐伯",
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
    manager.send(
        f"/documents/{number}/draft/", body="## 目的\n\n患者の情報を守り、診療を続けます。\n", **clause
    )
    manager.send(f"/documents/{number}/versions/1/request/", approver="佐伯")
    hospital.approve(kind)
    return number


def keep_laws(hospital: Hospital) -> None:
    """The shipped list is taken over; each law gets an owner, a rule that implements it, and a review."""
    manager = hospital.manager
    manager.press("/laws/", "はじめの一覧を登録する")
    manager.send("/laws/assign/", everybody="中野", **_rules_for(manager))
    manager.send("/laws/review/", laws=ALL, note="条文と規程を見比べ、規程のとおり行っていることを確かめた。")


def _rules_for(manager: Hand) -> dict[str, str]:
    """Where no document is proposed, the information regulation implements the law."""
    manager.open("/laws/assign/")
    return {
        box.get_attribute("name"): "INFORMATION_REGULATION"
        for box in manager.page.locator("select[name^=document_]").all()
        if not box.input_value()
    }


def take_pledges(hospital: Hospital) -> None:
    """The pledge's text, and the signed papers of everybody, read in as one file."""
    hospital.manager.send("/laws/pledges/texts/new/", starts_on=BEGAN)
    hospital.manager.send("/laws/pledges/record/", people=ALL, way="PAPER", files=PDF)


def open_desk(hospital: Hospital) -> None:
    """The patients' desk with its responsible person, and the notice on the wall."""
    manager = hospital.manager
    manager.send(
        "/inquiries/desks/new/",
        name="患者相談窓口",
        audience="PATIENTS",
        responsible="大野",
        phone="045-000-0000",
    )
    manager.send(
        f"/inquiries/desks/{manager.number()}/notice/", where="PREMISES", confirmed_on=BEGAN, photo=PDF
    )


def take_in_accounts(hospital: Hospital) -> None:
    """Who may use the medical record, as the system lists them: both people who are not employed here."""
    rows = "利用者ID,氏名,職員番号\nhirata,平田 杏,2001\nyamaguchi,山口 亮,3001\n"
    file = {"name": "accounts.csv", "mimeType": "text/csv", "buffer": rows.encode("cp932")}
    hospital.manager.send(
        "/imports/to/organisation.accounts/", file=file, given_system="電子カルテ", given_as_of=BEGAN
    )
    hospital.manager.send_here(form="form[action$='/apply/']")


def teach(hospital: Hospital) -> None:
    """One required course on the rules in force, and a session to which everybody came."""
    manager = hospital.manager
    manager.send("/training/courses/new/", title="情報の安全 基礎", owner="中野")
    course = manager.number()
    manager.send(
        f"/training/courses/{course}/material/",
        way="PAGE",
        body="## 守ること\n\n患者の情報を守ります。\n",
        teaches=ALL,
    )
    manager.send_here(form="form[action$='/publish/']")
    manager.send(f"/training/courses/{course}/open/")
    manager.send(
        "/training/sessions/new/", course="情報の安全", held_on=BEGAN, starts="08:00", ends="08:30",
        place="講堂", teacher="中野 翔",
    )  # fmt: skip
    session = manager.number()
    manager.open(f"/training/sessions/{session}/sheet/")
    manager.tick_all("main form input[type=checkbox]")
    manager.send_here(form="form:has([name=files])", files=PDF)
    manager.press(f"/training/sessions/{session}/", "締め切る")


def plan_the_year(hospital: Hospital) -> None:
    """The safety plan of the fiscal year with a task, approved."""
    manager = hospital.manager
    manager.send(
        "/planning/plans/new/",
        title="安全管理計画",
        starts_on=BEGAN,
        ends_on="2027-03-31",
        aims="診療を止めない。",
    )
    plan = manager.number()
    manager.send(f"/planning/plans/{plan}/tasks/new/", title="復元を試す", owner="石井", due_on="2026-09-30")
    manager.send(f"/planning/plans/{plan}/request/", approver="佐伯")
    hospital.approve("安全管理計画")


def report(hospital: Hospital) -> None:
    """The three reports, each written over its material, sent, read and accepted."""
    for kind in ("SAFETY_STATUS", "LEGAL_COMPLIANCE", "TRAINING_STATUS"):
        manager = hospital.manager
        manager.send(f"/planning/reports/begin/{kind}/", starts_on=BEGAN, ends_on=BEGAN)
        number = manager.number()
        manager.send(f"/planning/reports/{number}/write/", assessment="GOOD", comment="計画どおりです。")
        manager.send(f"/planning/reports/{number}/send/", addressee="佐伯")
        hospital.approve("報告", "ACCEPT")


def review(hospital: Hospital) -> None:
    """The director reviews the whole, finds that control works, and confirms the minutes."""
    director = hospital.director
    director.open("/planning/reviews/")
    director.follow("見直しを計画する")
    director.send_here(planned_on=BEGAN, chair="佐伯", people=ALL)
    director.open("/planning/reviews/")
    director.page.goto(director.addresses(r"/planning/reviews/\d+/")[0])
    number = director.number()
    director.send(f"/meetings/{number}/hold/", held_on=BEGAN)
    director.send(
        f"/planning/reviews/{number}/write/", control="EFFECTIVE", control_reason="規程が守られている。",
        outcome="NO_CHANGE", result="変更は要らない。",
    )  # fmt: skip
    director.press(f"/planning/reviews/{number}/", "確定")


CHAPTERS = (
    set_up,
    register_people,
    organise,
    write_documents,
    keep_laws,
    take_pledges,
    open_desk,
    take_in_accounts,
    teach,
    plan_the_year,
    report,
    review,
)
