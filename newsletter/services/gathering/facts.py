"""The facts of one mail, frozen or only rendered, for the rules of newsletter.preflight."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from mail import conf
from mail.mjml import MjmlError
from newsletter.addresses import list_headers
from newsletter.content import untranslated
from newsletter.models import Issue, Newsletter
from newsletter.pages import archive_url, privacy_url
from newsletter.preflight import Facts, LinkAnswer, LinkState, Sender, ShownItem, TemplateFault, Untranslated
from newsletter.preflight.page import parse
from newsletter.services.compiling import ChosenItem, chosen_items
from newsletter.services.gathering.own_links import answers_of_own
from newsletter.services.gathering.pictures import image_files
from newsletter.services.gathering.web_links import known_answers
from newsletter.services.variants import fits
from syndication.items import Item


class Letter(Protocol):
    """What a Compilation and a Rendering have in common."""

    @property
    def language(self) -> str: ...
    @property
    def variant(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def preheader(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...


def site_hosts() -> frozenset[str]:
    """Hosts that a mail may load from: the site's own, where its media stand, and those that the settings name."""
    addresses = (settings.BASE_URL, settings.MEDIA_URL)
    own = {host for host in (urlsplit(address).hostname for address in addresses) if host}
    return frozenset({*own, *conf.texts("MAIL_ASSET_HOSTS")})


def facts_of(issue: Issue, letter: Letter) -> Facts:
    """What the rules read of one mail."""
    newsletter, language = issue.newsletter, letter.language
    chosen = chosen_items(issue, language)
    items = _shown(chosen, letter)
    page = parse(letter.html)
    return Facts(
        language=language,
        subject=letter.subject,
        preheader=letter.preheader,
        html=letter.html,
        text=letter.text,
        site_hosts=site_hosts(),
        missing_items=tuple(f"{entry.source}:{entry.ref}" for entry in chosen if entry.item is None),
        items=len(items),
        doubled_items=_doubled(items),
        shown_items=tuple(ShownItem(item.title, item.language) for item in items),
        sender=_sender(newsletter, language),
        headers=list_headers(newsletter, language=language, unsubscribe="%%unsubscribe_url%%"),
        reason=reason(newsletter, language),
        privacy_url=privacy_url(newsletter, language),
        links=_link_answers(issue, language, items, [link.href for link in page.links]),
        untranslated=tuple(Untranslated(uuid[:8], name) for uuid, name in untranslated(issue, language)),
        images=image_files(image.get("src") or "" for image in page.named("img")),
    )


def _items(issue: Issue, letter: Letter) -> list[Item]:
    return _shown(chosen_items(issue, letter.language), letter)


def _shown(chosen: Iterable[ChosenItem], letter: Letter) -> list[Item]:
    """The items that a variant holds."""
    found = (entry.item for entry in chosen if entry.item)
    return [item for item in found if fits(item, language=letter.language, variant=letter.variant)]


def without_mail(issue: Issue, language: str, fault: MjmlError | None = None) -> Facts:
    """Facts of a language in which there is no mail: it has no text, or its template does not compile."""
    return Facts(
        language=language,
        subject="",
        preheader="",
        html="",
        text="",
        site_hosts=site_hosts(),
        has_text=fault is not None,
        template_fault=TemplateFault(str(fault)) if fault else None,
    )


def reason(newsletter: Newsletter, language: str) -> str:
    """The sentence of the mail's footer that says why one gets it."""
    with translation.override(language):
        return _("You get this because you confirmed your subscription to %(newsletter_name)s.") % {
            "newsletter_name": newsletter.name_in(language)
        }


def _doubled(items: Sequence[Item]) -> tuple[str, ...]:
    """Titles of what stands there twice: chosen twice, or in two languages that this mail shows as one."""
    times = Counter(item.guid for item in items)
    return tuple(dict.fromkeys(item.title for item in items if times[item.guid] > 1))


def _sender(newsletter: Newsletter, language: str) -> Sender:
    return Sender(
        name=newsletter.from_name_in(language),
        address=newsletter.from_address or conf.text("MAIL_FROM_ADDRESS"),
        reply_to=newsletter.reply_to_in(language),
        domain=conf.text("MAIL_DOMAIN"),
    )


def web_addresses(issue: Issue, letter: Letter) -> list[str]:
    """The addresses of a mail that only the web can answer for."""
    items = _items(issue, letter)
    addresses = _web(link.href for link in parse(letter.html).links)
    known = _answers_of_ours(issue, letter.language, items, addresses)
    return [address for address in addresses if address not in known]


def _link_answers(
    issue: Issue, language: str, items: Iterable[Item], addresses: Iterable[str]
) -> dict[str, LinkAnswer]:
    web = _web(addresses)
    ours = _answers_of_ours(issue, language, items, web)
    return {**known_answers(address for address in web if address not in ours), **ours}


def _web(addresses: Iterable[str]) -> list[str]:
    return [address for address in dict.fromkeys(addresses) if address.startswith(("http:", "https:"))]


def _answers_of_ours(
    issue: Issue, language: str, items: Iterable[Item], addresses: Sequence[str]
) -> dict[str, LinkAnswer]:
    # A source shows what is public; the issue's own page opens when it goes.
    vouched = {*(item.url for item in items), archive_url(issue, language)}
    answers = dict.fromkeys(vouched & set(addresses), LinkAnswer(LinkState.ANSWERS))
    return {**answers, **answers_of_own(address for address in addresses if address not in vouched)}
