"""The list of everybody who is here with their pledge: who lacks one, since when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person, PersonKind
from kaname.foundation.access.search import search_key
from kaname.foundation.audiences.crowd import Crowd, crowd
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from .choices import PledgeWay
from .models import Pledge
from .selectors.pledges import PledgeBook, Standing, grace_by_kind, people_asked

STATES = (
    ("LACKING", gettext_lazy("誓約なし")),
    ("GRACE", gettext_lazy("着任から間もない")),
    ("EXPIRING", gettext_lazy("まもなく切れる")),
    ("VALID", gettext_lazy("有効")),
)
SOON_DAYS = 30


def standing_badge(row: Standing | None) -> Badge:
    """A person's pledge in a word and a tone."""
    if row is None:
        return Badge(_("対象外"), "neutral")
    if row.state == "LACKING":
        return Badge(_("誓約なし"), "bad")
    if row.state == "GRACE":
        return Badge(_("着任から間もない"), "info")
    return Badge(_("まもなく切れる"), "warn") if is_expiring(row) else Badge(_("有効"), "good")


def is_expiring(row: Standing) -> bool:
    """Whether a pledge that counts today ends within 30 days."""
    return (
        row.state == "VALID" and row.ends_on is not None and row.ends_on <= row.on + timedelta(days=SOON_DAYS)
    )


def pledge_badge(pledge: Pledge, book: PledgeBook, kind: str, on: date) -> Badge:
    """One pledge in a word and a tone."""
    if pledge.withdrawn_on is not None:
        return Badge(_("取消"), "neutral")
    return Badge(_("有効"), "good") if book.last_day(pledge, kind) >= on else Badge(_("期限切れ"), "neutral")


class PledgeRegister:
    """Everybody who is here on a day, with their standing and department. A fixed number of queries."""

    def __init__(self, institution: Institution, on: date) -> None:
        self.institution, self.on = institution, on
        self.book = PledgeBook(institution)

    @cached_property
    def rows(self) -> dict[int, Standing]:
        """How each person stands, by key."""
        grace = grace_by_kind(self.institution)
        people = [p for p in people_asked(self.institution, on=self.on) if p.starts_on <= self.on]
        return {p.pk: self.book.standing(p, self.on, grace[p.kind]) for p in people}

    @cached_property
    def _crowd(self) -> Crowd:
        return crowd(self.institution, self.on)

    @cached_property
    def _departments(self) -> dict[int, int]:
        return self._crowd.departments_of()

    def department(self, person: Person) -> str:
        """Where somebody works, by name."""
        return self._crowd.tree.names.get(self._departments.get(person.pk, 0), "")

    @cached_property
    def department_choices(self) -> list[tuple[str, str]]:
        """The departments of the day."""
        return [(str(key), name) for key, name in self._crowd.tree.names.items()]

    def in_department(self, rows: QuerySet[Person], value: str) -> QuerySet[Person]:
        """Those who work in a department or below it."""
        wanted = self._crowd.tree.with_below([int(value)])
        return rows.filter(pk__in=[pk for pk, place in self._departments.items() if place in wanted])

    def in_state(self, rows: QuerySet[Person], value: str) -> QuerySet[Person]:
        """Those whose pledge stands so."""
        return rows.filter(pk__in=[pk for pk, row in self.rows.items() if _is(row, value)])

    def count(self, state: str) -> int:
        """How many people stand so."""
        return sum(_is(row, state) for row in self.rows.values())

    def since(self, person: Person) -> date | None:
        """From which day somebody has been without though they should not."""
        row = self.rows[person.pk]
        if row.state != "LACKING":
            return None
        day = timedelta(days=1)
        ends = [self.book.last_day(p, person.kind) + day for p in self.book.pledges_of(person.pk)]
        return max([row.grace_until + day, *ends])

    def latest(self, person: Person) -> Pledge | None:
        """The pledge that counts, else the last one given."""
        return self.rows[person.pk].pledge or next(iter(self.book.pledges_of(person.pk)[::-1]), None)


def _is(row: Standing, state: str) -> bool:
    return is_expiring(row) if state == "EXPIRING" else row.state == state


def pledge_listing(request: HttpRequest, register: PledgeRegister) -> Listing[Person]:
    """Everybody who is here, with their pledge."""
    listing = _Columns(register)
    filters: dict[str, FilterSpec] = {
        "state": (gettext_lazy("誓約"), STATES, register.in_state),
        "kind": (gettext_lazy("区分"), PersonKind.choices, "kind"),
    }
    if register.department_choices:
        filters["department"] = (gettext_lazy("部門"), register.department_choices, register.in_department)
    employers = _employers(register)
    if employers:
        filters["employer"] = (gettext_lazy("所属会社"), employers, "employer")
    return Listing(
        request,
        Person.objects.of(register.institution).filter(pk__in=list(register.rows)),
        listing.columns,
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="name",
        name="pledges",
    )


def _employers(register: PledgeRegister) -> list[tuple[str, str]]:
    names = {row.person.employer for row in register.rows.values() if row.person.employer}
    return [(name, name) for name in sorted(names)]


class _Columns:
    """The columns; a file holds what an import reads back."""

    def __init__(self, register: PledgeRegister) -> None:
        self.register = register
        self.columns = (
            Column("name", gettext_lazy("氏名"), "name", sort="kana", url=self._url),
            Column(
                "number",
                gettext_lazy("職員番号"),
                "number",
                on_page=False,
                export=lambda p: p.number or p.name,
            ),
            Column("kind", gettext_lazy("区分"), "get_kind_display", sort="kind", on_page=False),
            Column("place", gettext_lazy("部門・所属会社"), self._place),
            Column("department", gettext_lazy("部門"), register.department, on_page=False),
            Column("employer", gettext_lazy("所属会社"), "employer", on_page=False),
            Column(
                "state", gettext_lazy("状態"), lambda p: standing_badge(register.rows[p.pk]), kind="status"
            ),
            Column("since", gettext_lazy("誓約のない日から"), register.since, kind="date"),
            Column("way", gettext_lazy("方法"), self._way),
            Column("signed_on", gettext_lazy("誓約した日"), self._signed_on, kind="date"),
            Column("text", gettext_lazy("誓約書の文面"), self._text, on_page=False),
            Column("clause", gettext_lazy("契約と条項"), self._clause, on_page=False),
            Column(
                "valid_until", gettext_lazy("有効な最後の日"), self._valid_until, on_page=False, kind="date"
            ),
            Column("ends_on", gettext_lazy("いつまで"), lambda p: register.rows[p.pk].ends_on, kind="date"),
        )

    def _place(self, person: Person) -> str:
        """The company of those who are not employed, the department of the others."""
        return person.employer or self.register.department(person)

    def _url(self, person: Person) -> str:
        return reverse("laws:person_pledges", args=[person.pk])

    def _way(self, person: Person) -> str:
        found = self.register.latest(person)
        return str(PledgeWay(found.way).label) if found else ""

    def _signed_on(self, person: Person) -> date | None:
        found = self.register.latest(person)
        return found.signed_on if found else None

    def _text(self, person: Person) -> str:
        found = self.register.latest(person)
        texts = {text.pk: text for text in self.register.book.texts}
        return str(texts[found.text_id]) if found and found.text_id else ""

    def _clause(self, person: Person) -> str:
        found = self.register.latest(person)
        return found.clause if found else ""

    def _valid_until(self, person: Person) -> date | None:
        found = self.register.latest(person)
        return found.valid_until if found else None
