"""What executives decide about plans, reports and reviews; imported so that each module registers itself."""

from . import plans, reports  # noqa: F401
