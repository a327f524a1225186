"""A small hospital with some history, made through the services at simulated times.

`make_story()` leaves at least one record of every model that a page shows, somebody in every role, and things that
wait: three requests for the executive, directives in every state, one obligation (G-3.1.2-3) that only lacks a
department's contact. `tests/seed.py` puts the same into a data folder, for the browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaname.foundation.access.models import Institution, Person

BEGAN = date(2025, 10, 1)
REGULATION_ON = date(2026, 2, 2)
TODAY = date(2026, 11, 20)
PASSWORD = "correct horse battery staple"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GAP = "G-3.1.2-3"
WATCHED = "G-3.4.2-1"

# key: (name, title, role that the story grants; None: an appointment brings it, or there is none)
CAST: dict[str, tuple[str, str, str | None]] = {
    "director": ("佐伯 恵", "病院長", None),
    "second": ("藤井 誠", "副院長", "EXECUTIVE"),
    "officer": ("森田 葵", "医療情報部長", None),
    "manager": ("中野 翔", "医療情報課長", None),
    "operator": ("石井 蓮", "システム係", None),
    "auditor": ("岡本 遥", "監査室長", "AUDITOR"),
    "staff": ("西村 空", "看護師", "STAFF"),
    "vendor": ("山口 亮", "保守担当", "VENDOR"),
    "desk": ("大野 歩", "患者相談室", "DESK"),
    "group": ("河合 純", "本部課長", "GROUP_OFFICE"),
    "nobody": ("木下 奏", "", None),
}
WHO_HOLDS = {
    "EXECUTIVE": "director",
    "SAFETY_OFFICER": "officer",
    "PLANNING_MANAGER": "manager",
    "OPERATIONS_STAFF": "operator",
    "AUDITOR": "auditor",
    "STAFF": "staff",
    "VENDOR": "vendor",
    "DESK": "desk",
    "GROUP_OFFICE": "group",
}


@dataclass
class Story:
    """A hospital, its people by the keys of CAST, and its records by short names."""

    mark: str
    prefix: str
    people: dict[str, Person] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)

    @property
    def institution(self) -> Institution:
        return self.people["director"].institution

    def person(self, key: str) -> Person:
        """Somebody, read anew, as a request would find them."""
        from kaname.foundation.access.models import Person

        return Person._default_manager.select_related("institution", "user").get(pk=self.people[key].pk)

    def record(self, name: str) -> Any:
        """A record, read anew."""
        return _read(self.records[name])

    def named(self, text: str) -> str:
        """A text of this hospital, recognisable as its own."""
        return f"{self.mark}{text}"


def make_story(*, prefix: str = "minato", mark: str = "") -> Story:
    """Play the story. `prefix` makes sign-in names unique, `mark` stands in every name and title."""
    from django.core.cache import cache

    from kaname.foundation.calendar import clock

    cache.clear()  # what is open to everybody is counted there; each story begins with nobody having come
    story = Story(mark, prefix)
    with clock.at(BEGAN):
        _people(story)
        _organisation(story)
    with clock.at(REGULATION_ON):
        _regulation(story)
    with clock.at(date(2026, 3, 2)):
        _applicability(story)
        _past_directives(story)
    with clock.at(date(2026, 9, 1)):
        _department_without_contact(story)
    with clock.at(TODAY - timedelta(days=4)):
        _waiting_documents(story)
        _waiting_decisions(story)
        _proposals(story)
        _directives(story)
        _accounts(story)
        _inquiry(story)
        _meeting(story)
        _plans(story)
        _reports(story)
        _laws(story)
        _sessions(story)
        _training(story)
        _systems(story)
        _incident(story)
        _drills(story)
        _contacts(story)
        _continuity(story)
        _kit(story)
        _odds_and_ends(story)
    return story


def _people(story: Story) -> None:
    from kaname.foundation.access import services

    name, title, _role = CAST["director"]
    story.people["director"] = services.set_up_institution(
        name=story.named("総合病院"),
        executive_name=story.named(name),
        executive_title=title,
        username=f"{story.prefix}-director",
        password=PASSWORD,
    )
    for key, (name, title, role) in CAST.items():
        if key == "director":
            continue
        outside = (
            {"kind": "VENDOR_STAFF", "employer": story.named("みなとシステム株式会社")}
            if key == "vendor"
            else {}
        )
        person = services.register_person(
            by=None,
            institution=story.institution,
            name=story.named(name),
            title=title,
            number=f"{story.mark}{key}",
            **outside,
        )
        services.create_account(by=None, person=person, username=f"{story.prefix}-{key}", password=PASSWORD)
        if role:
            services.grant_role(by=None, person=person, role=role)
        story.people[key] = story.person(key) if key in story.people else person


def _organisation(story: Story) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kaname.rooms.organisation import services
    from kaname.rooms.organisation.services import SystemLine

    director, manager = story.person("director"), story.people["manager"]
    above = None
    for key, role in (
        ("officer", "SAFETY_OFFICER"),
        ("manager", "PLANNING_MANAGER"),
        ("operator", "OPERATIONS_STAFF"),
    ):
        above = services.appoint(
            by=director, role=role, person=story.people[key], duties=story.named("安全管理を担う。"),
            authority=story.named("必要な措置を指示できる。"), reports_to=above,
        )  # fmt: skip
        letter = SimpleUploadedFile(f"{story.mark}辞令.pdf", PDF, content_type="application/pdf")
        services.attach_letter(by=director, appointment=above, file=letter)
        story.records[f"appointment_{key}"] = above
    story.records["profile"] = services.change_profile(
        by=director, beds=180, sites=1, has_own_operator=True, founder="MEDICAL_CORPORATION",
        systems=(SystemLine(story.named("電子カルテ"), "ON_PREMISES", story.named("みなとシステム")),),
    )  # fmt: skip
    story.records["department"] = services.open_department(
        by=director, name=story.named("医事課"), contact=manager
    )
    story.records["posting"] = services.post_person(
        by=director, person=story.people["staff"], department=story.records["department"]
    )
    story.records["committee"] = services.found_committee(
        by=director, name=story.named("情報安全委員会"), purpose=story.named("安全管理の審議"), chair=director
    )
    story.records["committee_member"] = services.seat_member(
        by=director, committee=story.records["committee"], person=story.people["officer"]
    )


def _approved(story: Story, type_: str, title: str, **content: Any) -> Any:
    from kaname.foundation.decisions.services import act_on_step
    from kaname.rooms.documents import services

    manager, director = story.person("manager"), story.person("director")
    document = services.create_document(by=manager, title=story.named(title), type=type_)
    version = services.write_draft(
        by=manager, document=document, body=story.named("# 総則\n\n第1条 目的を定める。"), **content
    )
    decision = services.request_approval(
        by=manager, version=version, approver=director, effective_on=_today()
    )
    act_on_step(by=director, decision=decision, choice="APPROVE", reason="確かめました。")
    version.refresh_from_db()
    return version


def _today() -> date:
    from kaname.foundation.calendar import clock

    return clock.today()


def _regulation(story: Story) -> None:
    from kaname.rooms.documents import services

    version = _approved(
        story, "OPERATION_REGULATION", "運用管理規程", provisions={"AUTHORITY_OVER_ALL_DEPARTMENTS": "第2条"}
    )
    services.distribute(by=story.person("manager"), version=version)
    services.acknowledge(by=story.person("auditor"), version=version)
    story.records |= {"version": version, "document": version.document}


def _applicability(story: Story) -> None:
    from kaname.foundation.decisions.services import act_on_step
    from kaname.rooms.organisation import services

    row = services.propose_applicability(
        by=story.person("manager"), approver=story.person("director"), pattern="I",
        reasons=story.named("院内に運用担当者がいるため"), review_on=_today() + timedelta(days=365),
    )  # fmt: skip
    act_on_step(
        by=story.person("director"),
        decision=row.decision,
        choice="APPROVE",
        review_on=_today() + timedelta(days=365),
    )
    story.records["applicability"] = row


def _directive(
    story: Story, to: str, title: str, *, by: str = "director", days: int = 30, **more: Any
) -> Any:
    from kaname.foundation.directives import services

    return services.issue_directive(
        by=story.person(by), addressee=story.people[to], title=story.named(title),
        body=story.named("実施して報告してください。"), due_on=_today() + timedelta(days=days), **more,
    )  # fmt: skip


def _past_directives(story: Story) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kaname.foundation.directives import services
    from kaname.foundation.evidence.selectors import evidence_of

    director, manager = story.person("director"), story.person("manager")
    done = _directive(
        story, "manager", "復元テストの実施", obligation_id=GAP, addressee_role="PLANNING_MANAGER"
    )
    file = SimpleUploadedFile(
        f"{story.mark}復元記録.txt", story.named("復元は40分で終わった。").encode(), "text/plain"
    )
    report = services.report(
        by=manager, directive=done, body=story.named("40分で復元しました。"), files=[file]
    )
    story.records["evidence"] = evidence_of(report)[0]
    services.return_report(
        by=director, directive=_read(done), reason=story.named("時間の内訳を書いてください。")
    )
    services.report(by=manager, directive=_read(done), body=story.named("内訳を加えました。"))
    services.accept(by=director, directive=_read(done))
    story.records["directive_done"] = _read(done)


def _read(record: Any) -> Any:
    return type(record)._default_manager.get(pk=record.pk)


def _department_without_contact(story: Story) -> None:
    from kaname.rooms.organisation import services

    bare = services.open_department(by=story.person("director"), name=story.named("栄養科"))
    story.records["department_bare"] = bare


def _waiting_documents(story: Story) -> None:
    from kaname.rooms.documents import services

    manager, director = story.person("manager"), story.person("director")
    policy = services.create_document(
        by=manager, title=story.named("情報セキュリティ方針"), type="SECURITY_POLICY"
    )
    draft = services.write_draft(
        by=manager, document=policy, body=story.named("# 方針\n\n第1条 患者の情報を守る。")
    )
    story.records["policy_decision"] = services.request_approval(
        by=manager,
        version=draft,
        approver=director,
        effective_on=_today(),
        summary=story.named("はじめて定めます。"),
    )
    story.records["policy_version"] = draft
    manual = services.create_document(by=manager, title=story.named("運用手順書"), type="OPERATION_MANUAL")
    story.records["draft"] = services.write_draft(
        by=manager, document=manual, body=story.named("# 手順\n\n毎朝確かめる。")
    )


def _request(story: Story, question: str, *, approver: str = "director", by: str = "manager") -> Any:
    from kaname.foundation.decisions.kinds import GENERAL
    from kaname.foundation.decisions.models import StepKind
    from kaname.foundation.decisions.services import Step, request_decision

    return request_decision(
        by=story.person(by), kind=GENERAL, question=story.named(question), summary=story.named("更新を提案します。"),
        steps=[Step(StepKind.APPROVE, story.person(approver))], proposal={"text": story.named("見積りは二社です。")},
    )  # fmt: skip


def _waiting_decisions(story: Story) -> None:
    from kaname.foundation.decisions import services

    story.records["decision"] = _request(story, "VPN装置を更新してよいか")
    story.records["decision_keyboard"] = _request(story, "無停電電源を買い替えてよいか")
    story.records["decision_plain"] = _request(story, "監視カメラを増設してよいか")
    returned = _request(story, "端末を追加してよいか")
    services.return_to(
        by=story.person("director"), decision=returned, order=0, reason=story.named("台数の根拠を。")
    )
    by_proxy = _request(story, "保守の日程を変えてよいか", approver="second")
    services.act_as_proxy(
        by=story.person("director"), decision=by_proxy, proxy_reason=story.named("出張中のため"), choice="YES"
    )
    story.records["proxy_action"] = by_proxy.actions.exclude(on_behalf_of=None).get()


def _proposals(story: Story) -> None:
    from kaname.foundation.obligations import services as obligations
    from kaname.rooms.organisation import services as organisation

    manager, director = story.person("manager"), story.person("director")
    obligations.propose_exemption(
        by=manager, obligation_id="G-1.4-1", kind="NOT_APPLICABLE", reason=story.named("第三者提供がない"),
        ends_on=_today() + timedelta(days=200), approver=director,
    )  # fmt: skip
    obligations.propose_parameter(
        by=manager,
        name="doc_review_months",
        value=6,
        reason=story.named("体制に合わせる"),
        approver=director,
    )
    story.records["appointment_proposed"] = organisation.propose_appointment(
        by=manager, approver=director, role="DOCUMENT_CONTROLLER", person=story.people["staff"],
        duties=story.named("文書を管理する。"), authority=story.named("改定を求められる。"),
    )  # fmt: skip


def _directives(story: Story) -> None:
    from kaname.foundation.directives import services

    directive = _directive(story, "manager", "委託先の一覧を整える", obligation_id="G-1.4-1")
    story.records["directive"] = directive
    services.hand_down(
        by=story.person("manager"), directive=directive, addressee=story.people["operator"],
        title=story.named("委託先を書き出す"), body=story.named("一覧にしてください。"), due_on=_today() + timedelta(days=10),
    )  # fmt: skip
    story.records["directive_late"] = _directive(
        story, "operator", "バックアップの確認", by="manager", days=2
    )
    story.records["directive_soon"] = _directive(
        story,
        "manager",
        "サイバー攻撃への備え",
        days=5,
        obligation_id=WATCHED,
        addressee_role="PLANNING_MANAGER",
    )
    reported = _directive(story, "operator", "更新の適用", by="manager")
    services.report(by=story.person("operator"), directive=reported, body=story.named("適用しました。"))
    story.records["directive_reported"] = _read(reported)
    for key, role in (("staff", "STAFF"), ("vendor", "VENDOR"), ("desk", "DESK")):
        story.records[f"directive_{key}"] = _directive(story, key, f"{key}への依頼", addressee_role=role)
    standing = _directive(story, "officer", "安全管理の状況を報告する", recurrence="QUARTERLY")
    story.records["directive_standing"] = standing
    withdrawn = _directive(story, "operator", "不要になった作業", by="manager")
    services.withdraw(by=story.person("director"), directive=withdrawn, reason=story.named("重複のため"))


def _accounts(story: Story) -> None:
    """A list of accounts that came in from a file, and a file that waits to be imported."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kaname.foundation.access.records import resolve
    from kaname.foundation.imports import services as imports
    from kaname.rooms.organisation.reconciliation import reconciliation_of

    director = story.person("director")
    rows = (
        f"システム,利用者ID,氏名\n{story.named('電子カルテ')},{story.named('u1')},{story.named('だれか')}\n"
    )
    file = SimpleUploadedFile("利用者.csv", rows.encode())
    batch = imports.upload(by=director, table="organisation.accounts", file=file)
    imports.apply_batch(by=director, batch=batch)
    line = reconciliation_of(story.institution, _today()).lines()[0]
    holder = resolve(f"organisation.accountholder:{line.pk}", institution=story.institution)
    story.records["account_holder"] = holder
    story.records["account_list"] = holder.list  # type: ignore[union-attr]
    people = SimpleUploadedFile(
        "人.csv", f"氏名,開始日\n{story.named('新しい人')},\n{story.named('x')},?\n".encode()
    )
    story.records["import_batch"] = imports.upload(by=director, table="organisation.people", file=people)


