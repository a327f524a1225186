"""App configuration of the calendar, the lowest storey: it uses nothing else of Kaname."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    """Registers the calendar under the label `calendar`."""

    name = "kaname.foundation.calendar"
    label = "calendar"
    verbose_name = _("暦")
