"""Forms of meetings: what is typed becomes checked values; every rule stands in the services."""

from .minutes import AddendumForm, HoldForm, MinutesForm
from .outcomes import OrderForm, QuestionForm
from .planning import MeetingForm, ReasonForm
from .roll import RollForm

__all__ = [
    "AddendumForm",
    "HoldForm",
    "MeetingForm",
    "MinutesForm",
    "OrderForm",
    "QuestionForm",
    "ReasonForm",
    "RollForm",
]
