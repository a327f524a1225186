"""Who is appointed to what, the profile of the hospital, how the guideline applies to it, the committee."""

from __future__ import annotations

from functools import partial

from kaname.foundation.decisions import services as decisions
from kaname.outputs.sample.stage import Stage, files, fresh
from kaname.rooms.organisation import services
from kaname.rooms.organisation.roles import AppointmentRole as Post
from kaname.rooms.organisation.services import SystemLine
from kaname.rooms.organisation.wording import usual_wording

# day, key, role, person, reports to (a key), deputy
APPOINTED = (
    (-421, "officer", Post.SAFETY_OFFICER, "takagi", "", "kuroda"),
    (-421, "manager", Post.PLANNING_MANAGER, "yano", "officer", "miura"),
    (-420, "operator", Post.OPERATIONS_STAFF, "nakano", "manager", ""),
    (-420, "operator-2", Post.OPERATIONS_STAFF, "kobayashi", "manager", ""),
    (-391, "auditor", Post.AUDITOR, "ando", "", ""),
    (-390, "controller", Post.DOCUMENT_CONTROLLER, "kikuchi", "manager", ""),
    (-21, "collector", Post.VULNERABILITY_COLLECTOR, "murase", "manager-2", ""),
)
# proposed by the safety officer, decided by the director three days later; None: not approved
PROPOSED = (
    (-313, "spokesman", Post.SPOKESPERSON, "sugawara", "総務課長が適任です。広報の経験を重んじます。"),
    (-303, "explainer", Post.RISK_EXPLAINER, "kuroda", ""),
    (-302, "spokesperson", Post.SPOKESPERSON, "kinoshita", ""),
    (-302, "deputy-spokesperson", Post.DEPUTY_SPOKESPERSON, "sugawara", ""),
    (-300, "desk", Post.DESK, "ohno", ""),
    (-299, "keeper", Post.DISCLOSURE_KEEPER, "kikuchi", ""),
    (-296, "announcements", Post.ANNOUNCEMENT_APPROVER, "kuroda", ""),
    (-295, "csirt", Post.CSIRT_MEMBER, "kobayashi", ""),
)
SYSTEMS = (
    SystemLine("電子カルテ", "ON_PREMISES", "碧海システムズ株式会社"),
    SystemLine("医事会計", "ON_PREMISES", "碧海システムズ株式会社"),
    SystemLine("検査システム", "ON_PREMISES", "南雲メディカル機器株式会社"),
    SystemLine("画像管理（PACS）", "BOTH", "南雲メディカル機器株式会社"),
    SystemLine("薬剤・調剤支援", "ON_PREMISES", "碧海システムズ株式会社"),
    SystemLine("透析管理", "ON_PREMISES", "南雲メディカル機器株式会社"),
    SystemLine("勤怠管理", "CLOUD", "北浜テクノスタッフ株式会社"),
)


def tell(stage: Stage) -> None:
    """Appointments from the first day; one that ended and was succeeded; one that the chart does not show yet."""
    for day, key, role, person, above, deputy in APPOINTED:
        stage.on(day, partial(_appoint, stage, key, role, person, above, deputy))
    for day, key, role, person, refusal in PROPOSED:
        stage.on(day, partial(_propose, stage, key, role, person))
        stage.on(day + 3, partial(_decide, stage, key, refusal))
    stage.on(-281, partial(_letter, stage, "officer", "辞令_安全管理責任者.pdf"))
    stage.on(-153, partial(_succeed, stage))
    stage.on(-150, partial(_decide, stage, "manager-2", ""))
    stage.on(-148, partial(_letter, stage, "manager-2", "辞令_企画管理者.pdf"))
    stage.on(-399, partial(_profile, stage))
    stage.on(-350, partial(_apply, stage))
    stage.on(-345, partial(_decide_pattern, stage))
    stage.on(-290, partial(_committee, stage))


def _appoint(stage: Stage, key: str, role: str, person: str, above: str, deputy: str) -> None:
    duties, authority = usual_wording(role)
    stage.rows["appointment", key] = services.appoint(
        by=stage.person("saeki"),
        role=role,
        person=stage.person(person),
        duties=duties,
        authority=authority,
        deputy=stage.person(deputy) if deputy else None,
        reports_to=fresh(stage.rows["appointment", above]) if above else None,
    )


def _propose(stage: Stage, key: str, role: str, person: str) -> None:
    duties, authority = usual_wording(role)
    stage.rows["appointment", key] = services.propose_appointment(
        by=stage.person("takagi"),
        approver=stage.person("saeki"),
        role=role,
        person=stage.person(person),
        duties=duties,
        authority=authority,
    )


def _succeed(stage: Stage) -> None:
    duties, authority = usual_wording(Post.PLANNING_MANAGER)
    stage.rows["appointment", "manager-2"] = services.propose_appointment(
        by=stage.person("takagi"),
        approver=stage.person("saeki"),
        role=Post.PLANNING_MANAGER,
        person=stage.person("miura"),
        duties=duties,
        authority=authority,
        starts_on=stage.working_day(-149),
        deputy=stage.person("nakano"),
        reports_to=fresh(stage.rows["appointment", "officer"]),
        replaces=fresh(stage.rows["appointment", "manager"]),
        summary="矢野課長の定年に伴い、課長補佐の三浦さんに引き継ぎます。",
    )


def _decide(stage: Stage, key: str, refusal: str) -> None:
    appointment = fresh(stage.rows["appointment", key])
    choice, reason = ("REJECT", refusal) if refusal else ("APPROVE", "任命します。")
    decisions.act_on_step(
        by=stage.person("saeki"), decision=appointment.decision, choice=choice, reason=reason
    )


def _letter(stage: Stage, key: str, name: str) -> None:
    appointment = fresh(stage.rows["appointment", key])
    services.attach_letter(by=stage.person("takagi"), appointment=appointment, file=files([name])[0])


def _profile(stage: Stage) -> None:
    services.change_profile(
        by=stage.person("yano"),
        beds=180,
        sites=1,
        has_own_operator=True,
        founder="MEDICAL_CORPORATION",
        emergency_level="SECONDARY",
        notes="透析30床。地域の二次救急を輪番で担う。電子カルテは院内に置き、夜間の運用担当者はいない。",
        systems=SYSTEMS,
    )


def _apply(stage: Stage) -> None:
    stage.rows["applicability"] = services.propose_applicability(
        by=stage.person("takagi"),
        approver=stage.person("saeki"),
        pattern="I",
        reasons="運用担当者が院内にいて、主なシステムを院内に置いている。画像の一部と勤怠はクラウドを使うため、その分は契約で補う。",
        simplified=[
            {"obligation": "G-5.3-1", "reason": "勤怠管理は患者の情報を扱わないため、標準の約款による。"}
        ],
        review_on=stage.day(20),
    )


def _decide_pattern(stage: Stage) -> None:
    row = fresh(stage.rows["applicability"])
    reason = "院内で運用する責任を負うことを確かめました。1年後に見直します。"
    decisions.act_on_step(by=stage.person("saeki"), decision=row.decision, choice="APPROVE", reason=reason)


def _committee(stage: Stage) -> None:
    stage.rows["committee"] = services.found_committee(
        by=stage.person("saeki"),
        name="医療情報安全管理委員会",
        purpose="安全管理の計画、リスク、事故の振り返りを話し合い、病院長に意見を述べる。",
        chair=stage.person("saeki"),
        charter=fresh(stage.rows["document", "committee_charter"]),
        charter_review_on=stage.day(95),
    )