def _meeting(story: Story) -> None:
    """A meeting that is planned, for whoever is called to it."""
    from kaname.foundation.meetings import services

    with_all = [services.Invitation(story.person(key)) for key in ("officer", "manager", "operator")]
    story.records["meeting"] = services.plan_meeting(
        by=story.person("manager"),
        kind="meetings.general",
        title=story.named("情報システム管理委員会の打合せ"),
        planned_on=TODAY,
        chair=story.person("director"),
        people=with_all,
        items=[services.Line(story.named("バックアップの状況"))],
    )


def _plans(story: Story) -> None:
    """An approved safety plan with a goal, a heading and a task that was reported on and is asked to be moved."""
    from kaname.foundation.decisions import services as decisions
    from kaname.rooms.planning import services

    manager, director = story.person("manager"), story.person("director")
    plan = services.draft_plan(
        by=manager, title=story.named("安全管理計画"), aims=story.named("診療を止めない。")
    )
    said = {"statement": story.named("全員が研修を受ける"), "target": story.named("全員")}
    story.records["plan_goal"] = services.add_goal(by=manager, plan=plan, **said)
    heading = services.add_measure(by=manager, plan=plan, title=story.named("外部接続"))
    line = services.TaskLine(
        story.named("VPN装置を更新する"),
        heading,
        story.named("全拠点"),
        manager,
        None,
        TODAY + timedelta(days=9),
    )
    task = services.add_task(by=manager, plan=plan, line=line)
    asked = services.request_approval(by=manager, plan=plan, approver=director)
    decisions.act_on_step(by=director, decision=asked, choice="APPROVE", reason=story.named("よい。"))
    task.refresh_from_db()
    services.report_progress(by=manager, task=task, percent=40, note=story.named("発注した。"))
    services.request_reschedule(
        by=manager,
        task=task,
        new_due_on=TODAY + timedelta(days=30),
        reason=story.named("納期"),
        approver=director,
    )
    story.records["plan"], story.records["plan_task"] = plan, task
    story.records["plan_measure"] = heading


