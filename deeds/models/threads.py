"""What a reader and an author write to each other. Neither sees who the other is; a mail says only that there is news."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deeds.models.rows import Deed
from deeds.models.submissions import DeedAuthor, new_reference


class DeedThread(models.Model):
    """One reader and one author about a deed. Whoever of the two is erased or leaves takes it away."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        ASKED = "asked", _("waits for the reader's confirmation")
        OPEN = "open", _("open")
        STOPPED = "stopped", _("stopped")
        CLOSED = "closed", _("closed by a moderator")

    class Side(models.TextChoices):
        READER = "reader", _("reader")
        AUTHOR = "author", _("author")

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="threads")
    author = models.ForeignKey(
        DeedAuthor, verbose_name=_("author"), on_delete=models.CASCADE, related_name="threads"
    )
    reader = models.ForeignKey("tekotori_contacts.Contact", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language of the reader"), max_length=12)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    ended_by = models.CharField(_("stopped by"), max_length=8, choices=Side.choices, blank=True)
    reported_by = models.CharField(_("reported by"), max_length=8, choices=Side.choices, blank=True)
    report = models.TextField(_("why it was reported"), max_length=600, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True)
    created_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("conversation about a deed")
        verbose_name_plural = _("conversations about deeds")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["state", "changed_at"], name="thread_keeping")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_by="", reported_at__isnull=True)
                | ~Q(reported_by="") & Q(reported_at__isnull=False),
                name="thread_reported_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class ThreadMessage(models.Model):
    """Plain text of one of the two."""

    wagtail_reference_index_ignore = True

    thread = models.ForeignKey(DeedThread, on_delete=models.CASCADE, related_name="messages")
    is_from_author = models.BooleanField(_("from the author"))
    text = models.TextField(_("text"), max_length=2000)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["thread", "written_at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class ThreadBlock(models.Model):
    """An author takes no more messages from a reader, about any deed. The reader is a keyed hash of the address, which
    holds also after the reader was forgotten."""

    wagtail_reference_index_ignore = True

    author = models.ForeignKey("tekotori_contacts.Contact", on_delete=models.CASCADE, related_name="+")
    reader_key = models.CharField(_("hash of the reader's address"), max_length=64)
    blocked_at = models.DateTimeField(_("blocked"))

    class Meta:
        verbose_name = _("blocked reader")
        verbose_name_plural = _("blocked readers")
        constraints = [models.UniqueConstraint(fields=["author", "reader_key"], name="thread_block_once")]

    def __str__(self) -> str:
        return f"block {self.pk}"
