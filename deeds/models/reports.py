"""A report of a period, frozen: what the numbers were on a day, whatever is withdrawn or corrected later."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.validators import refuse_far_years


class PeriodReport(models.Model):
    """The numbers of a period as they stood when an editor froze them. `values` is `Statistics.as_json()`."""

    wagtail_reference_index_ignore = True

    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    values = models.JSONField(editable=False)
    frozen_at = models.DateTimeField(_("frozen"), editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("frozen report")
        verbose_name_plural = _("frozen reports")
        ordering = ["-end_date", "-start_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["start_date", "end_date"],
                name="report_frozen_once",
                violation_error_message=_("The report of this period is frozen already."),
            ),
            models.CheckConstraint(
                condition=Q(start_date__lte=F("end_date")),
                name="report_starts_before_it_ends",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_date} – {self.end_date}"

    def clean(self) -> None:
        super().clean()
        refuse_far_years(self, "start_date", "end_date")
