"""Episodes for feeds, newsletters and lists, and as documents for the search."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from core.html import absolute_url, clean
from core.pages import page_url
from core.rendering import render_stream
from finder.sources import Document, Result
from podcasts.formats import clock
from podcasts.models import EpisodePage, PodcastPage
from podcasts.topics import show_topic
from syndication.items import Enclosure, Fact, Item, ItemImage
from syndication.sources import Found

IMAGE_SPEC = "fill-1200x630|format-jpeg"
COVER_SPEC = "max-900x900|format-jpeg"


def utc(moment: datetime | None) -> datetime:
    """A page that was published by an import without a date counts from the epoch."""
    return (moment or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)


def changed_at(episode: EpisodePage) -> datetime:
    """The newer of the page's and its recording's change."""
    heard = episode.recording
    moments = [episode.last_published_at, heard.recorded_at if heard else None]
    return utc(max(filter(None, moments), default=None))


def episode_item(episode: EpisodePage) -> Item:
    language = episode.language_code
    with override(language):
        return Item(
            guid=str(episode.permanent_guid),
            kind="episode",
            url=page_url(episode),
            title=episode.title,
            summary=episode.summary,
            html=notes_html(episode),
            language=language,
            published_at=utc(episode.first_published_at),
            updated_at=changed_at(episode),
            authors=(episode.show.author,),
            categories=(episode.show.title,),
            organisation=episode.show.author,
            facts=tuple(_facts(episode)),
            image=_image(episode),
            enclosure=enclosure(episode),
            topics=(show_topic(episode.show),),
        )


def notes_html(episode: EpisodePage) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in _escaped(episode.summary).splitlines() if line.strip())
    return clean(paragraphs + render_stream(episode.notes, "site"), "feed")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def enclosure(episode: EpisodePage) -> Enclosure | None:
    heard = episode.recording
    if heard is None or not heard.size_bytes:
        return None
    return Enclosure(heard.audio_url, heard.size_bytes, heard.mime_type, heard.duration_seconds)


def _facts(episode: EpisodePage) -> Iterator[Fact]:
    heard = episode.recording
    yield Fact(gettext("Podcast"), episode.show.title)
    if heard:
        yield Fact(gettext("Length"), clock(heard.duration_seconds))
    if heard and episode.is_foreign:
        yield Fact(gettext("Language of the sound"), str(heard.get_audio_language_display()))


def _image(episode: EpisodePage) -> ItemImage | None:
    image, alt = episode.share_image_and_alt()
    if image is None:
        return None
    # A cover is square and carries words: cutting it to the shape of a share card would cut them off.
    rendition = image.get_rendition(COVER_SPEC if image.width == image.height else IMAGE_SPEC)
    return ItemImage(absolute_url(rendition.url), alt, rendition.width, rendition.height)


class EpisodeSource:
    """Episodes. `show` narrows to a show's name in the feed, `heard` to the language of the sound."""

    key = "episode"
    label = _("Episode")

    def pages(self, *, language: str, show: str = "", heard: str = "") -> Any:
        found = EpisodePage.objects.published().in_language(language)
        if show:
            pages = PodcastPage.objects.filter(
                feed_slug=show, locale__language_code=language, alias_of__isnull=True
            )
            page = pages.first()
            found = found.child_of(page) if page else found.none()
        return found.heard_in(heard) if heard else found

    def items(
        self,
        *,
        language: str,
        since: datetime | None = None,
        limit: int | None = None,
        offset: int = 0,
        **filters: str,
    ) -> Sequence[Item]:
        found = self.pages(language=language, **filters).newest_first()
        if since is not None:
            found = found.filter(first_published_at__gt=since)
        end = None if limit is None else offset + limit
        return [episode_item(page) for page in loaded(found[offset:end])]

    def count(self, *, language: str, **filters: str) -> int:
        total: int = self.pages(language=language, **filters).count()
        return total

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        newest = self.pages(language=language, **filters).aggregate(
            published=Max("last_published_at"), recorded=Max("recorded_at")
        )
        return max(filter(None, newest.values()), default=None)

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        """By translation key; in the language asked for, else in the original's."""
        keys = [ref for ref in refs if is_key(ref)]
        pages = loaded(EpisodePage.objects.published().filter(translation_key__in=keys).order_by("pk"))
        chosen: dict[str, EpisodePage] = {}
        for page in pages:
            ref = str(page.translation_key)
            if ref not in chosen or page.locale.language_code == language:
                chosen[ref] = page
        return {ref: episode_item(page) for ref, page in chosen.items()}

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        pages = self.pages(language=language).filter(title__icontains=text).newest_first()
        return [
            Found(str(page.translation_key), page.title, utc(page.first_published_at))
            for page in pages[:limit]
        ]


RELATED = ("locale", "audio", "artwork", "share_image", "alias_of")


def loaded(pages: Any) -> list[EpisodePage]:
    """The episodes with what an item shows, in two queries however many there are."""
    episodes = list(pages.select_related(*RELATED))
    above = {episode.path[: -episode.steplen] for episode in episodes}
    shows = PodcastPage.objects.filter(path__in=above).select_related("locale", "artwork", "share_image")
    by_path = {show.path: show for show in shows}
    for episode in episodes:
        episode.show = by_path[episode.path[: -episode.steplen]]
    return episodes


def is_key(ref: str) -> bool:
    """Whether a ref can be a translation key at all: PostgreSQL refuses to compare other text with one."""
    return len(ref) == 36 and set(ref) <= set("0123456789abcdef-")


class EpisodeFinderSource:
    """Episodes with their transcripts, so that what was said is found."""

    key = "episode"
    label = _("Episode")
    plural = _("Episodes")

    def documents(self) -> Iterator[Document]:
        pages = EpisodePage.objects.published().order_by("pk").select_related(*RELATED)
        for page in pages.iterator(chunk_size=200):
            yield document(page)

    def public(self, refs: Sequence[str]) -> set[str]:
        pages = EpisodePage.objects.published().filter(
            translation_key__in=[ref for ref in refs if is_key(ref)]
        )
        return {str(key) for key in pages.values_list("translation_key", flat=True)}

    def results(self, refs: Sequence[str], *, language: str) -> dict[str, Result]:
        items = EpisodeSource().get_items(refs, language=language)
        return {ref: Result(item.title, item.url, item.language, item.summary) for ref, item in items.items()}


def document(episode: EpisodePage) -> Document:
    # Only a recording in the page's language: its words are looked up in that language's dictionary.
    heard = None if episode.is_foreign else episode.recording
    text = "\n\n".join(
        [episode.summary, str(render_stream(episode.notes, "text")), heard.transcript_text if heard else ""]
    )
    language = episode.language_code
    return Document("episode", str(episode.translation_key), language, episode.title, text)


episodes = EpisodeSource()
episode_documents = EpisodeFinderSource()
