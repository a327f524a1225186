"""Vacancy and mismatch, found at once: what in the organisation does not fit together on a day, and where to mend it.

Seven queries, however large the hospital. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Membership, Person
from kaname.foundation.access.roles import Role

from . import selectors
from .models import Appointment
from .roles import EXPECTED, LINE, NEEDS_DEPUTY, ROLES_BY_APPOINTMENT, AppointmentRole
from .standing import Standing


@dataclass(frozen=True)
class Gap:
    """One thing that does not fit: what it is in words, and the step that mends it. `is_grave`: an obligation fails."""

    kind: str
    sentence: str
    label: str
    url: str
    is_grave: bool = False


def organisation_gaps(institution: Institution, on: date) -> list[Gap]:
    """Everything that does not fit on that day, the gravest first."""
    scene = _Scene(institution, on)
    found = [*scene.vacancies(), *scene.doubles(), *scene.departed(), *scene.leftovers(), *scene.cut_off()]
    found += [
        *scene.bare_departments(),
        *scene.without_account(),
        *scene.without_appointment(),
        *scene.no_deputy(),
    ]
    return sorted(found, key=lambda gap: not gap.is_grave)


class _Scene:
    """The records of one day, read once."""

    def __init__(self, institution: Institution, on: date) -> None:
        self.institution, self.on = institution, on
        self.standing = Standing(institution, on)
        self.current = self.standing.current(on)
        rows = Membership.objects.of(institution).filter(role__in=ROLES_BY_APPOINTMENT, starts_on__lte=on)
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).select_related("person")
        self.memberships = [m for m in rows.order_by("pk") if m.person.is_active_on(on)]
        self.held = {(m.person_id, m.role) for m in self.memberships}

    def vacancies(self) -> Iterator[Gap]:
        for role in self.standing.vacant(EXPECTED, self.on):
            name = AppointmentRole(role).label
            yield Gap(
                "vacancy",
                _("「%(role)s」が空席です。") % {"role": name},
                _("任命する"),
                f"{reverse('organisation:appointment_new')}?role={role}",
                is_grave=role in LINE,
            )

    def doubles(self) -> Iterator[Gap]:
        officers = self.standing.holders(AppointmentRole.SAFETY_OFFICER, self.on)
        if len(officers) > 1:
            names = "、".join(a.person.name for a in officers)
            yield Gap(
                "double",
                _("医療情報システム安全管理責任者が %(n)s 人います（%(names)s）。一人にしてください。")
                % {"n": len(officers), "names": names},
                _("一人の任命を終える"),
                officers[0].get_absolute_url(),
                is_grave=True,
            )

    def departed(self) -> Iterator[Gap]:
        for appointment in self.standing.appointments:
            if appointment.holds_on(self.on) and not self.standing.counts(appointment, self.on):
                yield Gap(
                    "departed",
                    _("「%(role)s」に任命されている %(name)s さんは、もうその職務に就けません。")
                    % {"role": appointment.get_role_display(), "name": appointment.person.name},
                    _("任命を終える"),
                    reverse("organisation:appointment_end", args=[appointment.pk]),
                )

    def leftovers(self) -> Iterator[Gap]:
        gone = Person.objects.of(self.institution).filter(ends_on__lt=self.on, user__is_active=True)
        for person in gone.order_by("ends_on", "pk"):
            yield Gap(
                "account",
                _("在籍を終えた %(name)s さんのアカウントが、まだ有効です。") % {"name": person.name},
                _("アカウントを止める"),
                reverse("organisation:person_detail", args=[person.pk]),
                is_grave=True,
            )

    def cut_off(self) -> Iterator[Gap]:
        if self.standing.vacant(LINE, self.on):
            return
        for appointment in self.standing.unlinked(self.on):
            yield Gap(
                "line",
                _("%(appointment)s さんの報告が、経営層までつながっていません。")
                % {"appointment": appointment},
                _("報告先を決める"),
                reverse("organisation:appointment_change", args=[appointment.pk]),
                is_grave=True,
            )

    def bare_departments(self) -> Iterator[Gap]:
        for department in selectors.departments_from(self.institution, self.on):
            if department.holds_on(self.on) and selectors.contact_on(department, self.on) is None:
                yield Gap(
                    "contact",
                    _("「%(name)s」に部門責任者がいません。") % {"name": department.name},
                    _("部門責任者を決める"),
                    reverse("organisation:department_change", args=[department.pk]),
                    is_grave=True,
                )

    def without_account(self) -> Iterator[Gap]:
        accounts = self._accounts()
        for appointment in self.current:
            role = appointment.access_role
            if role is None:
                continue
            if not accounts.get(appointment.person_id, False):
                sentence = _("%(appointment)s さんには、使えるアカウントがありません。")
                yield self._about_person("sign_in", sentence, appointment, _("アカウントを作る"))
            elif (appointment.person_id, role) not in self.held:
                sentence = _("%(appointment)s さんに、その役割の権限が付いていません。")
                yield self._about_person("role", sentence, appointment, _("役割を与える"))

    def _accounts(self) -> dict[int, bool]:
        ids = {a.person_id for a in self.current if a.access_role}
        rows = Person.objects.of(self.institution).filter(pk__in=ids, user__isnull=False)
        return dict(rows.values_list("pk", "user__is_active"))

    def _about_person(self, kind: str, sentence: str, appointment: Appointment, label: str) -> Gap:
        url = reverse("organisation:person_detail", args=[appointment.person_id])
        return Gap(kind, sentence % {"appointment": appointment}, label, url)

    def without_appointment(self) -> Iterator[Gap]:
        brought = {(a.person_id, a.access_role) for a in self.current}
        for membership in self.memberships:
            if (membership.person_id, membership.role) not in brought:
                yield Gap(
                    "unappointed",
                    _("%(name)s さんは「%(role)s」の権限を持っていますが、辞令がありません。")
                    % {"name": membership.person.name, "role": Role(membership.role).label},
                    _("辞令を作る"),
                    f"{reverse('organisation:appointment_new')}?role={membership.role}&person={membership.person_id}",
                )

    def no_deputy(self) -> Iterator[Gap]:
        for appointment in self.current:
            deputy = appointment.deputy
            if appointment.role not in NEEDS_DEPUTY or (deputy and deputy.is_active_on(self.on)):
                continue
            yield Gap(
                "deputy",
                _("%(appointment)s さんに、代行する人がいません。") % {"appointment": appointment},
                _("代行する人を決める"),
                reverse("organisation:appointment_change", args=[appointment.pk]),
            )
