from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from deeds.models import Deed  # noqa: F401 - names the type of the rows


class DeedQuerySet(models.QuerySet["Deed"]):
    def live(self) -> "DeedQuerySet":
        return self.filter(state="live")

    def newest_first(self) -> "DeedQuerySet":
        """Ties by number, as their guids have it."""
        return self.order_by("-published_at", "number")
