"""What the hospital decides about the classes of inquiries."""

from __future__ import annotations

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.rooms.inquiries.models import ClassSetting


def change_class(
    *,
    by: Person,
    kind: str,
    due_days: int,
    in_working_days: bool,
    needs_approval: bool,
    needs_identity: bool,
    retention_years: int,
    on_public_form: bool,
    setting: ClassSetting | None = None,
) -> ClassSetting:
    """Decide the rules of one class; `setting` is the row that was read, if there was one.

    Days, approval and identification count for what is received from now on; the retention for all.
    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="inquiries.manage") as entry:
        row = setting or ClassSetting(institution=by.institution, kind=kind)
        row.due_days, row.in_working_days = due_days, in_working_days
        row.needs_approval, row.needs_identity = needs_approval, needs_identity
        row.retention_years, row.on_public_form = retention_years, on_public_form
        return entry.save(row)
