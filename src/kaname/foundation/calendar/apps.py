"""App configuration of the calendar, the lowest storey: it tells the toolkit how to show days."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    """Registers the calendar under the label `calendar`."""

    name = "kaname.foundation.calendar"
    label = "calendar"
    verbose_name = _("暦")

    def ready(self) -> None:
        from kaname.web import formats

        from . import display

        formats.use(date=display.show_date, datetime=display.show_datetime)
