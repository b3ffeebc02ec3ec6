"""What a reader follows by mail: a search that finds new deeds, or what becomes of one deed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deeds.models.submissions import new_reference


class SavedSearch(models.Model):
    """One search of one address, or one deed that it follows. It is deleted when the reader stops it; what it found is
    kept nowhere."""

    wagtail_reference_index_ignore = True  # no page shows it; spares a task per save

    class Every(models.TextChoices):
        DAY = "day", _("once a day")
        WEEK = "week", _("once a week")

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    contact = models.ForeignKey(
        "tekotori_contacts.Contact",
        verbose_name=_("contact"),
        on_delete=models.CASCADE,
        related_name="saved_searches",
    )
    language = models.CharField(_("language"), max_length=12, help_text=_("Of the list, and of the mails."))
    # As the list's address has it, in its one order: "q=palaveri&sector=education".
    query = models.CharField(_("search"), max_length=1000, blank=True)
    deed = models.ForeignKey(
        "tekotori_deeds.Deed",
        verbose_name=_("deed"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Followed by itself, in place of a search."),
    )
    every = models.CharField(_("how often"), max_length=4, choices=Every.choices, default=Every.WEEK)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed by mail"), null=True)
    # Deeds published up to this moment have been told of.
    told_until = models.DateTimeField(_("told until"), null=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["every", "told_until"], name="saved_search_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "language", "query"],
                condition=models.Q(deed__isnull=True),
                name="saved_search_once",
            ),
            # Whatever the language: the same news must not come twice.
            models.UniqueConstraint(fields=["contact", "deed"], name="deed_followed_once"),
            models.CheckConstraint(
                condition=models.Q(deed__isnull=True) | models.Q(query=""), name="deed_followed_is_no_search"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True, told_until__isnull=True)
                | models.Q(confirmed_at__isnull=False, told_until__isnull=False),
                name="saved_search_confirmed_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"saved search {self.reference}"

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None
