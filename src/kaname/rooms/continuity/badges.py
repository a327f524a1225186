"""How the states of continuity's records show: a word and a tone."""

from __future__ import annotations

from kaname.web.lists import Badge

from .choices import CheckResult, CheckStatus, FindingState, OfflineCopy, PhaseStatus, ProcedureStatus
from .models import Backup, CheckFinding, RecoveryProcedure, RestoreCheck

_PROCEDURES = {
    ProcedureStatus.DRAFT: "neutral",
    ProcedureStatus.REQUESTED: "info",
    ProcedureStatus.APPROVED: "good",
    ProcedureStatus.SUPERSEDED: "neutral",
    ProcedureStatus.REJECTED: "bad",
}
_OFFLINE = {OfflineCopy.YES: "good", OfflineCopy.NO: "warn", OfflineCopy.UNKNOWN: "warn"}
_CHECKS = {
    CheckStatus.RECORDED: "neutral",
    CheckStatus.SENT: "info",
    CheckStatus.JUDGED: "good",
    CheckStatus.RETURNED: "warn",
}
_RESULTS = {CheckResult.GOOD: "good", CheckResult.CONCERNS: "warn", CheckResult.FAILED: "bad"}
_FINDINGS = {
    FindingState.WITHOUT_DIRECTIVE: "bad",
    FindingState.OPEN: "info",
    FindingState.OVERDUE: "bad",
    FindingState.CLOSED: "good",
}
_ITEMS = {PhaseStatus.SETTLED: "good", PhaseStatus.OPEN: "warn", PhaseStatus.NOT_APPLICABLE: "neutral"}


def procedure_badge(row: RecoveryProcedure) -> Badge:
    """Where a version stands."""
    status = ProcedureStatus(row.status)
    return Badge(status.label, _PROCEDURES[status])


def offline_badge(row: Backup) -> Badge:
    """Whether a copy lies out of reach."""
    value = OfflineCopy(row.offline_copy)
    return Badge(value.label, _OFFLINE[value])


def check_badge(row: RestoreCheck) -> Badge:
    """Where a check stands between its holder and the executive."""
    status = CheckStatus(row.status)
    return Badge(status.label, _CHECKS[status])


def result_badge(row: RestoreCheck) -> Badge:
    """How a check went."""
    result = CheckResult(row.result)
    return Badge(result.label, _RESULTS[result])


def finding_badge(row: CheckFinding) -> Badge:
    """Where a finding stands, by its directive."""
    return Badge(row.state.label, _FINDINGS[row.state])


def item_badge(status: PhaseStatus) -> Badge:
    """Whether the plan settles an item."""
    return Badge(status.label, _ITEMS[status])
