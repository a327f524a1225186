import django.db.models.deletion
from django.db import migrations, models

import kaname.foundation.access.records


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("table", models.CharField(editable=False, max_length=80, verbose_name="表")),
                ("file_name", models.CharField(editable=False, max_length=255, verbose_name="ファイル名")),
                (
                    "sha256",
                    models.CharField(editable=False, max_length=64, verbose_name="ハッシュ値（SHA-256）"),
                ),
                ("encoding", models.CharField(editable=False, max_length=16, verbose_name="文字コード")),
                ("uploaded_at", models.DateTimeField(editable=False, verbose_name="選んだ日時")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PREVIEW", "確かめ中"),
                            ("APPLIED", "取込み済み"),
                            ("DISCARDED", "取りやめ"),
                        ],
                        default="PREVIEW",
                        editable=False,
                        max_length=12,
                        verbose_name="状態",
                    ),
                ),
                (
                    "new_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="新しい行"),
                ),
                (
                    "changed_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="変わる行"),
                ),
                ("same_count", models.PositiveIntegerField(default=0, editable=False, verbose_name="同じ行")),
                (
                    "bad_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="直すところのある行"),
                ),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("content", models.TextField(blank=True, editable=False, verbose_name="行の内容")),
                (
                    "applied_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="取り込んだ日時"),
                ),
                (
                    "private_salt",
                    models.CharField(
                        default=kaname.foundation.access.records.new_salt, editable=False, max_length=64
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.person",
                        verbose_name="取り込んだ人",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.institution",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.person",
                        verbose_name="選んだ人",
                    ),
                ),
            ],
            options={
                "verbose_name": "ファイルの取込み",
                "indexes": [models.Index(fields=["institution", "uploaded_at"], name="import_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("applied_at__isnull", False),
                                ("applied_by__isnull", False),
                                ("status", "APPLIED"),
                            ),
                            models.Q(
                                models.Q(("status", "APPLIED"), _negated=True),
                                ("applied_at__isnull", True),
                                ("applied_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="import_applied_by_somebody",
                        violation_error_message="取り込んだ人と日時がそろっていません。",
                    )
                ],
            },
        ),
    ]
