"""The entries of the chart: put on it, changed, taken off, put back; and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_house, require_own, require_text
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.contacts.choices import Party, RequestStatus
from kaname.foundation.contacts.models import Contact, ContactChart, ContactSystem

_OWN = "C-"
MOST_IN_ORDER = 999


def register_contact(
    *, by: Person, party: str, systems: Iterable[InstitutionRecord] = (), **fields: Any
) -> Contact:
    """Put somebody on the chart; it counts as confirmed only once somebody called.

    `fields` are number (empty: the next one), organisation, person, deputy, person_name, person_title, deputy_name,
    phone_day, phone_night, mail, contract_number, contract_scope, order (empty: the last), condition, target_minutes,
    caller, note. `systems` are the information systems they are called for.
    Raises PermissionDenied; ValidationError. Source: 経営管理編 1.2.2 善後策 ③
    """
    with writing(by=by, action="contacts.manage") as entry:
        contact = Contact(institution=by.institution, entered_on=clock.today())
        fields["number"] = (fields.get("number") or "").strip() or _next_number(by.institution)
        fields["order"] = fields.get("order") or _next_order(by.institution, inside=party == Party.INSIDE)
        _fill(contact, party=party, **fields)
        entry.save(contact)
        _set_systems(entry, contact, systems)
        return contact


def change_contact(
    *, by: Person, contact: Contact, systems: Iterable[InstitutionRecord] | None = None, **fields: Any
) -> Contact:
    """Correct an entry; what is left out stays. A changed number must be confirmed anew.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, contact)
        require_on_chart(contact)
        if not fields.get("order", 1):
            fields.pop("order")
        _fill(contact, **fields)
        entry.save(contact)
        if systems is not None:
            _set_systems(entry, contact, systems)
        return contact


def remove_contact(*, by: Person, contact: Contact, reason: str) -> Contact:
    """Take an entry off the chart; it stays on record, and a link that waits for its answer is withdrawn.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="contacts.manage", note=reason.strip()) as entry:
        require_house(by, contact)
        require_text(reason=reason)
        require_on_chart(contact)
        calls = contact.calls.filter(removed_on__isnull=True).count()
        if calls:
            raise ValidationError(
                _("この人がかける先が%(n)s件あります。先に、かける人を替えてください。") % {"n": calls}
            )
        for request in contact.requests.filter(status=RequestStatus.WAITING):
            request.status = RequestStatus.WITHDRAWN
            entry.save(request)
        contact.removed_on, contact.remove_reason = clock.today(), reason.strip()
        return entry.save(contact)


def restore_contact(*, by: Person, contact: Contact) -> Contact:
    """Put an entry back that was taken off. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="contacts.manage") as entry:
        require_house(by, contact)
        if contact.removed_on is None:
            raise ValidationError(_("この連絡先は、連絡体制図に載っています。"))
        contact.removed_on, contact.remove_reason = None, ""
        _require_people(contact)
        if contact.caller is not None and contact.caller.removed_on is not None:
            contact.caller = None
        return entry.save(contact)


def name_keeper(*, by: Person, keeper: Person) -> ContactChart:
    """Say who answers for the chart and is told what grows old. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="contacts.manage") as entry:
        require_own(by.institution, keeper=keeper)
        require_active(keeper, clock.today(), "keeper")
        chart = ContactChart.objects.of(by.institution).first() or ContactChart(institution=by.institution)
        chart.keeper = keeper
        return entry.save(chart)


def require_on_chart(contact: Contact) -> None:
    """Raise ValidationError for an entry that was taken off."""
    if contact.removed_on is not None:
        raise ValidationError(_("この連絡先は外されています。変えるときは、先に戻してください。"))


def _fill(contact: Contact, **values: Any) -> None:
    for name, value in values.items():
        setattr(contact, name, value.strip() if isinstance(value, str) else value)
    if contact.party not in Party:
        raise ValidationError({"party": _("区分を一つ選んでください。")})
    if contact.is_inside:
        contact.organisation = contact.person_name = contact.person_title = contact.deputy_name = ""
        contact.caller = None
    else:
        contact.person = contact.deputy = None
    _require_people(contact)
    _require_whole(contact)
    contact.search_key = search_key(
        contact.number,
        contact.name,
        contact.person_title,
        contact.deputy_shown,
        contact.contract_number,
        contact.condition,
    )[:900]


def _require_people(contact: Contact) -> None:
    require_own(contact.institution, person=contact.person, deputy=contact.deputy, caller=contact.caller)
    today = clock.today()
    require_active(contact.person, today, "person")
    require_active(contact.deputy, today, "deputy")
    caller = contact.caller
    if caller is not None and (not caller.is_inside or caller.pk == contact.pk):
        raise ValidationError({"caller": _("かける人は、院内の連絡先から選んでください。")})


def _require_whole(contact: Contact) -> None:
    require_text(number=contact.number)
    if contact.is_inside and contact.person is None:
        raise ValidationError({"person": _("院内の人を選んでください。")})
    if not contact.is_inside:
        require_text(organisation=contact.organisation)
    if contact.deputy is not None and contact.deputy == contact.person:
        raise ValidationError({"deputy": _("代行する人は、別の人にしてください。")})
    if not contact.phone_day and not contact.phone_night:
        raise ValidationError({"phone_day": _("昼か夜間の電話番号を、少なくとも一つ入れてください。")})
    if not isinstance(contact.order, int) or not 1 <= contact.order <= MOST_IN_ORDER:
        raise ValidationError({"order": _("順番は、1から999までの数字にしてください。")})
    if contact.target_minutes is not None and not 0 < contact.target_minutes <= 10_080:
        raise ValidationError({"target_minutes": _("目標は、1分から7日（10,080分）までにしてください。")})
    others = Contact.objects.of(contact.institution).exclude(pk=contact.pk)
    if others.filter(number=contact.number).exists():
        raise ValidationError({"number": _("同じ番号の連絡先が既にあります。")})


def _set_systems(entry: Entry, contact: Contact, systems: Iterable[InstitutionRecord]) -> None:
    wanted = {system.pk: system for system in systems}
    for system in wanted.values():
        require_own(contact.institution, systems=system)
    known = {row.system_id: row for row in contact.serves.all()}
    for key in known.keys() - wanted.keys():
        entry.delete(known[key])
    for key in wanted.keys() - known.keys():
        entry.save(ContactSystem(institution=contact.institution, contact=contact, system_id=key))


def _next_number(institution: Institution) -> str:
    numbers = Contact.objects.of(institution).filter(number__startswith=_OWN)
    taken = (number.removeprefix(_OWN) for number in numbers.values_list("number", flat=True))
    return f"{_OWN}{max((int(n) for n in taken if n.isascii() and n.isdecimal()), default=0) + 1:03d}"


def _next_order(institution: Institution, *, inside: bool) -> int:
    rows = Contact.objects.of(institution).filter(removed_on__isnull=True)
    rows = rows.filter(party=Party.INSIDE) if inside else rows.exclude(party=Party.INSIDE)
    last: int = rows.aggregate(last=Max("order"))["last"] or 0
    return min(last + 1, MOST_IN_ORDER)
