"""The words of the index in each database's own search engine."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    # The diacritics stay: ä is not a.
    "CREATE VIRTUAL TABLE tekotori_finder_words USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 0')",
    # An entry and its words leave together, whoever deletes it.
    "CREATE TRIGGER tekotori_finder_forget AFTER DELETE ON tekotori_finder_entry "
    "BEGIN DELETE FROM tekotori_finder_words WHERE rowid = old.id; END",
]
SQLITE_BACK = ["DROP TRIGGER tekotori_finder_forget", "DROP TABLE tekotori_finder_words"]
POSTGRESQL = [
    "ALTER TABLE tekotori_finder_entry ADD COLUMN words tsvector",
    "CREATE INDEX finder_entry_words ON tekotori_finder_entry USING gin (words)",
]
POSTGRESQL_BACK = ["DROP INDEX finder_entry_words", "ALTER TABLE tekotori_finder_entry DROP COLUMN words"]


def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE, POSTGRESQL)


def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


def _run(schema_editor: BaseDatabaseSchemaEditor, sqlite: list[str], postgresql: list[str]) -> None:
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("tekotori_finder", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
