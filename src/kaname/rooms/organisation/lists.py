"""The lists of the organisation: people, departments, appointments, committees."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.roles import Role
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.foundation.imports.directory import named
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from . import selectors
from .models import Appointment, AppointmentStatus, Committee, Department
from .pages import person_url
from .roles import AppointmentRole


def person_badge(person: Person, on: date) -> Badge:
    """Whether somebody is here, in a word and a tone."""
    if person.starts_on > on:
        return Badge(_("着任前"), "info")
    if person.is_active_on(on):
        return Badge(_("在籍"), "good")
    if person.user is not None and person.user.is_active:
        return Badge(_("終了・アカウント有効"), "bad")
    return Badge(_("終了"), "neutral")


def appointment_badge(appointment: Appointment, on: date) -> Badge:
    """Where an appointment stands on a day, in a word and a tone."""
    if appointment.status == AppointmentStatus.PROPOSED:
        return Badge(_("承認待ち"), "warn")
    if appointment.status == AppointmentStatus.REJECTED:
        return Badge(_("不承認・取下げ"), "neutral")
    if appointment.starts_on > on:
        return Badge(_("開始前"), "info")
    if not appointment.holds_on(on):
        return Badge(_("終了"), "neutral")
    return (
        Badge(_("任命中"), "good") if appointment.person.is_active_on(on) else Badge(_("本人が不在"), "bad")
    )


def _roles(person: Person) -> str:
    held = person.roles_on(clock.today())
    return "、".join(str(Role(role).label) for role in Role if role in held)


def _departments(person: Person) -> str:
    return "、".join(d.name for d in selectors.departments_of(person, clock.today()))


def _account(person: Person) -> str:
    if person.user is None:
        return ""
    return (
        person.user.username
        if person.user.is_active
        else _("%(name)s（停止）") % {"name": person.user.username}
    )


PEOPLE = (
    Column("name", gettext_lazy("氏名"), "name", sort="kana", url=person_url),
    Column("kana", gettext_lazy("よみ"), "kana", on_page=False),
    Column("number", gettext_lazy("職員番号"), "number", sort="number", on_page=False),
    Column("kind", gettext_lazy("区分"), "get_kind_display", sort="kind"),
    Column("employer", gettext_lazy("所属会社"), "employer", on_page=False),
    Column("title", gettext_lazy("役職"), "title", sort="title"),
    Column("department", gettext_lazy("部門"), _departments),
    Column("email", gettext_lazy("メール"), "email", on_page=False),
    Column("phone", gettext_lazy("電話"), "phone", on_page=False),
    Column("roles", gettext_lazy("役割"), _roles),
    Column("account", gettext_lazy("サインイン名"), _account, sort="user__username"),
    Column("starts_on", gettext_lazy("開始日"), "starts_on", sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("終了日"), "ends_on", sort="ends_on", kind="date"),
    Column("status", gettext_lazy("状態"), lambda p: person_badge(p, clock.today()), kind="status"),
)


def _in_presence(rows: QuerySet[Person], value: str) -> QuerySet[Person]:
    today = clock.today()
    if value == "HERE":
        return rows.active_on(today)  # type: ignore[attr-defined,no-any-return]
    if value == "GONE":
        return rows.filter(ends_on__lt=today)
    return rows.filter(starts_on__gt=today)


def _with_role(rows: QuerySet[Person], role: str) -> QuerySet[Person]:
    today = clock.today()
    held = Q(memberships__role=role, memberships__starts_on__lte=today)
    open_end = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=today)
    return rows.filter(pk__in=rows.filter(held & open_end).values("pk"))


def people_listing(request: HttpRequest, person: Person) -> Listing[Person]:
    """The register of people that this person may see."""
    filters: dict[str, FilterSpec] = {
        "presence": (
            gettext_lazy("在籍"),
            [
                ("HERE", gettext_lazy("在籍中")),
                ("COMING", gettext_lazy("着任前")),
                ("GONE", gettext_lazy("終了")),
            ],
            _in_presence,
        ),
        "kind": (gettext_lazy("区分"), PersonKind.choices, "kind"),
        "role": (gettext_lazy("役割"), Role.choices, _with_role),
    }
    return Listing(
        request,
        selectors.people_rows(person),
        PEOPLE,
        search=("search_key", "user__username"),
        normalise=search_key,
        filters=filters,
        default_sort="name",
        name="people",
    )


def _contact(department: Department) -> str:
    found = selectors.contact_on(department, clock.today())
    return found.title_and_name if found else ""


def _department_badge(department: Department) -> Badge:
    today = clock.today()
    if not department.holds_on(today):
        return Badge(_("閉鎖") if department.starts_on <= today else _("開設前"), "neutral")
    if selectors.contact_on(department, today) is None:
        return Badge(_("責任者なし"), "bad")
    return Badge(_("責任者あり"), "good")


DEPARTMENTS = (
    Column("name", gettext_lazy("部門名"), "name", sort="name", url=Department.get_absolute_url),
    Column("parent", gettext_lazy("上位の部門"), "parent.name", sort="parent__name"),
    Column("contact", gettext_lazy("部門責任者"), _contact),
    Column("starts_on", gettext_lazy("開始日"), "starts_on", sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("終了日"), "ends_on", sort="ends_on", kind="date"),
    Column("status", gettext_lazy("状態"), _department_badge, kind="status"),
)


def _is_open(rows: QuerySet[Department], value: str) -> QuerySet[Department]:
    today = clock.today()
    return rows.on(today) if value == "OPEN" else rows.filter(ends_on__lt=today)  # type: ignore[attr-defined,no-any-return]


def department_listing(request: HttpRequest, person: Person) -> Listing[Department]:
    """The departments that this person may see."""
    states = [("OPEN", gettext_lazy("いまある部門")), ("CLOSED", gettext_lazy("閉じた部門"))]
    return Listing(
        request,
        selectors.department_rows(person),
        DEPARTMENTS,
        search=("name",),
        filters={"state": (gettext_lazy("状態"), states, _is_open)},
        default_sort="name",
        name="departments",
    )


APPOINTMENTS = (
    Column("number", gettext_lazy("番号"), "number", sort="number", url=Appointment.get_absolute_url),
    Column("role", gettext_lazy("役割"), "get_role_display", sort="role"),
    Column(
        "person", gettext_lazy("氏名"), "person.name", sort="person__kana", url=Appointment.get_absolute_url
    ),
    Column("deputy", gettext_lazy("代行"), "deputy.name", sort="deputy__kana"),
    Column("starts_on", gettext_lazy("開始日"), "starts_on", sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("終了日"), "ends_on", sort="ends_on", kind="date"),
    Column("approved_by", gettext_lazy("承認者"), "approved_by.name", sort="approved_by__kana"),
    Column("letter", gettext_lazy("任命書"), lambda a: _("あり") if a.letter_sha256 else ""),
    Column(
        "status",
        gettext_lazy("状態"),
        lambda a: appointment_badge(a, clock.today()),
        sort="status",
        kind="status",
    ),
)


def _in_state(rows: QuerySet[Appointment], value: str) -> QuerySet[Appointment]:
    today = clock.today()
    if value == "CURRENT":
        return rows.current_on(today)  # type: ignore[attr-defined,no-any-return]
    if value == "PAST":
        return rows.approved().filter(ends_on__lt=today)  # type: ignore[attr-defined,no-any-return]
    return rows.filter(status=AppointmentStatus.PROPOSED)


def appointment_listing(request: HttpRequest, person: Person) -> Listing[Appointment]:
    """The appointments that this person may see."""
    states = [
        ("CURRENT", gettext_lazy("任命中")),
        ("PROPOSED", gettext_lazy("承認待ち")),
        ("PAST", gettext_lazy("終了")),
    ]
    filters: dict[str, FilterSpec] = {
        "state": (gettext_lazy("状態"), states, _in_state),
        "role": (gettext_lazy("役割"), AppointmentRole.choices, "role"),
    }
    return Listing(
        request,
        selectors.appointment_rows(person),
        APPOINTMENTS,
        search=("person__search_key", "number"),
        normalise=search_key,
        filters=filters,
        default_sort="-number",
        name="appointments",
    )


def _members(committee: Committee) -> str:
    return "、".join(named(seat.person) for seat in committee.seated)  # type: ignore[attr-defined]


COMMITTEES = (
    Column("name", gettext_lazy("委員会名"), "name", sort="name", url=Committee.get_absolute_url),
    Column("purpose", gettext_lazy("目的"), "purpose", on_page=False),
    Column(
        "chair", gettext_lazy("委員長"), "chair.name", sort="chair__kana", export=lambda c: named(c.chair)
    ),
    Column("members", gettext_lazy("委員"), _members, on_page=False),
    Column("charter", gettext_lazy("委員会規程"), "charter"),
    Column(
        "review", gettext_lazy("規程の見直し期限"), "charter_review_on", sort="charter_review_on", kind="date"
    ),
    Column("meetings_per_year", gettext_lazy("年に開く回数"), "meetings_per_year", on_page=False),
    Column("starts_on", gettext_lazy("開始日"), "starts_on", sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("終了日"), "ends_on", sort="ends_on", kind="date"),
)


def committee_listing(request: HttpRequest, person: Person) -> Listing[Committee]:
    """The committees that this person may see."""
    return Listing(
        request,
        selectors.with_seats(selectors.committee_rows(person)),
        COMMITTEES,
        search=("name",),
        default_sort="name",
        name="committees",
    )
