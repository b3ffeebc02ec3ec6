import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """First the new tables; what stands in the old columns moves over in the next migration."""

    dependencies = [
        ("tekotori_newsletter", "0006_other_languages"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="dispatch", name="issue_dispatched_once"),
        migrations.AlterModelOptions(
            name="dispatch",
            options={
                "ordering": ["-created_at", "-pk"],
                "verbose_name": "dispatch",
                "verbose_name_plural": "dispatches",
            },
        ),
        migrations.AlterModelOptions(
            name="compilation",
            options={
                "ordering": ["issue", "language", "variant", "-compiled_at", "-pk"],
                "verbose_name": "compilation",
                "verbose_name_plural": "compilations",
            },
        ),
        migrations.AddField(
            model_name="compilation",
            name="variant",
            field=models.CharField(
                choices=[
                    ("any", "yes, in the language that it was written in"),
                    ("lead", "only with a lead in my language"),
                    ("own", "no, only what is wholly in my language"),
                ],
                default="any",
                max_length=4,
                verbose_name="variant",
            ),
        ),
        migrations.AddField(
            model_name="compilation", name="variants", field=models.JSONField(default=dict)
        ),
        migrations.AddField(
            model_name="dispatchlanguage",
            name="candidates",
            field=models.PositiveIntegerField(default=0, verbose_name="candidates"),
        ),
        migrations.CreateModel(
            name="DispatchMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("message_id", models.BigIntegerField(null=True)),
                ("audience", models.PositiveIntegerField(default=0, verbose_name="audience")),
                (
                    "compilation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tekotori_newsletter.compilation",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="tekotori_newsletter.dispatchlanguage",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail of a dispatch",
                "verbose_name_plural": "mails of a dispatch",
                "constraints": [
                    models.UniqueConstraint(fields=("part", "compilation"), name="dispatch_mail_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                (
                    "compilation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tekotori_newsletter.compilation",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="tekotori_newsletter.dispatch",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="tekotori_newsletter.issue",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
                "ordering": ["issue", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "language"), name="edition_once_per_language")
                ],
            },
        ),
    ]
