"""What the forms of this room share: who can be chosen, which systems there are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.decisions.selectors import people_who_may_decide
from kaname.rooms.incidents.drill_reads import DrillStanding, participants_of
from kaname.rooms.incidents.models import Incident
from kaname.rooms.incidents.moments import ANYBODY_IN_CHARGE


def people_here(by: Person, incident: Incident | None = None) -> Any:
    """Everybody of the hospital who is here today; in an exercise those who take part."""
    rows = Person.objects.of(by.institution).active_on(clock.today()).by_reading()
    return _within(rows, incident)


def people_in_charge(by: Person, incident: Incident | None = None) -> Any:
    """Who may decide something on the spot: the roles in charge; and whoever writes, who may be in command.

    In an exercise those of them who take part.
    """
    rows = Person.objects.of(by.institution)
    charged = rows.holding(ANYBODY_IN_CHARGE, clock.today()).values("pk")
    return _within(rows.filter(Q(pk__in=charged) | Q(pk=by.pk)).by_reading(), incident)


class DirectedForm(RecordForm):
    """What somebody in charge is told to do, by a day: in so many `months` unless another is chosen."""

    months = 1

    title = forms.CharField(label=_("指示の件名"), max_length=200)
    body = forms.CharField(label=_("指示の内容"), max_length=2_000, widget=area(3))
    addressee = PersonChoice(label=_("担当"), queryset=Person.objects.none())
    due_on = DateInJapan(label=_("期限"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("addressee", people_in_charge(by).exclude(pk=by.pk))
        self.fields["due_on"].initial = add_months(clock.today(), self.months)


def _within(rows: Any, incident: Incident | None) -> Any:
    if incident is None or not incident.is_exercise:
        return rows
    return rows.filter(pk__in=participants_of(incident))


def offer_injects(field: Any, standing: DrillStanding) -> None:
    """Offer what the players of a drill were told so far, the newest first; nobody need say which."""
    field.choices = [("", _("決めない")), *((row.key, str(row.title)) for row in reversed(standing.met))]
    if not standing.drill.on_paper:
        field.help_text = _("「決めない」なら、そのとき最後に出ていた想定に続けて残ります。")


def executives(by: Person) -> QuerySet[Person]:
    """Before whom a request can be put."""
    return people_who_may_decide(by)


def systems_in_use(by: Person) -> Any:
    """The information systems of the register."""
    model: Any = Incident._meta.get_field("system").related_model
    return model.objects.of(by.institution).in_use_on(clock.today()).order_by("number", "pk")
