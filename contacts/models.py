"""One Contact per e-mail address for everyone outside the staff, and the links by which they act."""

import uuid

from django.db import models
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
