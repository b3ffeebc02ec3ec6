import hashlib
import hmac
import json

from django.conf import settings
from django.db import migrations, models


def seal_salts(apps, schema_editor):
    """As core.ledger seals them, so that an alteration from here on shows."""
    LedgerSalt = apps.get_model("tekotori_core", "LedgerSalt")
    key = hmac.new(settings.SUPPRESSION_KEY.encode(), b"tekotori ledger", hashlib.sha256).digest()
    for row in LedgerSalt.objects.select_related("entry").iterator(chunk_size=2000):
        contents = json.dumps([1, row.entry.chain, row.entry.number, row.salt], separators=(",", ":"))
        row.seal = hmac.new(key, contents.encode(), hashlib.sha256).hexdigest()
        row.save(update_fields=["seal"])


class Migration(migrations.Migration):

    dependencies = [
        ("tekotori_core", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ledgersalt",
            name="seal",
            field=models.CharField(default="", max_length=64, verbose_name="seal"),
            preserve_default=False,
        ),
        migrations.RunPython(seal_salts, migrations.RunPython.noop),
    ]
