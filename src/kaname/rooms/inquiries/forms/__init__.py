"""Forms of the desk: what is typed becomes checked values; every rule stands in the services."""

from .desks import ClassForm, DeskForm, NoticeForm
from .inquiries import (
    AnswerForm,
    ApprovalForm,
    AssignForm,
    CloseForm,
    DraftForm,
    EnterForm,
    ErasureForm,
    IdentityForm,
    KindForm,
    LookupForm,
    ResubmitForm,
    TitleForm,
    WithdrawForm,
)
from .public import PublicForm

__all__ = [
    "AnswerForm",
    "ApprovalForm",
    "AssignForm",
    "ClassForm",
    "CloseForm",
    "DeskForm",
    "DraftForm",
    "EnterForm",
    "ErasureForm",
    "IdentityForm",
    "KindForm",
    "LookupForm",
    "NoticeForm",
    "PublicForm",
    "ResubmitForm",
    "TitleForm",
    "WithdrawForm",
]
