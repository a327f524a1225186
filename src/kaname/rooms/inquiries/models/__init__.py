"""The nouns of the patients' desk: desks and their notices, inquiries, the rules of their classes, erasure."""

from .classes import ClassSetting
from .desks import ContactPoint, NoticeConfirmation
from .erasure import ErasureRequest
from .inquiries import Inquiry

__all__ = [
    "ClassSetting",
    "ContactPoint",
    "ErasureRequest",
    "Inquiry",
    "NoticeConfirmation",
]
