"""What this app adds to the registries, and what keeps the search index and the facts of recordings up to date."""

from typing import Any

from django.db.models.signals import post_save, pre_delete, pre_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published, page_unpublished
from wagtailmedia.models import Media

from core.facts import fact_groups
from core.figures import Figure, figures
from finder.services import index_document, remove_document
from finder.sources import finder_sources
from podcasts.feeds import family
from podcasts.formats import ascii_name
from podcasts.models import EpisodePage
from podcasts.services import refresh_recordings
from podcasts.sources import document, episode_documents, episodes
from podcasts.topics import PODCASTS
from syndication.feeds import feeds
from syndication.sources import sources


def register() -> None:
    sources.register(episodes)
    finder_sources.register(episode_documents)
    feeds.register(family)
    fact_groups.register(PODCASTS)
    figures.register(Figure("podcasts.episodes", _("podcast episodes"), count_episodes, recount_episodes))
    page_published.connect(index_episode, sender=EpisodePage)
    page_unpublished.connect(forget_episode, sender=EpisodePage)
    pre_delete.connect(forget_episode, sender=EpisodePage)
    pre_save.connect(name_in_ascii, sender=Media)
    post_save.connect(refresh_episodes, sender=Media)


def count_episodes() -> int:
    """An episode in three languages is one."""
    total: int = EpisodePage.objects.published().values("translation_key").distinct().count()
    return total


def recount_episodes() -> int:
    pages = EpisodePage.objects.order_by("pk").specific()
    return len({page.translation_key for page in pages if is_shown(page)})


def is_shown(page: EpisodePage) -> bool:
    return page.live and page.alias_of_id is None and not page.get_view_restrictions().exists()


def index_episode(sender: Any, instance: EpisodePage, **kwargs: Any) -> None:
    if is_shown(instance):
        index_document(document(instance))
    else:
        forget_episode(sender, instance)


def forget_episode(sender: Any, instance: EpisodePage, **kwargs: Any) -> None:
    others = (
        EpisodePage.objects.published()
        .filter(translation_key=instance.translation_key)
        .exclude(pk=instance.pk)
    )
    keep = set(others.values_list("locale__language_code", flat=True))
    remove_document(source="episode", ref=str(instance.translation_key), keep=keep)


def name_in_ascii(sender: Any, instance: Media, **kwargs: Any) -> None:
    """Podcast apps want plain addresses, so a new upload is stored under a plain name."""
    if instance.file and not instance.file._committed:
        instance.file.name = ascii_name(instance.file.name)


def refresh_episodes(sender: Any, instance: Media, **kwargs: Any) -> None:
    if EpisodePage.objects.filter(audio=instance).exists():
        refresh_recordings(media=instance, now=timezone.now())
