"""What the records of planning prove, for the obligations; imported so that each module registers itself."""

from . import plans, reports, reviews  # noqa: F401
