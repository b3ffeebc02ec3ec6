"""All that the rules know of one mail: gathered before, never looked up by a rule.

`None` means that nobody gathered it; a rule then says that it could not check.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class LinkState(Enum):
    ANSWERS = "answers"
    GONE = "gone"  # nothing is there: 404, 410, no such host
    DRAFT = "draft"  # a page of this site that visitors can't see
    PERSONAL = "personal"  # a page of this site that is one person's own: a token stands in the address
    UNKNOWN = "unknown"  # no answer that says either


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    state: LinkState
    detail: str = ""  # "404", "timed out", the title of the draft


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A picture that the mail loads: the size of its file and of its pixels."""

    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item as the mail shows it: the language that its words are in."""

    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    address: str
    reply_to: str
    domain: str  # the domain that mails are signed and bounced under (MAIL_DOMAIN)


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A block that has words in another language and none in this one."""

    block: str  # eight signs of its id
    name: str


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """Why the mail's MJML could not be compiled."""

    what: str
    block: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One language of an issue as it would be sent."""

    language: str
    subject: str
    preheader: str
    html: str
    text: str
    site_hosts: frozenset[str]  # hosts that images, fonts and styles may come from
    missing_items: tuple[str, ...] = ()  # "source:ref" of chosen items that are not public any more
    items: int = 0
    doubled_items: tuple[str, ...] = ()  # titles of items that stand in the mail more than once
    shown_items: tuple[ShownItem, ...] = ()
    sender: Sender | None = None
    headers: Mapping[str, str] | None = None  # of the list: List-Unsubscribe and the like
    reason: str | None = None  # the sentence that tells readers why they get the mail
    privacy_url: str | None = None  # "" where the newsletter has no privacy notice
    links: Mapping[str, LinkAnswer] | None = None
    images: Mapping[str, ImageFile] | None = None
    has_text: bool = True  # False: the issue says nothing in this language, and there is no mail
    untranslated: tuple[Untranslated, ...] = ()
    template_fault: TemplateFault | None = None
