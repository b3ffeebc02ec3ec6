"""The share kit: what a deed says on each channel, in one language, and what else a post needs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils import translation
from django.utils.translation import gettext as _

from core.html import absolute_url
from deeds.languages import Shown, shown_in
from deeds.models import Deed
from deeds.spreading.channels import CHANNELS, Channel, Words, in_graphemes, text_for

# A link by which an e-mail program or a site takes a text; longer ones are cut off by some programs.
LONGEST_LINK = 1900
WORK = {"fi": "#Työelämä", "sv": "#Arbetsliv", "en": "#WorkingLife"}
OPENS: dict[str, Callable[[str, str], str]] = {
    "linkedin": lambda text, url: (
        f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': url})}"
    ),
    "facebook": lambda text, url: f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}",
    "x": lambda text, url: f"https://x.com/intent/post?{_query(text=text)}",
    "bluesky": lambda text, url: f"https://bsky.app/intent/compose?{_query(text=text)}",
}


@dataclass(frozen=True)
class Ready:
    """A text to copy. `link` opens the channel with it, or with the address alone where a channel takes no text."""

    key: str
    name: str
    text: str
    rows: int
    length: int
    limit: int
    link: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Kit:
    """Everything of one deed; `language` is that of its words."""

    language: str
    texts: Sequence[Ready]
    tags: Sequence[str]


def hashtag(name: str) -> str:
    """A name as one word that a screen reader can read: "Sosiaali- ja terveysala" → "#SosiaaliJaTerveysala"."""
    words = re.findall(r"\w+", name)
    return "#" + "".join(word[:1].upper() + word[1:] for word in words)


def hashtags(deed: Deed, language: str) -> list[str]:
    """Working life, then the deed's themes and sectors."""
    rows = [*deed.themes.all(), *deed.sectors.all()]
    named = [hashtag(row.name_in(language)) for row in rows]
    return list(dict.fromkeys([WORK.get(language, WORK["fi"]), *named]))


def share_kit(deed: Deed, language: str) -> tuple[Kit, Shown] | None:
    """The texts in a language, or in that of the deed where it has no words in it; None when no page of it is public."""
    shown = next(iter(shown_in([deed], language)), None)
    if shown is None:
        return None
    with translation.override(shown.language):
        words = _words(deed, shown)
        texts = [*(_post(channel, words) for channel in CHANNELS), _mail(words), _intranet(words)]
    return Kit(shown.language, texts, words.tags), shown


def _words(deed: Deed, shown: Shown) -> Words:
    organisation = deed.organisation
    is_own = shown.page_language == shown.language and not shown.is_lead
    return Words(
        title=shown.title,
        whose=organisation.label_in(shown.language) if organisation else "",
        goal=shown.page.goal if is_own else "",
        result=shown.text,
        url=absolute_url(deed.get_absolute_url()),
        tags=hashtags(deed, shown.language),
    )


def _post(channel: Channel, words: Words) -> Ready:
    text = text_for(channel, words)
    link = OPENS[channel.key](text, words.url) if channel.key in OPENS else ""
    return Ready(channel.key, channel.name, text, _rows(text), channel.length(text), channel.limit, link)


def _mail(words: Words) -> Ready:
    """The subject is the title; the body stays short enough for a link that mail programs take."""
    subject = " ".join(words.title.split())
    short = Channel("mail", "", 700, in_graphemes, tags=0)
    body = text_for(short, words)
    link = f"mailto:?{_query(subject=subject, body=body)}"
    if len(link) > LONGEST_LINK:
        link = f"mailto:?{_query(subject=subject, body=words.url)}"
    return Ready("mail", _("E-mail"), body, _rows(body), in_graphemes(body), 0, link, subject)


def _intranet(words: Words) -> Ready:
    """News for colleagues, whole: nothing is cut."""
    parts = [
        words.title,
        words.whose,
        _("What was aimed at: %(goal)s") % {"goal": words.goal} if words.goal else "",
        _("What came of it: %(result)s") % {"result": words.result},
        _("Read the whole deed: %(url)s") % {"url": words.url},
    ]
    text = "\n\n".join(part for part in parts if part)
    return Ready("intranet", _("News on the intranet"), text, _rows(text), in_graphemes(text), 0)


def _query(**values: str) -> str:
    # Spaces as %20: mail programs show a plus as it is.
    return urlencode(values, quote_via=quote)


def _rows(text: str) -> int:
    """How many lines of a text box a text takes, about."""
    return min(14, sum(1 + len(line) // 60 for line in text.split("\n")) + 1)
