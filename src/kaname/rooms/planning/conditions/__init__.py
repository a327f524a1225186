"""What the records of planning prove, for the obligations; imported so that each module registers itself."""

from . import orders, plans, reports, reviews  # noqa: F401
