"""Counting how often the links of a mail are opened: by link and day, never by reader (ADR 40)."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from core.sums import add_to_sum
from newsletter.clicks.bursts import Opened, earlier_of_a_burst
from newsletter.clicks.wrapping import links_of, with_addresses
from newsletter.models import Compilation, LinkOpenings, MailLink
from newsletter.pages import privacy_url

logger = logging.getLogger(__name__)
# No letters that are mistaken for each other, no capitals: some mail programs change those.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 10


def counted_address(code: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{reverse('newsletter:follow', args=[code])}"


@transaction.atomic
def with_counted_links(compilation: Compilation) -> tuple[str, str]:
    """HTML and text of an approved mail as they are sent where links are counted: each leads over our own address.

    The same codes whenever it is asked. The links to the privacy notice, the reader's choices and leaving stay.
    """
    notice = privacy_url(compilation.issue.newsletter, compilation.language)
    wanted = {url: words for url, words in links_of(compilation.html).items() if url != notice}
    known = dict(compilation.mail_links.values_list("url", "code"))
    new = [
        MailLink(
            compilation=compilation,
            code=get_random_string(CODE_LENGTH, LETTERS),
            url=url,
            words=words[:200],
            place=place,
        )
        for place, (url, words) in enumerate(wanted.items())
        if url not in known
    ]
    MailLink.objects.bulk_create(new)
    known.update((link.url, link.code) for link in new)
    addresses = {url: counted_address(known[url]) for url in wanted}
    return with_addresses(compilation.html, compilation.text, addresses)


def count_opening(*, link: MailLink, network: str, is_program: bool, now: datetime) -> None:
    """Add one to the day's sum of a link. A burst of links from one network is a program's, its first ones too."""
    day = timezone.localdate(now)
    try:
        with transaction.atomic():
            if is_program:
                _add(link.pk, day.isoformat(), programs=1)
                return
            opened = Opened(link.pk, day.isoformat(), now.timestamp())
            earlier = earlier_of_a_burst(opened, mail=link.compilation_id, network=network)
            if earlier is None:
                _add(link.pk, opened.day, people=1)
                return
            _add(link.pk, opened.day, programs=1)
            for before in earlier:
                _add(before.link, before.day, people=-1, programs=1)
    except DatabaseError:
        # A locked database: the reader is on the page all the same.
        logger.warning("an opening of link %s was not counted", link.code)


def _add(link: int, day: str, **amounts: int) -> None:
    for name, amount in amounts.items():
        add_to_sum(LinkOpenings, field=name, amount=amount, link_id=link, day_date=day)