def _reports(story: Story) -> None:
    """A status report that waits for the executive, and a management review that was held."""
    from kaname.foundation.meetings import services as meetings
    from kaname.rooms.planning.models import REVIEW
    from kaname.rooms.planning.services import reports

    manager, director, on = story.person("manager"), story.person("director"), TODAY - timedelta(days=4)
    days = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 9, 30)}
    title = story.named("安全管理の状況報告")
    report = reports.begin_report(by=manager, kind="SAFETY_STATUS", title=title, **days)
    said = {"title": title, "assessment": "GOOD", "comment": story.named("大きな問題はありません。")}
    report = reports.write_report(by=manager, report=report, **said, **days)
    story.records["status_report"] = reports.send_report(by=manager, report=report, addressee=director)
    title = story.named("経営層による見直し")
    review = meetings.plan_meeting(by=manager, kind=REVIEW, title=title, planned_on=on, chair=director)
    story.records["management_review"] = meetings.hold_meeting(
        by=manager, meeting=review, held_on=on, present=[]
    )


def _systems(story: Story) -> None:
    """A system in use and one that is used no more."""
    from kaname.rooms.assets import services

    manager = story.person("manager")
    facts = {"purpose": story.named("診療の記録"), "criticality": "VITAL", "owner": manager}
    system = services.register_system(by=manager, name=story.named("電子カルテ"), **facts)
    old = services.register_system(by=manager, name=story.named("旧カルテ"), **facts)
    services.retire_system(by=manager, system=old, ends_on=TODAY, reason=story.named("入れ替えた"))
    story.records |= {"system": system, "system_retired": old}


