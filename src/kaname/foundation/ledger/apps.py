"""App configuration of the ledger (証跡)."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kaname.foundation.ledger"
    label = "ledger"

    def ready(self) -> None:
        from kaname.foundation.access import writes

        from . import append

        writes.lock_ledger.append(append.lock_head)
        writes.append_to_ledger.append(append.append_entries)
