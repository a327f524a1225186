"""Confirmed minutes keep the directives that the meeting gave."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="orders",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