def _contacts(story: Story) -> None:
    """A chart with somebody inside and a vendor, a link that waits, a correction, a sheet, a route, texts."""
    from kaname.foundation.contacts import services

    manager = story.person("manager")
    inside = services.register_contact(
        by=manager, party="INSIDE", person=story.people["operator"], phone_day="03-0000-1234"
    )
    vendor = services.register_contact(
        by=manager, party="VENDOR", organisation=story.named("みなとシステム"), phone_night="0120-000-111",
        mail="support@vendor.example.jp", caller=inside, systems=[story.records["system"]],
        condition=story.named("電子カルテが止まったとき"),
    )  # fmt: skip
    services.confirm_by_phone(by=manager, contact=vendor, reached=story.named("受付"))
    old = services.register_contact(
        by=manager, party="PRESS", organisation=story.named("みなと新聞"), phone_day="03-0000-5678",
        mail="desk@press.example.jp",
    )  # fmt: skip
    told = services.ask_by_link(by=manager, contact=old, address=str)
    services.answer_link(
        request=told, name=story.named("記者"), seen=old.reach_print, message=story.named("係が変わります。")
    )
    services.remove_contact(by=manager, contact=old, reason=story.named("載せないことにした"))
    text = services.write_template(
        by=manager,
        audience="PATIENTS",
        title=story.named("診療への影響について"),
        body="{{hospital}}からのお知らせ",
    )
    gone = services.write_template(by=manager, audience="WEB", title=story.named("古い文"), body="古い文")
    story.records |= {
        "contact": vendor,
        "contact_removed": old,
        "contact_link": services.ask_by_link(by=manager, contact=vendor, address=str),
        "contact_correction": _read(told),
        "contact_paper": services.hang_paper(by=manager, place=story.named("当直室")),
        "route": services.set_route(
            by=manager, recipient="MHLW", channel=story.named("電話"), responsible=manager
        ),
        "template": text,
        "template_retired": services.retire_template(by=manager, template=gone),
    }


