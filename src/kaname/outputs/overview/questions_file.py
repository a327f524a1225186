"""The questions of the first days, read once from `questions.yaml`."""

from pathlib import Path
from typing import Any

import yaml

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8")
)
