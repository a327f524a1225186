"""What comes of a meeting: a directive, or a question for an executive."""

from __future__ import annotations

from typing import Any

from kaname.foundation.decisions.forms import GeneralForm
from kaname.foundation.directives.forms import HandDownForm


class OrderForm(HandDownForm):
    """A directive that the meeting decided on."""


class QuestionForm(GeneralForm):
    """A question that the meeting puts before those who decide."""

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        asked = self.request()
        proposal = asked.pop("proposal")
        return {**asked, "text": proposal["text"]}