def _continuity(story: Story) -> None:
    """A service that rests on the system, a procedure that waits for the executive, a backup, a test with a finding."""
    from kaname.rooms.continuity import services

    manager, director = story.person("manager"), story.person("director")
    system = story.records["system"]
    story.records["care_function"] = services.add_function(
        by=manager, name=story.named("透析"), priority=1, owner=manager, rto_minutes=240, systems=[system],
        fallback=story.named("紙の記録で続ける。"),
        impacts={"H2": services.BandLine("DELAY", "NONE", story.named("記録が遅れる"))},
    )  # fmt: skip
    services.write_part(
        by=manager, key="TRIGGER", person=director, text=story.named("複数の端末が使えないとき")
    )
    services.check_item(by=manager, item="1-1-1", status="SETTLED", place=story.named("第2章"), owner=manager)
    procedure = services.begin_procedure(
        by=manager, system=system, steps=story.named("装置を替える"), cleanness=story.named("二人で確かめる"),
        rto_minutes=240, rpo_minutes=60,
    )  # fmt: skip
    services.request_approval(
        by=manager, procedure=procedure, approver=director, next_review_on=TODAY + timedelta(days=300)
    )
    story.records["recovery_procedure"] = procedure
    story.records["backup"] = services.record_backup(
        by=manager, system=system, subject=story.named("データベース"), method=story.named("毎夜の全体"),
        generations=7, offline_copy="YES", offline_how=story.named("週に一度、抜いて保管する"),
    )  # fmt: skip
    check = services.record_check(
        by=manager, kind="RESTORE_TEST", system=system, held_on=_today(), subject=story.named("データベース"),
        measured_minutes=300, result="CONCERNS", outcome=story.named("時間がかかった"),
    )  # fmt: skip
    story.records["restore_finding"] = services.record_finding(
        by=manager, check=check, title=story.named("時間の超過"), description=story.named("手順を短くする。"),
        addressee=story.people["operator"], due_on=TODAY + timedelta(days=20),
    )  # fmt: skip
    story.records["restore_check"] = services.send_check(by=manager, check=check, addressee=director)


