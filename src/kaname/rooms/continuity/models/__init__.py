"""The nouns of continuity: what rests on which system, the plan's parts, how to recover, backups and their checks."""

from .backups import Backup
from .checks import CheckFinding, RestoreCheck
from .impact import BandImpact, CareFunction, FunctionSystem
from .plan import PhaseCheck, PlanPart
from .recovery import ProcedureDependency, RecoveryProcedure

__all__ = [
    "Backup",
    "BandImpact",
    "CareFunction",
    "CheckFinding",
    "FunctionSystem",
    "PhaseCheck",
    "PlanPart",
    "ProcedureDependency",
    "RecoveryProcedure",
    "RestoreCheck",
]
