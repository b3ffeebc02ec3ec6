"""The domain of each address that is still known, in steps that lock few rows for long and can be taken up again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max, Value
from django.db.models.functions import Lower, StrIndex, Substr

STEP = 5_000


def fill_domains(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    deliveries = apps.get_model("tekotori_mail", "Delivery").objects.all()
    last = deliveries.aggregate(last=Max("pk"))["last"] or 0
    # An address holds one "@": a quoted local part, which may hold more, is refused when it is queued.
    domain = Lower(Substr("address", StrIndex("address", Value("@")) + 1))
    for first in range(0, last + 1, STEP):
        rows = deliveries.filter(pk__range=(first, first + STEP - 1), domain="", address__contains="@")
        rows.update(domain=domain)


class Migration(migrations.Migration):
    atomic = False  # each step is a transaction of its own

    dependencies = [("tekotori_mail", "0004_pace")]
    operations = [migrations.RunPython(fill_domains, migrations.RunPython.noop, elidable=True)]
