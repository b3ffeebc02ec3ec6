from typing import Any, Self

from django.db.models import F, Q
from wagtail.models import PageManager, PageQuerySet


class EpisodeQuerySet(PageQuerySet):
    def published(self) -> Self:
        """What visitors see in its own right: live, behind no password, and no alias of another page."""
        return self.live().public().filter(alias_of__isnull=True)

    def in_language(self, code: str) -> Self:
        return self.filter(locale__language_code=code)

    def heard_in(self, code: str) -> Self:
        """Pages whose sound, their own or else their source's, is in this language."""
        spoken = self.model.objects.filter(audio__isnull=False, audio_language=code).values("translation_key")
        return self.filter(
            Q(audio__isnull=False, audio_language=code) | Q(audio__isnull=True, translation_key__in=spoken)
        )

    def newest_first(self) -> Self:
        return self.order_by(F("first_published_at").desc(nulls_last=True), "guid")


EpisodeManager: Any = PageManager.from_queryset(EpisodeQuerySet)
