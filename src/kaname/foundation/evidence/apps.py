"""App configuration of evidence (証拠): the files that prove what records say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "kaname.foundation.evidence"
    label = "evidence"
    verbose_name = _("証拠")

    def ready(self) -> None:
        from kaname.foundation.ledger import verification

        from .checks import verify_files

        if verify_files not in verification.file_checks:
            verification.file_checks.append(verify_files)
