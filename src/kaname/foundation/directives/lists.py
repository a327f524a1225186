"""The list of directives: three tabs over one Listing."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.foundation.imports.directory import named
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from . import selectors
from .models import Directive, DirectiveStatus
from .schedule import Recurrence

TABS = {
    "mine": gettext_lazy("自分あて"),
    "issued": gettext_lazy("自分が出した"),
    "all": gettext_lazy("すべて"),
}
TAB_URLS = {
    "mine": "directives:directive_list",
    "issued": "directives:directive_list_issued",
    "all": "directives:directive_list_all",
}
_TONES = {
    DirectiveStatus.ISSUED: "info",
    DirectiveStatus.ACKNOWLEDGED: "info",
    DirectiveStatus.REPORTED: "warn",
    DirectiveStatus.RETURNED: "warn",
    DirectiveStatus.ACCEPTED: "good",
    DirectiveStatus.WITHDRAWN: "neutral",
}


def badge_of(directive: Directive) -> Badge:
    """The state of a directive in a word and a tone; being overdue outweighs the rest."""
    if directive.is_late:
        return Badge(_("期限超過"), "bad")
    return Badge(str(directive.get_status_display()), _TONES[DirectiveStatus(directive.status)])


def _addressee(directive: Directive) -> str:
    if not directive.addressee_role:
        return directive.addressee.name
    return f"{directive.addressee.name}（{Role(directive.addressee_role).label}）"


def _named_addressee(directive: Directive) -> str:
    return named(directive.addressee)


def _role(directive: Directive) -> str:
    return str(Role(directive.addressee_role).label) if directive.addressee_role else ""


COLUMNS = (
    Column("number", gettext_lazy("番号"), "number", sort="pk"),
    Column("title", gettext_lazy("件名"), "title", sort="title", url=Directive.get_absolute_url),
    Column("body", gettext_lazy("指示の内容"), "body", on_page=False),
    Column("addressee", gettext_lazy("あて先"), _addressee, sort="addressee__kana", export=_named_addressee),
    Column("addressee_role", gettext_lazy("あて先の役割"), _role, on_page=False),
    Column("issued_by", gettext_lazy("指示した人"), "issued_by.name", sort="issued_by__kana"),
    Column("issued_on", gettext_lazy("指示日"), "issued_on", sort="issued_on", kind="date"),
    Column("due_on", gettext_lazy("期限"), "deadline_on", sort="deadline", kind="date"),
    Column("recurrence", gettext_lazy("報告の周期"), "get_recurrence_display", on_page=False),
    Column("status", gettext_lazy("状態"), badge_of, sort="status", kind="status"),
    Column("obligation", gettext_lazy("遵守事項"), "obligation_id", sort="obligation_id"),
)
_STATES = [
    ("OPEN", gettext_lazy("終わっていないもの")),
    ("OVERDUE", gettext_lazy("期限超過")),
    *DirectiveStatus.choices,
]


def _in_state(rows: QuerySet[Directive], state: str) -> QuerySet[Directive]:
    if state == "OPEN":
        return rows.open()  # type: ignore[attr-defined,no-any-return]
    if state == "OVERDUE":
        return rows.overdue(clock.today())  # type: ignore[attr-defined,no-any-return]
    return rows.filter(status=state)


_FILTERS: dict[str, FilterSpec] = {
    "state": (gettext_lazy("状態"), _STATES, _in_state),
    "recurrence": (gettext_lazy("報告の周期"), Recurrence.choices, "recurrence"),
}


def directive_listing(request: HttpRequest, person: Person, tab: str) -> Listing[Directive]:
    """The directives of a tab (one of TABS) that this person may see."""
    rows = selectors.directive_rows(person, to_me=tab == "mine", by_me=tab == "issued")
    return Listing(
        request,
        rows.alias(deadline=Coalesce("next_report_on", "due_on")),
        COLUMNS,
        search=("search_key",),
        normalise=search_key,
        filters=_FILTERS,
        default_sort="-number",
        name="directives",
    )
