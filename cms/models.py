from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Beat(models.Model):
    """The last sign of life of a background process; `/readyz` reads it."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    beat_at = models.DateTimeField(_("last sign of life"))

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def record(cls, *, name: str, now: datetime) -> None:
        cls.objects.update_or_create(name=name, defaults={"beat_at": now})


class Lease(models.Model):
    """Lets one of several processes do a job: whoever holds the unexpired lease."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    owner = models.CharField(_("owner"), max_length=64)
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return f"{self.name}: {self.owner}"

    @classmethod
    def hold(cls, *, name: str, owner: str, now: datetime, seconds: int) -> bool:
        """Take or renew the lease; False while another owner holds it."""
        until = now + timedelta(seconds=seconds)
        cls.objects.get_or_create(name=name, defaults={"owner": owner, "until": now})
        # One conditional UPDATE is the lock: of two processes, exactly one changes the row.
        free = models.Q(owner=owner) | models.Q(until__lte=now)
        return cls.objects.filter(free, name=name).update(owner=owner, until=until) == 1


class SampleObject(models.Model):
    """Marks a row as sample content, so that an administrator can remove all of it at once."""

    wagtail_reference_index_ignore = True  # holds no content; spares a task per save

    content_type = models.ForeignKey("contenttypes.ContentType", on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("piece of sample content")
        verbose_name_plural = _("pieces of sample content")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="sample_object_once"),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"
