"""The nouns of this room: laws and what implements them, reviews, changes, shortcomings, pledges."""

from .changes import LawChange
from .gaps import LegalGap
from .laws import Law, LawDocument, LawReview
from .pledges import Pledge, PledgeBatch, PledgeText

__all__ = [
    "Law",
    "LawChange",
    "LawDocument",
    "LawReview",
    "LegalGap",
    "Pledge",
    "PledgeBatch",
    "PledgeText",
]
