"""Files with personal text leave only by somebody's own choice, and the ledger keeps who took how many."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing


def note_personal_export(*, by: Person, count: int) -> None:
    """Leave an entry in the ledger before such a file is handed out. Raises PermissionDenied."""
    note = _("個人の文章を含む問合せ%(n)s件の書き出し") % {"n": count}
    with writing(by=by, action="inquiries.export_personal", note=note):
        pass
