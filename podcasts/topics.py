"""Shows as topics that a subscriber chooses."""

from core.facts import Fact, FactGroup, topic
from podcasts.models import PodcastPage


def show_topic(show: PodcastPage) -> str:
    """By the key that its languages share: the name in the feed's address may be another show's in another language."""
    return f"podcast:{show.translation_key}"


def show_topics() -> list[Fact]:
    """One per show, whatever languages it is in, in the order of the pages."""
    pages = PodcastPage.objects.live().public().filter(alias_of__isnull=True).select_related("locale")
    titles: dict[str, dict[str, str]] = {}
    for page in pages.order_by("path"):
        titles.setdefault(show_topic(page), {}).setdefault(page.locale.language_code, page.title)
    return [topic(key, labels, "podcast") for key, labels in titles.items()]


PODCASTS = FactGroup(
    key="podcast",
    labels={"fi": "Podcastit", "sv": "Poddar", "en": "Podcasts"},
    facts=show_topics,
)
