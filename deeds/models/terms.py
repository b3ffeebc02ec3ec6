"""The terms under which deeds are published: one row per version, kept for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class TermsVersion(models.Model):
    """One version of the terms in every language of the site. It is written once; a change is a new version."""

    wagtail_reference_index_ignore = True  # no page shows it; spares a task per save

    label = models.CharField(
        _("version"), max_length=20, unique=True, help_text=_("A short name, for example 2 or 2027-01.")
    )
    valid_from = models.DateField(
        _("valid from"), unique=True, help_text=_("Whoever sends a deed in from this day on accepts it.")
    )
    text_fi = RichTextField(_("text in Finnish"), features=FEATURES)
    text_sv = RichTextField(_("text in Swedish"), features=FEATURES)
    text_en = RichTextField(_("text in English"), features=FEATURES)
    published_at = models.DateTimeField(_("added"), editable=False)

    class Meta:
        verbose_name = _("version of the terms")
        verbose_name_plural = _("terms of publishing")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.label

    def text_in(self, language: str) -> str:
        return str(getattr(self, f"text_{language}"))
