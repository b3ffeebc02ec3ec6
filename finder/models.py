from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One public text in one language, as the search knows it.

    Its words (surface forms, lemmas, parts of compounds) stand beside it in the database's own search engine: a table
    `tekotori_finder_words` of FTS5 on SQLite, a column `words` of type tsvector on PostgreSQL (see `finder.engines`).
    The row is narrow on purpose: a search reads one for each hit.
    """

    source = models.CharField(_("source"), max_length=20)
    ref = models.CharField(_("reference"), max_length=64)
    language = models.CharField(_("language"), max_length=12)
    # The integer key of rows that have one, so that their own tables can be joined with a search.
    number = models.PositiveIntegerField(null=True)
    # What is not public has no entry at all; the flag is the belt beside these braces.
    is_public = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(fields=["source", "ref", "language"], name="finder_entry_once")
        ]
        indexes = [models.Index(fields=["source", "number"], name="finder_entry_number")]

    def __str__(self) -> str:
        return f"{self.source} {self.ref} {self.language}"


class Passage(models.Model):
    """What an entry says, for showing the words around a hit."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="passage")
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"))
    keywords = models.TextField(_("keywords"), default="", help_text=_("Found by, and not shown."))

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word that some entry has: what a search may be corrected to. Goes with the last entry that has it."""

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=64)
    # One of the entries that have it. No foreign key: a search would wait for whoever changes that entry.
    witness = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="finder_term_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.word}"


class TermKey(models.Model):
    """A term with at most one letter left out: a word with a typing error has one of these in common with it."""

    wagtail_reference_index_ignore = True  # no page refers to it; spares a task per save

    key = models.CharField(max_length=16)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="keys", db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "term"], name="finder_term_key_once")]

    def __str__(self) -> str:
        return self.key
