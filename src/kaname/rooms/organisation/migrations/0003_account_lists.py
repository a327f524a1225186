import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("organisation", "0002_committee_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("system", models.CharField(editable=False, max_length=100, verbose_name="システム")),
                ("as_of", models.DateField(editable=False, verbose_name="基準日")),
                (
                    "file_name",
                    models.CharField(blank=True, editable=False, max_length=255, verbose_name="ファイル名"),
                ),
                ("uploaded_at", models.DateTimeField(editable=False, verbose_name="取り込んだ日時")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="取り消した日")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="取り消した理由"),
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
                        verbose_name="取り込んだ人",
                    ),
                ),
            ],
            options={
                "verbose_name": "利用者の一覧",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("institution", "system", "as_of"),
                        name="one_account_list_per_day",
                        violation_error_message="このシステムの、この基準日の一覧は既にあります。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_on__isnull", True), ("withdrawn_reason", "")),
                            models.Q(
                                ("withdrawn_on__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="account_list_withdrawn_with_reason",
                        violation_error_message="取り消すときは、理由を入力してください。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountHolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "access",
                    models.CharField(
                        choices=[("ACCOUNT", "アカウント"), ("SITE", "立入り")],
                        default="ACCOUNT",
                        editable=False,
                        max_length=8,
                        verbose_name="種類",
                    ),
                ),
                ("account", models.CharField(editable=False, max_length=100, verbose_name="利用者ID")),
                ("name", models.CharField(blank=True, editable=False, max_length=100, verbose_name="氏名")),
                (
                    "number",
                    models.CharField(blank=True, editable=False, max_length=40, verbose_name="職員番号"),
                ),
                ("is_privileged", models.BooleanField(default=False, editable=False, verbose_name="特権")),
                ("search_key", models.CharField(blank=True, editable=False, max_length=400)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="用途")),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.person",
                        verbose_name="管理する人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.person",
                        verbose_name="名簿の人",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holders",
                        to="organisation.accountlist",
                    ),
                ),
            ],
            options={
                "verbose_name": "利用者",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "access", "account"),
                        name="one_holder_per_account",
                        violation_error_message="同じ利用者IDが既にあります。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner__isnull", True), ("reason", "")),
                            models.Q(
                                ("owner__isnull", False),
                                ("person__isnull", True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="holder_is_of_person_or_system",
                        violation_error_message="人のものか、システムのものか、どちらか一つにしてください。",
                    ),
                ],
            },
        ),
    ]
