"""The log from which others keep their copy of the public deeds up to date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deeds.models.rows import Deed


class DeedChange(models.Model):
    """Something changed of what the open data say of a deed. Its key is the place in the order; no words stand here."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("published")
        CHANGED = "changed", _("changed")
        RETIRED = "retired", _("retired")
        WITHDRAWN = "withdrawn", _("taken from view")
        RESTORED = "restored", _("published again")

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # language -> number of the version that readers saw then
    versions = models.JSONField(default=dict)
    # of what the open data said, so that saving the same again is no change; keyed by nothing, it holds public words
    sha256 = models.CharField(max_length=64, blank=True)
    # the clock's time, whatever time a service was given: readers get what is older than a minute
    recorded_at = models.DateTimeField(_("recorded"), db_index=True)

    class Meta:
        verbose_name = _("change of a deed")
        verbose_name_plural = _("changes of deeds")
        ordering = ["pk"]
        indexes = [models.Index(fields=["deed", "-id"], name="deed_change_latest")]

    def __str__(self) -> str:
        return f"{self.pk} {self.deed_id} {self.kind}"
