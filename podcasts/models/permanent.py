"""A guid that is assigned once and that nothing changes: no copy, no revision, no alias, no new address."""

import uuid
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class PermanentGuid(models.Model):
    guid = models.UUIDField(_("permanent identifier"), unique=True, null=True, blank=True, editable=False)

    permanent_fields = ["guid"]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.alias_of_id is not None:  # type: ignore[attr-defined]  # from Page
            self.guid = None  # Wagtail copies every field into an alias
        elif self.guid is None:
            self.guid = self.new_guid()
        super().save(*args, **kwargs)

    def new_guid(self) -> uuid.UUID:
        return uuid.uuid4()

    @property
    def permanent_guid(self) -> uuid.UUID:
        """An alias is the same episode at another place in the tree, so it answers with its source's guid."""
        source = self.alias_of.specific if self.alias_of_id else self  # type: ignore[attr-defined]  # from Page
        if source.guid is None:
            raise ValueError(f"{self!r} has no guid: it was never saved.")
        found: uuid.UUID = source.guid
        return found

    def with_content_json(self, content: Any) -> Self:
        """A revision, or an alias's source, brings its own guid; what stands in the row is the one that counts."""
        page = super().with_content_json(content)  # type: ignore[misc]  # from Page
        for field in self.permanent_fields:
            setattr(page, field, getattr(self, field))
        return page
