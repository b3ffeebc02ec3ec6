"""Thanks of readers: how many, and nothing by which anybody could be found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deeds.models.rows import Deed


class Thanks(models.Model):
    """One address's thanks for one deed, written when it was confirmed by mail. The address itself is never kept."""

    wagtail_reference_index_ignore = True  # holds no content; spares a task per save

    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="thanks")
    # mail.addresses.keyed_hash: equal addresses match, and nobody can read one back.
    address_key = models.CharField(_("keyed hash of the address"), max_length=64, db_index=True)
    thanked_at = models.DateTimeField(_("thanked"))

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        ordering = ["thanked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["deed", "address_key"], name="thanks_once")]

    def __str__(self) -> str:
        return f"thanks {self.pk}"
