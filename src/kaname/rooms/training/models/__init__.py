"""The nouns of training: courses and material, completions, in-person sessions."""

from .choices import (
    PUBLISHED_STATUSES,
    AttendanceWay,
    CompletionWay,
    CourseKind,
    CourseStatus,
    MaterialStatus,
    MaterialWay,
    SessionStatus,
)
from .courses import Course, Material, Question, Teaching
from .records import Attempt, Completion
from .sessions import Attendance, Session, new_sign_in_secret
from .sheets import AttendanceSheet, Invitation

__all__ = [
    "PUBLISHED_STATUSES",
    "Attempt",
    "Attendance",
    "AttendanceSheet",
    "AttendanceWay",
    "Completion",
    "CompletionWay",
    "Course",
    "CourseKind",
    "CourseStatus",
    "Invitation",
    "Material",
    "MaterialStatus",
    "MaterialWay",
    "Question",
    "Session",
    "SessionStatus",
    "Teaching",
    "new_sign_in_secret",
]
