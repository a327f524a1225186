"""App configuration of evidence (証拠): the files that prove what records say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "kaname.foundation.evidence"
    label = "evidence"
    verbose_name = _("証拠")
