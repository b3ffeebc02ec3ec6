"""One Contact per e-mail address for everyone outside the staff, and the links by which they act."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_subject() -> str:
    """A random name for a person in the ledger; nothing but the contact's row ties it to an address."""
    return uuid.uuid4().hex


class Contact(models.Model):
    """A person outside the staff, known by an e-mail address alone."""

    address = models.CharField(_("e-mail address"), max_length=320, unique=True)
    # Which rule normalised the address: a later rule finds what an earlier one wrote.
    address_rule = models.PositiveSmallIntegerField(_("rule of the address"), default=1)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(
        _("name in the ledger"), max_length=32, unique=True, default=new_subject, editable=False
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        permissions = [("view_addresses", "Can see the e-mail addresses of contacts")]

    def __str__(self) -> str:
        # Never the address: this text reaches logs and lists that every editor may read.
        return f"contact {self.pk}"


class AddressChange(models.Model):
    """Somebody wants our mail at another address. Both have to confirm; until then nothing changes."""

    wagtail_reference_index_ignore = True  # holds no content; spares a task per save

    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="address_changes"
    )
    key = models.CharField(
        _("name in links"), max_length=32, unique=True, default=new_subject, editable=False
    )
    old_address = models.CharField(_("old address"), max_length=320)
    new_address = models.CharField(_("new address"), max_length=320)
    asked_at = models.DateTimeField(_("asked"))
    old_confirmed_at = models.DateTimeField(_("confirmed at the old address"), null=True, blank=True)
    new_confirmed_at = models.DateTimeField(_("confirmed at the new address"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        default_permissions = []
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(done_at__isnull=True), name="address_change_one_open"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True)
                | Q(old_confirmed_at__isnull=False, new_confirmed_at__isnull=False),
                name="address_change_done_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        # Never the addresses: this text reaches logs.
        return f"change of address {self.pk}"


class AccessLink(models.Model):
    """A link sent by mail in place of an account. Only the hash of its token is kept."""

    wagtail_reference_index_ignore = True  # holds no content; spares a task per save

    contact = models.ForeignKey(
        Contact, verbose_name=_("contact"), on_delete=models.CASCADE, related_name="access_links"
    )
    purpose = models.CharField(_("purpose"), max_length=64)
    reference = models.CharField(_("what it is for"), max_length=64, blank=True)
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    is_single_use = models.BooleanField(_("works once"), default=True)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("access link")
        verbose_name_plural = _("access links")
        indexes = [models.Index(fields=["expires_at"], name="access_link_expiry")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
