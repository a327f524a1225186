"""What people do about training. Every write of this room goes through one of these functions."""

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

__all__ = [
    "CompletionLine",
    "QuestionLine",
    "answer_quiz",
    "change_course",
    "change_material",
    "close_course",
    "create_course",
    "discard_material",
    "finish_reading",
    "open_course",
    "publish_material",
    "questions_of",
    "record_completions",
    "set_questions",
    "upload_material",
    "withdraw_completion",
    "write_material",
]
