"""Forms of the contact chart."""

from .answering import AnswerForm
from .chart import KeeperForm, PaperForm, RouteForm, TemplateForm
from .contacts import ContactForm, PhoneForm

__all__ = [
    "AnswerForm",
    "ContactForm",
    "KeeperForm",
    "PaperForm",
    "PhoneForm",
    "RouteForm",
    "TemplateForm",
]
