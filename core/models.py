"""Rows of the ledger. Only `core.ledger` writes them; what it promises stands there."""

import json
from typing import Any, Never

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import LedgerIsAppendOnly


class AppendOnlyQuerySet(models.QuerySet["LedgerEntry"]):
    """Rows can be read and created; a change through the ORM is refused, one past it shows in `verify`."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Never:
        raise LedgerIsAppendOnly

    update = bulk_update = update_or_create = delete = _refuse  # refused whatever the arguments


class LedgerEntry(models.Model):
    """One event of a chain. It holds no personal data: a random subject id and a salted commitment."""

    chain = models.CharField(_("chain"), max_length=32)
    number = models.PositiveBigIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=64)
    subject = models.CharField(_("whom it is about"), max_length=32, blank=True)
    # Text, not JSON: PostgreSQL would reorder the keys, and the seal is over the exact characters.
    facts_json = models.TextField(_("facts"))
    commitment = models.CharField(_("commitment"), max_length=64, blank=True)
    at = models.DateTimeField(_("time"))
    previous = models.CharField(_("seal of the entry before"), max_length=64)
    seal = models.CharField(_("seal"), max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="ledger_number_once_per_chain")
        ]
        indexes = [models.Index(fields=["subject", "chain"], name="ledger_by_subject")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise LedgerIsAppendOnly

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self.facts_json)
        return facts


class LedgerHead(models.Model):
    """The end of a chain. Its row is what appends lock, so that two never take one number."""

    chain = models.CharField(_("chain"), max_length=32, unique=True)
    number = models.PositiveBigIntegerField(_("number"), default=0)
    seal = models.CharField(_("seal"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("ledger head")
        verbose_name_plural = _("ledger heads")

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class LedgerSalt(models.Model):
    """What opens a commitment. Deleting it is the erasure: the chain still verifies, nobody can tell whom it names."""

    entry = models.OneToOneField(
        LedgerEntry, verbose_name=_("entry"), on_delete=models.PROTECT, related_name="salt_row"
    )
    salt = models.CharField(_("salt"), max_length=64)
    seal = models.CharField(_("seal"), max_length=64)  # an altered salt would deny what somebody agreed to

    class Meta:
        verbose_name = _("ledger salt")
        verbose_name_plural = _("ledger salts")

    def __str__(self) -> str:
        return str(self.entry_id)
