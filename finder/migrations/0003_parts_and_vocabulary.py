"""Parts of compounds in columns of their own, texts beside narrow entries, and the words that corrections choose from.

The index is empty afterwards until `manage.py rebuild_index` ran; the check tekotori_finder.W002 says so.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORDS_BEFORE = (
    "CREATE VIRTUAL TABLE tekotori_finder_words USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 0')"
)
# The diacritics stay: ä is not a. Beginnings of two to four letters, behind the language, are kept ready.
WORDS = (
    "CREATE VIRTUAL TABLE tekotori_finder_words USING fts5(title, text, title_parts, text_parts, "
    "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\", prefix = '5 6 7')"
)
DROP = ["DROP TRIGGER tekotori_finder_forget", "DROP TABLE tekotori_finder_words"]
# An entry and its words leave together, whoever deletes it.
FORGET = (
    "CREATE TRIGGER tekotori_finder_forget AFTER DELETE ON tekotori_finder_entry "
    "BEGIN DELETE FROM tekotori_finder_words WHERE rowid = old.id; END"
)
EMPTY = "DELETE FROM tekotori_finder_entry"


def empty(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, [EMPTY])
    if schema_editor.connection.vendor == "sqlite":
        _run(schema_editor, DROP)


def words(statement: str) -> Any:
    def make(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            _run(schema_editor, [statement, FORGET])

    return make


def nothing(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The other direction is the other step's work."""


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('tekotori_finder', '0002_words'),
    ]

    operations = [
        migrations.RunPython(empty, words(WORDS_BEFORE)),
        migrations.RemoveField(model_name='entry', name='text'),
        migrations.RemoveField(model_name='entry', name='title'),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='passage', serialize=False, to='tekotori_finder.entry')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('text', models.TextField(verbose_name='text')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12)),
                ('word', models.CharField(max_length=64)),
                ('witness', models.PositiveBigIntegerField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('word', 'language'), name='finder_term_once')],
            },
        ),
        migrations.CreateModel(
            name='TermKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=16)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='tekotori_finder.term')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'term'), name='finder_term_key_once')],
            },
        ),
        migrations.RunPython(words(WORDS), empty),
    ]