def _sessions(story: Story) -> None:
    """A session to which people sign in today, with somebody nobody recognised, and one that is closed."""
    from datetime import time

    from kaname.rooms.training import services

    manager = story.person("manager")
    course = services.create_course(by=manager, title=story.named("標的型メールへの備え（集合研修）"))
    services.publish_material(
        by=manager, material=services.write_material(by=manager, course=course, body=story.named("# 備え"))
    )
    services.open_course(by=manager, course=course)
    held = {"held_on": _today(), "starts": time(17, 30), "ends": time(18, 15),
            "place": story.named("講堂"), "teacher": story.named("講師")}  # fmt: skip
    session = services.plan_session(by=manager, course=course, **held)
    services.open_sign_in(by=manager, session=session)
    services.sign_in(by=story.person("staff"), session=session)
    story.records["attendance"] = services.sign_in_by_name(
        session=session, number=story.named("9"), name=story.named("だれか")
    )
    closed = services.plan_session(by=manager, course=course, **held)
    lines = services.SheetLines([story.people["operator"]], [story.people["operator"]])
    services.record_sheet(by=manager, session=closed, lines=lines)
    (story.records["session_completion"],) = services.close_session(by=manager, session=closed)
    story.records |= {"session": session, "session_closed": closed}


def _laws(story: Story) -> None:
    """A law with a review, a change and a shortcoming; a pledge of somebody of the staff."""
    from kaname.rooms.laws import services

    director, manager = story.person("director"), story.person("manager")
    law = services.register_law(
        by=manager, title=story.named("市の個人情報の扱いの条例"), kind="ORDINANCE", owner=manager,
        asks=story.named("市から預かった情報を分けて保存する。"), documents=[story.records["document"]],
    )  # fmt: skip
    services.review_law(by=manager, law=law, result="COMPLIANT", note=story.named("分けて保存している。"))
    story.records["law"] = law
    story.records["law_change"] = services.note_change(
        by=manager, law=law, title=story.named("保存の期間が延びた"), asks=story.named("期間を確かめる。")
    )
    story.records["legal_gap"] = services.record_gap(
        by=director, law=law, title=story.named("保存の場所の表示がない"), description=story.named("棚に表示する。"),
        found_in="REVIEW", addressee=manager, due_on=_today() + timedelta(days=20),
    )  # fmt: skip
    text = services.write_text(by=director, title=story.named("誓約書"), body=story.named("秘密を守ります。"))
    staff = story.person("staff")
    story.records["pledge"] = services.sign_pledge(by=staff, text=text, signature=staff.name, agreed=True)
    story.records["pledge_text"] = text


