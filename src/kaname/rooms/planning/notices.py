"""What planning tells people; imported so that each module registers itself."""

from . import plan_notices, report_notices  # noqa: F401
