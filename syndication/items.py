"""What content says to channels: a frozen Item that feeds, newsletters and lists show. Knows nothing of Django."""

from dataclasses import dataclass
from datetime import datetime, timedelta


class ItemError(ValueError):
    """An Item that no channel could show. `guid` names it, `field` says where."""

    def __init__(self, *, guid: str, field: str, problem: str) -> None:
        super().__init__(f"Item {guid!r}: {field} {problem}")
        self.guid, self.field = guid, field


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of facts under an item: "Organisation", "Sampola"."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ItemImage:
    url: str  # absolute
    alt: str  # "" only for a decorative image
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a feed carries: `bytes` is its exact size, `type` its MIME type."""

    url: str  # absolute
    bytes: int
    type: str
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One deed, article, episode or issue in one language, as every channel sees it.

    guid: permanent; never the address, which changes with a slug.
    kind: the key of its source: "deed", "article", "episode", "issue".
    language: the language of the words, which may be another than the one asked for.
    page_language: of the page to which `url` leads; a lead's words stand in another.
    published_at, updated_at: aware, in UTC. Raises ItemError for a naive date, another zone, or an empty guid,
    title or relative address.
    """

    guid: str
    kind: str
    url: str
    title: str
    summary: str  # plain text
    html: str  # cleaned; "" where the summary is all there is
    language: str
    published_at: datetime
    updated_at: datetime
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    organisation: str = ""
    facts: tuple[Fact, ...] = ()
    image: ItemImage | None = None
    enclosure: Enclosure | None = None
    topics: tuple[str, ...] = ()  # keys of facts, "sector:education"; lists take their colour from them
    page_language: str = ""  # "": the same as `language`
    number: int | None = None  # a deed's permanent number, from which its picture is drawn

    @property
    def url_language(self) -> str:
        return self.page_language or self.language

    def __post_init__(self) -> None:
        self._require_plain("guid", self.guid)
        self._require_plain("kind", self.kind)
        self._require("title", self.title.strip())
        self._require_plain("language", self.language)
        self._require_absolute("url", self.url)
        self._require_utc("published_at", self.published_at)
        self._require_utc("updated_at", self.updated_at)
        if self.image:
            self._require_absolute("image.url", self.image.url)
        if self.enclosure:
            self._check_enclosure(self.enclosure)

    def _require(self, field: str, value: str) -> None:
        if not value:
            raise ItemError(guid=self.guid, field=field, problem="is empty.")

    def _require_plain(self, field: str, value: str) -> None:
        # What identifies an item must survive every format unchanged.
        self._require(field, value)
        if not value.isprintable() or " " in value:
            raise ItemError(
                guid=self.guid, field=field, problem="holds a space or a character that is not printable."
            )

    def _require_absolute(self, field: str, url: str) -> None:
        # A reader opens the item far from our site, so a path alone leads nowhere.
        if not url.startswith(("https://", "http://")):
            raise ItemError(
                guid=self.guid,
                field=field,
                problem=f"must be an absolute address, not {url!r}.",
            )

    def _require_utc(self, field: str, value: datetime) -> None:
        if value.tzinfo is None:
            raise ItemError(
                guid=self.guid,
                field=field,
                problem="has no time zone. Use an aware datetime in UTC.",
            )
        if value.utcoffset() != timedelta(0):
            raise ItemError(
                guid=self.guid,
                field=field,
                problem=f"is in {value.tzinfo}, not in UTC.",
            )

    def _check_enclosure(self, enclosure: Enclosure) -> None:
        self._require_absolute("enclosure.url", enclosure.url)
        self._require("enclosure.type", enclosure.type)
        if enclosure.bytes <= 0:
            raise ItemError(
                guid=self.guid,
                field="enclosure.bytes",
                problem="must be the size of the file.",
            )
