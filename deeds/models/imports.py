"""Files of deeds on their way in: each row with what it says, what would become of it, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeedImport(models.Model):
    """One file. Its rows go a month after the last step (`deeds.tidy_imports`); what they became stays."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        MATCHING = "matching", _("its columns wait to be matched")
        CHECKING = "checking", _("is being tried out")
        CHECKED = "checked", _("tried out, nothing is written yet")
        APPLYING = "applying", _("is being taken in")
        DONE = "done", _("taken in")

    name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    language = models.CharField(_("language of the deeds"), max_length=12, blank=True)
    # of a table that is not our own: its header, and field -> place of its column
    columns = models.JSONField(default=list)
    matches = models.JSONField(default=dict)
    published_on = models.DateField(
        _("day of publishing of deeds without one"),
        null=True,
        help_text=_("Empty: the day on which they are taken in."),
    )
    spoken = models.CharField(_("language of the report"), max_length=12)
    created_at = models.DateTimeField(_("chosen"))
    changed_at = models.DateTimeField(_("last step"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("chosen by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("import of deeds")
        verbose_name_plural = _("imports of deeds")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.APPLYING}

    @property
    def is_table(self) -> bool:
        return bool(self.columns)


class DeedImportRow(models.Model):
    wagtail_reference_index_ignore = True

    class Step(models.TextChoices):
        WAITING = "waiting", _("waits")
        TRIED = "tried", _("tried out")
        TAKEN = "taken", _("taken in")
        DONE = "done", _("done")

    class Outcome(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("refused")

    job = models.ForeignKey(DeedImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    # in which it is taken in, after what it refers to
    place = models.PositiveIntegerField(default=0)
    # a record of the open data, or the cells of a table
    values = models.JSONField()
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.WAITING)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    deed_number = models.PositiveIntegerField(_("deed"), null=True)
    notes = models.JSONField(default=list)
    # by which rows are known that mean one deed, and where it stood before, as redirects keep it
    meaning = models.CharField(max_length=64, blank=True)
    old_path = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["job", "step", "place"], name="deed_import_next"),
            models.Index(fields=["job", "meaning"], name="deed_import_meaning"),
            models.Index(fields=["job", "deed_number"], name="deed_import_deed"),
            models.Index(fields=["job", "old_path"], name="deed_import_old_path"),
        ]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="deed_import_row_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"
