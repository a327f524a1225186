"""What the records of planning prove, for the obligations; imported so that each module registers itself."""

from . import plans, reports  # noqa: F401
