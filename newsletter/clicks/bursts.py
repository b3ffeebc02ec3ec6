"""Many links of one mail opened within seconds from one network: what a mail gateway does, and no person.

For a minute the cache knows which links a network opened, under a hash with the day's salt; nothing else is kept. Without
a cache that counts atomically an opening may be missed now and then, which is enough for a figure.
"""

from dataclasses import dataclass

from django.core.cache import cache

from newsletter.models import MailLink

LINKS, SECONDS = 5, 10  # so many different links in so short a time
FEWEST = 3  # in a mail with fewer links than that: all of them, but at least so many
REMEMBERED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Opened:
    link: int
    day: str
    at: float


def earlier_of_a_burst(opened: Opened, *, mail: int, network: str) -> list[Opened] | None:
    """None where the opening is a person's; else those of the burst that were taken for a person's before it was one."""
    key = f"opened:{mail}:{network}"
    known: list[Opened] | str = cache.get(key, [])
    if isinstance(known, str):
        cache.set(key, known, REMEMBERED_SECONDS)
        return []
    recent = [before for before in known if opened.at - before.at <= SECONDS]
    if _is_burst({before.link for before in recent} | {opened.link}, mail):
        cache.set(key, "burst", REMEMBERED_SECONDS)
        return recent
    cache.set(key, [*recent, opened], REMEMBERED_SECONDS)
    return None


def _is_burst(links: set[int], mail: int) -> bool:
    if len(links) < FEWEST:
        return False
    return len(links) >= LINKS or len(links) == MailLink.objects.filter(compilation=mail).count()
