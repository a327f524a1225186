"""The database refuses to change or delete ledger entries, their index of records, and checkpoints."""

from django.db import migrations

from kaname.foundation.ledger import triggers


def put_in_place(_apps, schema_editor):
    triggers.create(schema_editor.execute, schema_editor.connection.vendor)


def take_away(_apps, schema_editor):
    triggers.drop(schema_editor.execute, schema_editor.connection.vendor)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(put_in_place, take_away)]
