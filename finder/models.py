from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One public text in one language, as the search knows it.

    Its words (surface forms, lemmas, parts of compounds) stand beside it in the database's own search engine: a table
    `tekotori_finder_words` of FTS5 on SQLite, a column `words` of type tsvector on PostgreSQL (see `finder.engines`).
    """

    source = models.CharField(_("source"), max_length=20)
    ref = models.CharField(_("reference"), max_length=64)
    language = models.CharField(_("language"), max_length=12)
    # The integer key of rows that have one, so that their own tables can be joined with a search.
    number = models.PositiveIntegerField(null=True)
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"))
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
