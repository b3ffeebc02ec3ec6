from typing import Any

from django.db import migrations, models

PATHS = {
    "sector": "sectors__code", "theme": "themes__code", "group": "client_groups__code", "stage": "stage",
    "county": "counties__code", "municipality": "municipalities__code", "year": "year",
    "goal": "programme_goal__code", "language": "languages__language",
}  # fmt: skip
FLAGS = {
    "whole_organisation": "sector:whole", "with_management": "with:management", "with_supervisors": "with:supervisors",
    "with_staff": "with:staff", "with_clients": "with:clients", "with_partners": "with:partners",
}  # fmt: skip


def fill(apps: Any, schema_editor: Any) -> None:
    """The values of what is published already; the rest gets its own when it is published."""
    deeds = apps.get_model("tekotori_deeds", "Deed")
    live = deeds.objects.filter(state="live")
    accepted = live.filter(adoptions__state="accepted").values_list("pk", "adoptions__kind").distinct()
    found: dict[int, list[str]] = {}
    for facet, path in PATHS.items():
        for pk, code in live.values_list("pk", path):
            if code is not None:
                found.setdefault(pk, []).append(f"{facet}:{code}")
    for field, value in FLAGS.items():
        for pk in live.filter(**{field: True}).values_list("pk", flat=True):
            found.setdefault(pk, []).append(value)
    for pk, kind in accepted:
        found.setdefault(pk, []).append(f"adopted:{kind}")
    rows = [deeds(pk=pk, facet_values=" ".join(values)) for pk, values in found.items()]
    deeds.objects.bulk_update(rows, ["facet_values"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('tekotori_deeds', '0022_words_removed_from_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='deed',
            name='facet_values',
            field=models.TextField(blank=True, editable=False, verbose_name='values of facets'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
