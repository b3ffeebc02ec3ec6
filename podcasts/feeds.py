"""One RSS feed per show and language, holding the episodes that are heard in that language."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import override

from core.pages import page_url
from podcasts.categories import split_category
from podcasts.models import EpisodePage, PodcastPage
from podcasts.rss import EpisodeFacts, ShowFacts, Transcript, build_podcast
from podcasts.sources import episode_item, episodes, loaded
from syndication.builders import FeedInfo
from syndication.feeds import Feed, FeedFamily, Version
from syndication.items import ItemImage

# Apps read the first page only, so it is long; older episodes are on the pages that it links to.
EPISODES_PER_PAGE = 300


def show_feeds(language: str) -> list[Feed]:
    shows = PodcastPage.objects.live().public().filter(locale__language_code=language, alias_of__isnull=True)
    return [show_feed(show) for show in shows.select_related("locale", "artwork").order_by("title", "pk")]


def show_feed(show: PodcastPage) -> Feed:
    language = show.language_code
    filters: Any = {"language": language, "show": show.feed_slug, "heard": language}
    return Feed(
        key=show.feed_key,
        language=language,
        title=show.title,
        description=show.description,
        page_url=page_url(show),
        items=lambda limit, offset: episodes.items(limit=limit, offset=offset, **filters),
        version=lambda: version(show, filters),
        formats=("rss",),
        author=show.author,
        image=cover(show),
        build=lambda info, page: build(show, info, page),
        page_size=EPISODES_PER_PAGE,
    )


def cover(show: PodcastPage) -> ItemImage | None:
    image = show.artwork
    return ItemImage(show.artwork_url, show.artwork_alt, image.width, image.height) if image else None


def version(show: PodcastPage, filters: dict[str, str]) -> Version:
    changed = [show.last_published_at, episodes.last_modified(**filters)]
    return Version(max(filter(None, changed), default=None), episodes.count(**filters))


def build(show: PodcastPage, info: FeedInfo, page: int) -> bytes:
    language = show.language_code
    start = (page - 1) * EPISODES_PER_PAGE
    pages = episodes.pages(language=language, show=show.feed_slug, heard=language).newest_first()
    with override(language):
        listed = [
            (episode_item(one), episode_facts(one))
            for one in loaded(pages[start : start + EPISODES_PER_PAGE])
        ]
    return build_podcast(info, show_facts(show), listed)


def show_facts(show: PodcastPage) -> ShowFacts:
    return ShowFacts(
        guid=str(show.permanent_guid),
        categories=tuple(split_category(name) for name in (show.category, show.second_category) if name),
        explicit=show.is_explicit,
        author=show.author,
        show_type=show.show_type,
        image_url=show.artwork_url,
        locked=show.is_locked,
        complete=show.is_complete,
        owner_name=show.owner_name or show.author,
        owner_email=show.owner_email,
        copyright=show.copyright_holder,
    )


def episode_facts(episode: EpisodePage) -> EpisodeFacts:
    heard: Any = episode.recording
    return EpisodeFacts(
        explicit=episode.is_explicit,
        duration_seconds=heard.duration_seconds,
        season=episode.season,
        number=episode.number,
        episode_type=episode.episode_type,
        image_url=episode.artwork_url,
        transcripts=transcripts(heard),
        chapters_url=heard.file_url("chapters") if heard.chapter_list else "",
    )


def transcripts(heard: EpisodePage) -> Sequence[Transcript]:
    return (
        Transcript(heard.file_url("transcript_vtt"), "text/vtt", heard.audio_language, is_captions=True),
        Transcript(heard.file_url("transcript_txt"), "text/plain", heard.audio_language),
    )


family = FeedFamily(key="podcast", feeds=show_feeds, pages=(PodcastPage._meta.label,))
