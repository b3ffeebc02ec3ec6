from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """The languages of what is published already."""
    deeds = apps.get_model("tekotori_deeds", "Deed").objects.filter(state="live")
    pages = apps.get_model("tekotori_deeds", "DeedPage").objects.filter(live=True, alias_of__isnull=True)
    languages = apps.get_model("tekotori_deeds", "DeedLanguage")
    by_key = dict(deeds.values_list("translation_key", "pk"))
    pairs = pages.values_list("translation_key", "locale__language_code")
    languages.objects.bulk_create(
        [languages(deed_id=by_key[key], language=language) for key, language in pairs if key in by_key],
        batch_size=1000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tekotori_deeds', '0013_moderation'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeedLanguage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('deed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='languages', to='tekotori_deeds.deed')),
            ],
            options={
                'verbose_name': 'language of a deed',
                'verbose_name_plural': 'languages of deeds',
                'constraints': [models.UniqueConstraint(fields=('deed', 'language'), name='deed_language_once')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