def _inquiry(story: Story) -> None:
    """A desk with its notice, and a complaint whose answer waits for the director."""
    from kaname.rooms.inquiries import services

    desk_person = story.person("desk")
    desk = services.open_desk(
        by=story.person("manager"), name=story.named("患者相談窓口"), responsible=desk_person,
        phone="0123-45-6789", place=story.named("1階"), has_public_form=True,
    )  # fmt: skip
    services.confirm_notice(by=desk_person, desk=desk, where="WEB", url="https://minato.example.jp/desk")
    inquiry = services.enter_inquiry(
        by=story.person("staff"), desk=desk, kind="COMPLAINT", channel="PHONE",
        subject=story.named("掲示の文字"), body=story.named("掲示の文字が小さい。"),
        sender=story.named("患者の家族"), contact="0123-00-0000",
    )  # fmt: skip
    services.assign(by=desk_person, inquiry=inquiry, assignee=desk_person)
    services.draft_answer(by=desk_person, inquiry=inquiry, answer=story.named("大きくしました。"))
    services.ask_approval(by=desk_person, inquiry=inquiry, approver=story.person("director"))
    story.records["contact_point"], story.records["inquiry"] = desk, inquiry


def _training(story: Story) -> None:
    from kaname.rooms.training import services
    from kaname.rooms.training.models import Completion

    manager, staff = story.person("manager"), story.person("staff")
    question = services.QuestionLine(
        story.named("添付を開きますか。"), [story.named("開く"), story.named("知らせる")], [1]
    )
    course = services.create_course(
        by=manager, title=story.named("怪しいメール"), aims=story.named("開く前に確かめる。")
    )
    material = services.write_material(
        by=manager, course=course, body=story.named("# 開く前に"), questions=[question],
        teaches=[story.records["version"]],
    )  # fmt: skip
    services.publish_material(by=manager, material=material)
    services.open_course(by=manager, course=course)
    answers = {material.questions.get().pk: [1]}
    story.records["attempt"] = services.answer_quiz(by=staff, material=material, answers=answers)
    story.records["completion"] = Completion.objects.of(story.institution).get(person=staff)
    story.records["material_draft"] = services.write_material(
        by=manager, course=course, body=story.named("# 新しい教材"), change_note=story.named("見直し")
    )
    story.records |= {"course": course, "material": material}


