"""How often a deed's pages were opened on a day. Nothing of the visitors is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deeds.models.rows import Deed


class DeedVisits(models.Model):
    """One sum a deed and day, Helsinki time, over its pages in every language."""

    wagtail_reference_index_ignore = True

    deed = models.ForeignKey(Deed, on_delete=models.CASCADE, related_name="visits")
    day_date = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("visits"), default=0)

    class Meta:
        verbose_name = _("visits on a day")
        verbose_name_plural = _("visits on days")
        constraints = [models.UniqueConstraint(fields=["deed", "day_date"], name="visits_once_a_day")]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.day_date}: {self.count}"
