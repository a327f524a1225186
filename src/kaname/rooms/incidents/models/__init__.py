"""Tables of incidents."""

from .board import CareFunction, IncidentTask, TeamMember
from .drills import Drill, DrillFinding, DrillMark, DrillPerson, DrillSpan
from .evidence import PreservedItem
from .facts import FactSheet
from .incident import Incident
from .log import LogLine
from .reports import IncidentReport
from .review import Measure, PaperReentry, Participant, PostReview
from .team import ResponseMember

__all__ = [
    "CareFunction",
    "Drill",
    "DrillFinding",
    "DrillMark",
    "DrillPerson",
    "DrillSpan",
    "FactSheet",
    "Incident",
    "IncidentReport",
    "IncidentTask",
    "LogLine",
    "Measure",
    "PaperReentry",
    "Participant",
    "PostReview",
    "PreservedItem",
    "ResponseMember",
    "TeamMember",
]
