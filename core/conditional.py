"""Since when an address answers with a tag: the Last-Modified of documents that things may leave.

The newest date inside a document does not tell that something was withdrawn, and a reader, or a cache on the way, that
compares dates only would keep it. So the date is that of the first answer with these bytes.
"""

import hashlib
from datetime import datetime, timedelta

from django.core.cache import cache

SECOND = timedelta(seconds=1)  # HTTP knows no smaller one


def answered_since(address: str, etag: str, *, now: datetime) -> datetime:
    """The whole second in which an address first answered with a tag, kept in the cache.

    Where the cache has lost it, now: that costs a reader a whole answer, and never keeps what is gone. A second change
    within a second counts as of the next one, so that the two have different dates.
    """
    key = f"since:{hashlib.sha256(address.encode()).hexdigest()}"
    known: tuple[str, datetime] | None = cache.get(key)
    if known is not None and known[0] == etag:
        return known[1]
    since = now.replace(microsecond=0)
    if known is not None:
        since = max(since, known[1] + SECOND)
    cache.set(key, (etag, since), timeout=None)
    return since
