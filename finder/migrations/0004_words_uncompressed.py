"""PostgreSQL keeps the words of an entry uncompressed.

Ranking reads them for each hit, and took twice as long with unpacking them; they are a seventh larger so. Entries change
when they are next written: `manage.py rebuild_index` writes all.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _store(schema_editor, "EXTERNAL")


def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _store(schema_editor, "EXTENDED")


def _store(schema_editor: BaseDatabaseSchemaEditor, how: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE tekotori_finder_entry ALTER COLUMN words SET STORAGE {how}")


class Migration(migrations.Migration):
    dependencies = [("tekotori_finder", "0003_parts_and_vocabulary")]
    operations = [migrations.RunPython(forwards, backwards)]
