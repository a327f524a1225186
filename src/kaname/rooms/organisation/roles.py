"""The roles of the guideline to which people are appointed (辞令), and which role in Kaname each one brings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.roles import Role


class AppointmentRole(models.TextChoices):
    """What somebody is appointed to (経営管理編 3.1.2 ②; 企画管理編 3, 3.4.3 ほか)."""

    SAFETY_OFFICER = "SAFETY_OFFICER", _("医療情報システム安全管理責任者")
    PLANNING_MANAGER = "PLANNING_MANAGER", _("企画管理者")
    OPERATIONS_STAFF = "OPERATIONS_STAFF", _("システム運用担当者")
    OPERATIONS_MANAGER = "OPERATIONS_MANAGER", _("システム運用管理者")
    AUDITOR = "AUDITOR", _("監査担当")
    DOCUMENT_CONTROLLER = "DOCUMENT_CONTROLLER", _("文書管理者")
    RISK_EXPLAINER = "RISK_EXPLAINER", _("リスクの説明を担う経営層")
    SPOKESPERSON = "SPOKESPERSON", _("説明・広報の担当者")
    DEPUTY_SPOKESPERSON = "DEPUTY_SPOKESPERSON", _("説明・広報の代理")
    ANNOUNCEMENT_APPROVER = "ANNOUNCEMENT_APPROVER", _("公表の承認者")
    DESK = "DESK", _("患者窓口の責任者")
    CSIRT_MEMBER = "CSIRT_MEMBER", _("インシデント対応チーム（CSIRT）")
    DISCLOSURE_KEEPER = "DISCLOSURE_KEEPER", _("第三者提供の記録簿の管理者")
    VULNERABILITY_COLLECTOR = "VULNERABILITY_COLLECTOR", _("脆弱性情報の収集担当者")


# What an appointment lets its holder do in Kaname; roles that are not here bring nothing of their own.
ACCESS_ROLE: dict[str, Role] = {
    AppointmentRole.SAFETY_OFFICER: Role.SAFETY_OFFICER,
    AppointmentRole.PLANNING_MANAGER: Role.PLANNING_MANAGER,
    AppointmentRole.OPERATIONS_STAFF: Role.OPERATIONS_STAFF,
    AppointmentRole.OPERATIONS_MANAGER: Role.OPERATIONS_STAFF,
    AppointmentRole.AUDITOR: Role.AUDITOR,
    AppointmentRole.DESK: Role.DESK,
}

# Access roles that only an appointment should bring.
ROLES_BY_APPOINTMENT = frozenset(ACCESS_ROLE.values())

# Roles that only a member of the executive may hold (経営管理編 2.3.2).
EXECUTIVE_ONLY = frozenset({AppointmentRole.RISK_EXPLAINER})

# The line of report from the bottom to the executives (経営管理編 3.1.2 ③): its roles are never vacant.
LINE = (AppointmentRole.OPERATIONS_STAFF, AppointmentRole.PLANNING_MANAGER, AppointmentRole.SAFETY_OFFICER)

# Roles in which somebody must always be reachable, so that a deputy (代行) is expected.
NEEDS_DEPUTY = frozenset({AppointmentRole.SAFETY_OFFICER, AppointmentRole.PLANNING_MANAGER})

# To whom a role reports unless something else is chosen; roles that are not here report to the executives.
USUAL_SUPERIOR: dict[str, AppointmentRole] = {
    AppointmentRole.OPERATIONS_STAFF: AppointmentRole.PLANNING_MANAGER,
    AppointmentRole.OPERATIONS_MANAGER: AppointmentRole.PLANNING_MANAGER,
    AppointmentRole.PLANNING_MANAGER: AppointmentRole.SAFETY_OFFICER,
    AppointmentRole.DOCUMENT_CONTROLLER: AppointmentRole.PLANNING_MANAGER,
    AppointmentRole.VULNERABILITY_COLLECTOR: AppointmentRole.PLANNING_MANAGER,
    AppointmentRole.DISCLOSURE_KEEPER: AppointmentRole.PLANNING_MANAGER,
    AppointmentRole.CSIRT_MEMBER: AppointmentRole.SAFETY_OFFICER,
    AppointmentRole.DEPUTY_SPOKESPERSON: AppointmentRole.SPOKESPERSON,
}

# Roles that some obligation asks for: a vacancy in one of them is shown at once.
EXPECTED = (
    *reversed(LINE),
    AppointmentRole.AUDITOR,
    AppointmentRole.DOCUMENT_CONTROLLER,
    AppointmentRole.RISK_EXPLAINER,
    AppointmentRole.SPOKESPERSON,
    AppointmentRole.DESK,
    AppointmentRole.DISCLOSURE_KEEPER,
    AppointmentRole.VULNERABILITY_COLLECTOR,
)

# The kinds of record that say who stands where.
APPOINTMENT_KINDS = ("organisation.appointment", "organisation.profile", "access.person", "access.membership")

EXECUTIVE = "EXECUTIVE"

# The Japanese of every role, as a sentence's value: it reads the same in every finding.
ROLE_NAMES = {
    "EXECUTIVE": "経営層",
    "SAFETY_OFFICER": "医療情報システム安全管理責任者",
    "PLANNING_MANAGER": "企画管理者",
    "OPERATIONS_STAFF": "システム運用担当者",
    "OPERATIONS_MANAGER": "システム運用管理者",
    "AUDITOR": "監査担当",
    "DOCUMENT_CONTROLLER": "文書管理者",
    "RISK_EXPLAINER": "リスクの説明を担う経営層",
    "SPOKESPERSON": "説明・広報の担当者",
    "DEPUTY_SPOKESPERSON": "説明・広報の代理",
    "ANNOUNCEMENT_APPROVER": "公表の承認者",
    "DESK": "患者窓口の責任者",
    "CSIRT_MEMBER": "インシデント対応チーム（CSIRT）",
    "DISCLOSURE_KEEPER": "第三者提供の記録簿の管理者",
    "VULNERABILITY_COLLECTOR": "脆弱性情報の収集担当者",
}
