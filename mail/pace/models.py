"""What every worker asks before it takes mail: does the server answer, does the domain, is it their turn."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BreakerState(models.TextChoices):
    CLOSED = "closed", _("Working")
    OPEN = "open", _("Takes no mail")
    HALF_OPEN = "half-open", _("Being tried with one mail")


class Breaker(models.Model):
    """Whether a mail server takes mail from us. While it is open nothing is claimed, so nothing can fail."""

    wagtail_reference_index_ignore = True

    transport = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=10, choices=BreakerState.choices)
    opened_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(state=BreakerState.CLOSED) | Q(opened_at__isnull=False, retry_at__isnull=False),
                name="breaker_open_has_times",
            )
        ]

    def __str__(self) -> str:
        return f"{self.transport} {self.state}"


class DomainRest(models.Model):
    """A recipient domain that has lately put us off. `until` is empty while it has not yet been too often."""

    wagtail_reference_index_ignore = True

    domain = models.CharField(max_length=255, unique=True)
    in_a_row = models.PositiveIntegerField(default=0)
    rests = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return self.domain


class Allowance(models.Model):
    """A token bucket: how many mails may be taken now, for the server as a whole ("*") or for one domain."""

    wagtail_reference_index_ignore = True

    name = models.CharField(max_length=255, unique=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return self.name
