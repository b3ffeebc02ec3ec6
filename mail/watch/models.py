"""What went wrong, from when to when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trouble(models.TextChoices):
    SERVER = "server", _("The mail server takes no mail")
    STALLED = "stalled", _("Mail is due and nothing is sent")
    FAILURES = "failures", _("Many mails of a group failed")


class Incident(models.Model):
    """One trouble, told once. Its key says what and since when, so that two watchers tell it together."""

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=255, unique=True)
    trouble = models.CharField(max_length=10, choices=Trouble.choices)
    subject = models.CharField(max_length=255)  # a server, a lane or a group
    why = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return self.key
