"""A part of a newsletter's readers, described by rules: an issue may go to them alone."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.validators import one_line
from newsletter.rules import Condition, Rules


class Segment(models.Model):
    """Rules with a name. Written by `newsletter.services.segments` only; who fits is asked anew each time."""

    name = models.CharField(
        _("name"),
        max_length=80,
        unique=True,
        validators=[one_line],
        help_text=_("Seen by the editors only."),
    )
    conditions = models.JSONField(
        _("conditions"), default=list, blank=True
    )  # [{"kind": "any", "keys": [...]}]
    languages = models.JSONField(_("languages"), default=list, blank=True)
    joined_since = models.DateField(_("joined on this day or later"), null=True, blank=True)
    joined_before = models.DateField(_("joined before this day"), null=True, blank=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> Rules:
        return Rules(
            conditions=tuple(Condition(row["kind"], tuple(row["keys"])) for row in self.conditions),
            languages=tuple(self.languages),
            joined_since=self.joined_since,
            joined_before=self.joined_before,
        )

    @rules.setter
    def rules(self, rules: Rules) -> None:
        stored: dict[str, Any] = rules.stored()
        self.conditions, self.languages = stored["conditions"], stored["languages"]
        self.joined_since, self.joined_before = rules.joined_since, rules.joined_before
