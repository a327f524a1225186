"""Appointments (辞令): proposed and approved, or made by an executive directly; what follows from them; their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step, request_decision
from kaname.foundation.evidence import services as evidence
from kaname.rooms.organisation.models import Appointment, AppointmentStatus
from kaname.rooms.organisation.models.appointments import APPROVED
from kaname.rooms.organisation.roles import EXECUTIVE_ONLY, AppointmentRole

from .checks import require_order
from .memberships import bring_role, take_role_back

APPOINT = "organisation.appoint"


@dataclass(frozen=True)
class Terms:
    """What a letter of appointment says."""

    role: str
    person: Person
    duties: str
    authority: str
    starts_on: date
    ends_on: date | None = None
    deputy: Person | None = None
    reports_to: Appointment | None = None
    replaces: Appointment | None = None


def appoint(
    *,
    by: Person,
    role: str,
    person: Person,
    duties: str,
    authority: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    deputy: Person | None = None,
    reports_to: Appointment | None = None,
    replaces: Appointment | None = None,
) -> Appointment:
    """An executive appoints somebody to a role, at once; the role in Kaname that goes with it follows by itself.

    `ends_on` is the last day; `replaces` names the predecessor, who ends the day before; `reports_to` None means the
    executives. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.1.2 ②
    """
    terms = Terms(
        role, person, duties, authority, starts_on or clock.today(), ends_on, deputy, reports_to, replaces
    )
    with writing(by=by, action="organisation.appoint") as entry:
        appointment = _draft(by, terms)
        appointment.approved_by, appointment.approved_on = by, clock.today()
        appointment.status = AppointmentStatus.IN_FORCE
        entry.save(appointment)
        _take_effect(by, appointment)
    return appointment


def propose_appointment(
    *,
    by: Person,
    approver: Person,
    role: str,
    person: Person,
    duties: str,
    authority: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    deputy: Person | None = None,
    reports_to: Appointment | None = None,
    replaces: Appointment | None = None,
    summary: str = "",
) -> Appointment:
    """Ask an executive to appoint somebody: makes the letter and the request for its approval together.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.1.2 ②
    """
    terms = Terms(
        role, person, duties, authority, starts_on or clock.today(), ends_on, deputy, reports_to, replaces
    )
    with writing(by=by, action="organisation.propose") as entry:
        appointment = entry.save(_draft(by, terms))
        appointment.decision = request_decision(
            by=by,
            kind=APPOINT,
            subject=appointment,
            question=_("%(role)sに %(name)s さんを任命してよいか")
            % {"role": appointment.get_role_display(), "name": person.name},
            summary=summary or terms.duties,
            steps=[Step(StepKind.APPROVE, approver)],
        )
        return entry.save(appointment)


def _draft(by: Person, terms: Terms) -> Appointment:
    _require_sound(by, terms)
    appointment = Appointment(
        institution=by.institution,
        role=terms.role,
        person=terms.person,
        deputy=terms.deputy,
        duties=terms.duties.strip(),
        authority=terms.authority.strip(),
        reports_to=terms.reports_to,
        replaces=terms.replaces,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        proposed_by=by,
    )
    _require_no_double(appointment)
    _number(appointment)
    return appointment


def _require_sound(by: Person, terms: Terms) -> None:
    require_own(
        by.institution,
        person=terms.person,
        deputy=terms.deputy,
        reports_to=terms.reports_to,
        replaces=terms.replaces,
    )
    if terms.role not in AppointmentRole:
        raise ValidationError({"role": _("役割を一つ選んでください。")})
    require_text(duties=terms.duties, authority=terms.authority)
    require_order(terms.starts_on, terms.ends_on)
    require_active(terms.person, terms.starts_on, "person")
    require_active(terms.deputy, terms.starts_on, "deputy")
    if terms.deputy is not None and terms.deputy.pk == terms.person.pk:
        raise ValidationError({"deputy": _("代行する人は、本人とは別の人にしてください。")})
    if terms.reports_to is not None and terms.reports_to.status not in APPROVED:
        raise ValidationError({"reports_to": _("報告先には、任命済みの人を選んでください。")})
    if terms.replaces is not None and terms.replaces.role != terms.role:
        raise ValidationError({"replaces": _("前任には、同じ役割の辞令を選んでください。")})
    _require_executive(terms.role, terms.person, terms.starts_on)


def _require_executive(role: str, person: Person, day: date) -> None:
    if role in EXECUTIVE_ONLY and Role.EXECUTIVE not in person.roles_on(day):
        raise ValidationError(
            {
                "person": _("「%(role)s」には、経営層の人を選んでください。")
                % {"role": AppointmentRole(role).label}
            }
        )


def _require_no_double(appointment: Appointment) -> None:
    """One person holds one role once at a time."""
    others = Appointment.objects.of(appointment.institution).approved().from_day(appointment.starts_on)
    others = others.filter(person=appointment.person, role=appointment.role).exclude(pk=appointment.pk)
    if appointment.replaces_id:
        others = others.exclude(pk=appointment.replaces_id)
    if appointment.ends_on:
        others = others.filter(starts_on__lte=appointment.ends_on)
    if others.exists():
        raise ValidationError(
            {
                "person": _(
                    "%(name)s さんは、その時期に既に「%(role)s」です。先に今の任命を終えるか、前任として選んでください。"
                )
                % {"name": appointment.person.name, "role": appointment.get_role_display()}
            }
        )


def _number(appointment: Appointment) -> None:
    """The next number of this fiscal year; letters of one institution queue for it."""
    appointment.fiscal_year = fiscal_year(clock.today())
    appointment.serial = next_in_year(Appointment, appointment.institution, appointment.fiscal_year)
    appointment.number = f"{appointment.fiscal_year}-{appointment.serial:03}"


def require_adoptable(appointment: Appointment) -> None:
    """Raise ValidationError when a proposal can no longer be approved as it stands."""
    require_active(appointment.person, appointment.starts_on, "person")
    _require_executive(appointment.role, appointment.person, appointment.starts_on)
    _require_no_double(appointment)


def adopt_appointment(*, appointment: Appointment, decision: Decision) -> Appointment:
    """Put a proposed appointment into force, as decided; called by the deciding transaction.

    Raises ValidationError if the person has left meanwhile or holds the role already.
    """
    by = decision.decided_by
    assert by is not None
    with writing(by=by, action="organisation.appoint") as entry:
        if decision.takes_effect_on and decision.takes_effect_on > appointment.starts_on:
            appointment.starts_on = decision.takes_effect_on
        require_order(appointment.starts_on, appointment.ends_on)
        require_adoptable(appointment)
        appointment.approved_by, appointment.approved_on = by, clock.today()
        appointment.decision, appointment.status = decision, AppointmentStatus.IN_FORCE
        entry.save(appointment)
        _take_effect(by, appointment)
    return appointment


def close_proposal(*, appointment: Appointment, note: str) -> Appointment:
    """A proposal that was not approved, or was withdrawn or void, stays on record as such."""
    with writing(
        by=None, action="organisation.propose", institution=appointment.institution, note=note
    ) as entry:
        appointment.status = AppointmentStatus.REJECTED
        return entry.save(appointment)


def _take_effect(by: Person, appointment: Appointment) -> None:
    before = appointment.replaces
    if before is not None and before.status == AppointmentStatus.IN_FORCE:
        last = max(appointment.starts_on - ONE_DAY, before.starts_on)
        if before.ends_on is None or before.ends_on > last:
            reason = _("後任（%(name)s）の任命") % {"name": appointment.person.name}
            _end(by, before, last, reason)
    bring_role(appointment)


def end_appointment(*, by: Person, appointment: Appointment, ends_on: date, reason: str) -> Appointment:
    """End an appointment with its last day, which may lie ahead; the role in Kaname that it brought ends too.

    To lengthen one, make a new appointment. Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 3.1.2 ②
    """
    require_text(reason=reason)
    return _end(by, appointment, ends_on, reason.strip())


def _end(by: Person, appointment: Appointment, ends_on: date, reason: str) -> Appointment:
    with writing(by=by, action="organisation.end_appointment", note=reason) as entry:
        require_own(by.institution, appointment=appointment)
        if appointment.status != AppointmentStatus.IN_FORCE:
            raise ValidationError(_("終えられるのは、任命されている辞令だけです。"))
        require_order(appointment.starts_on, ends_on)
        if appointment.ends_on is not None and ends_on > appointment.ends_on:
            raise ValidationError({"ends_on": _("任期を延ばすには、新しい辞令を作ってください。")})
        appointment.ends_on, appointment.end_reason = ends_on, reason
        appointment.status = AppointmentStatus.ENDED
        entry.save(appointment)
        take_role_back(appointment)
    return appointment


def change_appointment(
    *, by: Person, appointment: Appointment, deputy: Person | None, reports_to: Appointment | None
) -> Appointment:
    """Change who stands in (代行) and to whom the holder reports; role, period, duties need a new letter.

    Raises PermissionDenied; ValidationError when the line would run in a circle; StaleRecord.
    Source: 経営管理編 3.1.2 ③
    """
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, appointment=appointment, deputy=deputy, reports_to=reports_to)
        if appointment.status == AppointmentStatus.PROPOSED:
            raise ValidationError(_("承認を待っている辞令は変えられません。取り下げて、作り直してください。"))
        require_active(deputy, clock.today(), "deputy")
        if deputy is not None and deputy.pk == appointment.person_id:
            raise ValidationError({"deputy": _("代行する人は、本人とは別の人にしてください。")})
        _require_no_circle(appointment, reports_to)
        appointment.deputy, appointment.reports_to = deputy, reports_to
        return entry.save(appointment)


def _require_no_circle(appointment: Appointment, reports_to: Appointment | None) -> None:
    above = reports_to
    while above is not None:
        if above.pk == appointment.pk:
            raise ValidationError({"reports_to": _("報告先が輪になります。別の人を選んでください。")})
        above = above.reports_to


def attach_letter(*, by: Person, appointment: Appointment, file: UploadedFile) -> Appointment:
    """Attach the letter of appointment as it was handed over (PDF or scan); the newest one counts.

    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 3.1.2 ②
    """
    with writing(by=by, action="organisation.attach_letter") as entry:
        require_own(by.institution, appointment=appointment)
        if appointment.status not in APPROVED:
            raise ValidationError(_("任命書を添付できるのは、承認された辞令だけです。"))
        kept = evidence.attach(by=by, record=appointment, files=[file], note=_("任命書"))[0]
        appointment.letter_name, appointment.letter_sha256 = kept.name, kept.sha256
        appointment.letter_on = clock.today()
        return entry.save(appointment)
