from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from awards.models import Category, Nomination, Round, Winner  # noqa: F401 - names the type of the rows


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self, *, at: datetime) -> "RoundQuerySet":
        """The opening moment is inside the window, the closing one outside."""
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def published(self, *, at: datetime) -> "RoundQuerySet":
        return self.filter(published_at__lte=at)


class CategoryQuerySet(models.QuerySet["Category"]):
    def open(self, *, at: datetime) -> "CategoryQuerySet":
        """Categories that take nominations now; one without a closing time of its own closes with its round."""
        closing = self.annotate(closing=Coalesce("closes_at", F("round__closes_at")))
        return closing.filter(round__opens_at__lte=at, closing__gt=at)


class NominationQuerySet(models.QuerySet["Nomination"]):
    def standing(self) -> "NominationQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class WinnerQuerySet(models.QuerySet["Winner"]):
    def published(self, *, at: datetime) -> "WinnerQuerySet":
        return self.filter(category__round__published_at__lte=at)

    def in_order(self) -> "WinnerQuerySet":
        """By category, then by place; deeds that share a place by their number."""
        return self.order_by(
            "category__round", "category__position", "category__code", "place", "deed__number"
        )


# Exported for constraints: a nomination counts until it is withdrawn.
STANDING = Q(withdrawn_at__isnull=True)