def _incident(story: Story) -> None:
    from kaname.rooms.incidents import services

    officer, operator, staff = story.person("officer"), story.person("operator"), story.person("staff")
    alarm = services.raise_alarm(by=staff, what=story.named("メールが開けない"), place=story.named("3階"))
    incident = services.raise_alarm(by=staff, what=story.named("画面に脅迫文"), place=story.named("2階病棟"))
    services.declare(by=officer, incident=incident, title=story.named("不正アクセス"), severity="MINOR")
    services.assign_role(by=officer, incident=incident, role="COMMANDER", person=story.person("director"))
    story.records["incident_decision"] = services.decide_on_the_spot(
        by=operator, incident=incident, moment="NETWORK", text=story.named("外の線を切る")
    )
    story.records["line"] = services.write_line(
        by=operator, incident=incident, text=story.named("線を抜いた")
    )
    story.records["task"] = services.ask_task(by=officer, incident=incident, text=story.named("控えを隔離"))
    story.records["item"] = services.list_item(by=operator, incident=incident, name=story.named("VPNのログ"))
    story.records["report"] = services.draft_report(by=officer, incident=incident, clock_id="police")
    services.add_participant(
        by=officer, incident=incident, organisation=story.named("保守会社"), part=story.named("調査")
    )
    story.records["measure"] = services.add_measure(
        by=officer, incident=incident, cause=story.named("古い装置"), title=story.named("装置を替える"),
        body=story.named("更新する"), addressee=operator, due_on=date(2026, 12, 18),
    )  # fmt: skip
    story.records["reentry"] = services.note_reentry(
        by=officer, incident=incident, what=story.named("処方"), on_paper=12
    )
    story.records["review"] = services.write_review(
        by=officer, incident=incident, held_on=TODAY - timedelta(days=4),
        went_badly=story.named("連絡が遅れた"), changes=story.named("番号を貼る"),
    )  # fmt: skip
    story.records["function"] = incident.functions.first()
    story.records["response_member"] = services.name_member(
        by=officer, person=operator, part=story.named("技術")
    )
    story.records |= {"alarm": alarm, "incident": incident}


def _drills(story: Story) -> None:
    """One planned, one being played, one over; everybody who may run drills runs them."""
    from kaname.rooms.incidents import services
    from kaname.rooms.incidents.tests.drill_stage import SCRIPT

    by = story.person("manager")
    for key in ("drill_planned", "drill", "drill_over"):
        drill = services.plan_drill(by=by, planned_on=TODAY, script=SCRIPT, title=story.named(key))
        for who in ("director", "officer", "operator"):
            row = services.add_to_drill(by=by, drill=drill, person=story.person(who), part="FACILITATOR")
        if key != "drill_planned":
            services.start_drill(by=by, drill=drill)
        if key == "drill_over":
            services.write_line(by=by, incident=drill.incident, text=story.named("線を抜く"), inject="alarm")
            services.end_drill(by=by, drill=drill)
        story.records |= {key: drill, "drill_person": row}


def _kit(story: Story) -> None:
    from kaname.outputs.kit import services

    manager = story.person("manager")
    services.make_kit(by=manager, phrase="夕焼け Bicycle 42 まめ大福")
    story.records["kit_copy"] = services.register_copy(
        by=manager, place=story.named("当直室の金庫"), medium="USB", holder=story.person("operator")
    )


def _odds_and_ends(story: Story) -> None:
    from kaname.foundation.access import holidays
    from kaname.foundation.access import services as access
    from kaname.foundation.ledger import checkpoints
    from kaname.foundation.ledger.models import LedgerEntry
    from kaname.foundation.notices import services as notices
    from kaname.foundation.notices.models import Notice

    director, where = story.person("director"), story.institution
    story.records["token"], _secret = access.issue_token(
        by=director, person=director, name=story.named("月報")
    )
    if not story.mark:
        story.records["holiday"] = holidays.save_holiday(
            by=director, on=date(2026, 12, 29), name="年末の休み"
        )
    story.records["membership"] = access.grant_role(by=None, person=story.people["manager"], role="STAFF")
    notices.tell(where)
    for key in WHO_HOLDS.values():
        notice = Notice.objects.of(where).filter(person=story.people[key]).first()
        if notice is not None:
            story.records[f"notice_{key}"] = notice
    checkpoints.seal(where, reason="story")
    story.records["entry"] = LedgerEntry._default_manager.filter(institution=where).order_by("seq").last()
