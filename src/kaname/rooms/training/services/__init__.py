"""What people do about training. Every write of this room goes through one of these functions."""

from .attendance import SheetLines, recognise, record_sheet, sign_in, sign_in_by_name, strike
from .certificates import issue_certificate
from .completions import CompletionLine, record_completions, withdraw_completion
from .courses import change_course, close_course, create_course, open_course
from .learning import answer_quiz, finish_reading
from .materials import (
    QuestionLine,
    change_material,
    discard_material,
    publish_material,
    questions_of,
    set_questions,
    upload_material,
    write_material,
)
from .sessions import (
    cancel_session,
    change_session,
    close_session,
    end_sign_in,
    open_sign_in,
    plan_session,
)

__all__ = [
    "CompletionLine",
    "QuestionLine",
    "SheetLines",
    "answer_quiz",
    "cancel_session",
    "change_course",
    "change_material",
    "change_session",
    "close_course",
    "close_session",
    "create_course",
    "discard_material",
    "end_sign_in",
    "finish_reading",
    "issue_certificate",
    "open_course",
    "open_sign_in",
    "plan_session",
    "publish_material",
    "questions_of",
    "recognise",
    "record_completions",
    "record_sheet",
    "set_questions",
    "sign_in",
    "sign_in_by_name",
    "strike",
    "upload_material",
    "withdraw_completion",
    "write_material",
]
