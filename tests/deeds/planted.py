"""A site on which one deed shows wherever a deed can show, and the list of all these places.

A new surface joins by itself where a registry names it (feeds, sources, figures), else in `addresses`: the routes and page
types of the site are compared with what is looked at, so that one that is left out fails test_withdrawn.py.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve
from django.utils import translation
from wagtail.models import Page

from core.figures import figures
from deeds.authoring.authors import invite_author
from deeds.authoring.retiring import retire_deed
from deeds.models import Deed, DeedLead, DeedPage
from deeds.moderating.deciding import approve_submission
from deeds.moderating.notices import receive_notice
from deeds.pictures.services import store_picture
from deeds.relay.threads import ask_thread
from deeds.saving.addresses import all_url, manage_url, stop_all_url, stop_url
from deeds.saving.services import confirm_search, follow_deed
from deeds.services import publish_deed, set_lead
from deeds.spreading.adopting import AdoptionWord, record_adoption
from deeds.spreading.campaigning import save_campaign
from deeds.spreading.collecting import save_collection
from deeds.spreading.picking import save_pick
from deeds.staying.services import ask_author
from deeds.thanking.services import ask_thanks
from home.services import HomeFields, create_home
from mail.models import Message
from newsletter.models import NewsletterPage
from newsletter.services.issues import IssueTexts, create_issue, record_past_issue
from syndication.feeds import FORMATS, all_feeds
from syndication.sources import sources
from tests.awards.factories import EVERYDAY, make_pages, make_round, make_winner
from tests.deeds.factories import NOON, DeedFactory, DeedIndexPageFactory, OrganisationFactory, locale
from tests.deeds.pictures.files import jpeg
from tests.deeds.spreading import ask
from tests.deeds.submissions import make_moderator, make_submission
from tests.deeds.submitting import draft, mail_link
from tests.newsletter.subscribing import make_newsletter

# Words that stand nowhere else: each surface shows by the first whether it knows the deed; searches ask for the second.
SECRET, SOUGHT = "Vesihiisi", "Porokellokerho"
TEXTS = {
    "fi": {
        "title": f"{SECRET} perusti kerhon",
        "goal": f"{SECRET} halusi, että {SOUGHT} on koko työpaikan yhteinen ja että siihen voi tulla joka viikko.",
        "result": f"{SOUGHT} kokoontuu nyt joka viikko, ja {SECRET} laskee väkeä tulevan kaikista yksiköistä.",
    },
    "sv": {
        "title": f"{SECRET} grundade en klubb",
        "goal": f"{SECRET} ville ha en {SOUGHT} för hela arbetsplatsen.",
        "result": f"{SOUGHT} samlas varje vecka, räknar {SECRET}.",
    },
}


API = "/api/content/v1"
SIGNED_IN = ("admin/", "fi/accounts/", "fi/jury/", "demo/")


@dataclass(frozen=True)
class Planted:
    """The deed that will be withdrawn, and what else stands around it."""

    deed: Deed
    other: Deed  # related, came of it, stands beside it in a collection
    adopted: Deed  # the planted deed came of this one
    replaced: Deed  # retired, with the planted one in its place
    by_link: tuple[str, ...]  # pages behind links that people around the deed got by mail


def plant() -> Planted:
    create_home(fields=HomeFields(title="Tori", body=_front()), locale=locale("fi"), user=None, now=NOON)
    for language in ("fi", "sv", "en"):
        DeedIndexPageFactory(language=language)
    deed = _deed()
    other = DeedFactory(
        number=20,
        title="Toinen teko",
        organisation="kylala",
        sectors=["education"],
        themes=["wellbeing"],
        inspired_by=1,
    )
    adopted = DeedFactory(number=30, title="Kolmas teko", organisation="naapuri")
    replaced = DeedFactory(number=40, title="Neljas teko", organisation="naapuri")
    retire_deed(deed=replaced, ground="replaced", reason="", replaced_by=deed, user=None, now=NOON)
    _spread(deed, other, adopted)
    _award(deed)
    _newsletter(deed)
    return Planted(deed, other, adopted, replaced, tuple(_links(deed)))


def _front() -> list[dict[str, Any]]:
    return [
        {
            "type": "newest",
            "heading": "Uusimmat",
            "source": "deed",
            "count": 3,
            "more_text": "",
            "more_page": None,
        },
        {"type": "chosen_items", "heading": "Valitut", "items": [{"source": "deed", "ref": "1"}]},
        {"type": "figures", "heading": "Luvut", "keys": ["deeds.published"]},
    ]


def _deed() -> Deed:
    """Number 1, sent in with a picture, in two languages and as a lead in a third, published twice."""
    row = make_submission(texts=TEXTS)
    store_picture(
        submission=row, upload=jpeg(), alt=f"{SECRET} koolla", credit="", people_agreed=True, now=NOON
    )
    deed = approve_submission(submission=row, revision=row.revision, user=make_moderator(), now=NOON)
    assert deed.number == 1
    set_lead(deed=deed, locale=locale("en"), title=f"{SECRET} founded it", text=f"{SOUGHT} by {SECRET}.", origin=DeedLead.Origin.AUTHOR, now=NOON)  # fmt: skip
    page = DeedPage.objects.get(pk=deed.source_page_id)
    page.conditions = f"{SECRET} vaatii tilan."
    page.save_revision()
    publish_deed(page=page, user=None, now=NOON)
    return Deed.objects.get(number=1)


def _spread(deed: Deed, other: Deed, adopted: Deed) -> None:
    staff = make_moderator("spreader")
    kylala, mallila = OrganisationFactory(code="kylala"), OrganisationFactory(code="mallila")
    for of, by, result in ((deed, kylala, other), (adopted, mallila, deed)):
        word = AdoptionWord(deed=of, organisation=by, kind="copied", resulting_deed=result)
        record_adoption(word=word, user=staff, now=NOON)
    save_pick(deed=deed, week_date=date(2026, 3, 2), sentences={"fi": f"{SECRET}!"}, user=None, now=NOON)
    save_collection(
        slug="rauha", titles={"fi": "Rauhaa"}, introductions={"fi": "Tekoja."}, is_published=True, deeds=[deed, other], now=NOON,
    )  # fmt: skip
    save_campaign(
        slug="kevat", titles={"fi": "Kevät"}, introductions={"fi": "Tekoja."}, starts_at=NOON - timedelta(days=9), ends_at=NOON + timedelta(days=9), is_published=True, now=NOON,
    )  # fmt: skip


def _award(deed: Deed) -> None:
    times = {"opens_at": NOON - timedelta(days=60), "closes_at": NOON - timedelta(days=1)}
    award_round = make_round(categories=[EVERYDAY], **times)
    make_winner(award_round, deed, published_at=NOON)
    make_pages(award_round)


def _links(deed: Deed) -> Iterator[str]:
    """Of an author who writes nearly the same, a reader who wrote, one who reported, an adopter, an invited author."""
    alike = {name: text.replace(SECRET, "Tiimi") for name, text in TEXTS["fi"].items()}
    row = mail_link(draft(texts={"fi": alike}))
    yield f"{row}check/"
    ask_thread(deed=deed, address="utelias@example.org", text="Miten?", language="fi", now=NOON)
    yield _mailed("/d/thread/")
    receive_notice(
        deed=deed, ground="insult", text="Miksi?", language="fi", address="x@example.org", now=NOON
    )
    yield _mailed("/d/report/answer/")
    invite_author(by=deed.authors.get(), address="kutsuttu@example.org", now=NOON)
    yield _mailed("/d/invited/")
    yield from _followed(deed)
    assert ask_author(deed=deed, now=NOON)
    yield _mailed("/d/stayed/")
    ask_thanks(deed=deed, address="kiittaja@example.org", language="fi", now=NOON)
    yield _mailed("/d/thanks/confirm/")
    yield f"/a/confirm/{ask(deed, OrganisationFactory(code='naapuri'), now=NOON)}/"


def _followed(deed: Deed) -> Iterator[str]:
    """By a reader who has confirmed it, and one who has not yet."""
    wish = {"deed": deed, "language": "fi", "every": "day", "now": NOON}
    follow_deed(address="seuraaja@example.org", **wish)
    search = confirm_search(token=_mailed("/d/searches/confirm/").rstrip("/").rpartition("/")[2], now=NOON)
    for url in (manage_url, stop_url, all_url, stop_all_url):
        yield url(search, now=NOON).removeprefix("http://testserver")
    follow_deed(address="toinen@example.org", **wish)
    yield _mailed("/d/searches/confirm/")


def _mailed(path: str) -> str:
    found = re.search(rf"http://testserver({path}\S+)", Message.objects.latest("pk").text)
    assert found
    return found[1]


def _newsletter(deed: Deed) -> None:
    newsletter = make_newsletter()
    home = Page.objects.get(depth=2, locale__language_code="fi")
    home.add_child(instance=NewsletterPage(title="Kirje", slug="kirje", newsletter=newsletter))
    texts = {"fi": IssueTexts("Uutta torilta", "Mitä tehtiin")}
    issue = create_issue(
        newsletter=newsletter, name="Eka", items=[("deed", "1")], texts=texts, user=None, now=NOON
    )
    record_past_issue(issue=issue, user=None, sent_at=NOON, now=NOON)


# --- Where it shows


def addresses(planted: Planted) -> list[str]:
    """Everything with an address: pages, feeds, files, the API. Not what only its staff or its author may open."""
    found = (
        _pages(),
        _around(planted),
        searches(),
        _feeds(),
        _api(planted),
        _files(planted),
        planted.by_link,
    )
    return list(dict.fromkeys(address for some in found for address in some))


def _pages() -> Iterator[str]:
    """Every published page of whatever type, and what the API says of it."""
    for page in Page.objects.live().filter(depth__gt=1):
        yield from (page.url, f"{API}/pages/{page.pk}/")


def _around(planted: Planted) -> Iterator[str]:
    """What stands around deeds."""
    number = planted.deed.number
    yield from (f"/t/{deed.number}" for deed in (planted.deed, planted.replaced))
    yield from (
        f"/t/{number}/versions/{end}" for end in ("", "fi/", "sv/", "fi/1/", "fi/compare/?from=1&to=2")
    )
    yield from (f"/a/{number}/fi/{end}" for end in ("", "sent/"))
    yield from (f"/{language}/square/share/{number}/" for language in ("fi", "sv", "en"))
    yield f"/fi/square/share/{number}/qr.svg"
    for name in ("d/fi/author", "d/fi/write", "d/report/fi", "d/follow/fi", "d/thanks/fi"):
        yield from (f"/{name}/{number}/{end}" for end in ("", "sent/"))
    yield from (f"/fi/square/{name}/" for name in ("statistics", "where", "collections", "collections/rauha"))
    yield from (
        f"/fi/square/campaigns/{end}" for end in ("", "kevat/", "kevat/deeds.csv", "kevat/deeds.json")
    )
    for period in ("", "2026-01-01/2026-12-31/"):
        yield from (f"/en/square/statistics/{period}{name}" for name in ("", "deeds.csv"))
    yield from (f"/data/{name}" for name in ("deeds.csv", "deeds.jsonl", "registers.json", "catalog.jsonld"))
    yield from ("/data/deeds/changes.jsonl", "/fi/square/data/")
    yield from ("/fi/kirje/1/", "/fi/kirje/1/mail/", "/sitemap.xml", "/fi/feeds/")


def searches() -> Iterator[str]:
    words = ("porokellokerhossa", "porokello", "porokelloker", "porokelokerho")
    yield from (f"/fi/teot/?q={word}" for word in words)
    yield from (
        f"/fi/teot/?{chosen}" for chosen in ("sector=education", "organisation=mallila", "adopted=copied")
    )
    yield "/sv/teot/?q=porokellokerho&sector=education&sort=newest"
    yield from (f"/{code}/search/?q=porokellokerho" for code in ("fi", "sv", "en"))
    yield from (f"/{code}/search/suggestions/?q=vesihii" for code in ("fi", "sv", "en"))
    yield from (f"/fi/search/suggestions/?q={words}" for words in ("porokello", "vesi&kind=deed"))
    yield from ("/fi/search/?q=porokelokerho", "/fi/search/?q=porokellokerho&kind=deed")
    yield from (f"/d/searches/fi/feed.{form}?q=porokellokerho" for form in FORMATS)


def _feeds() -> Iterator[str]:
    """Every feed that any app offers, and the deeds' in each language and form."""
    yield from (feed.path() for feed in all_feeds("fi"))
    yield from (f"/feeds/{language}/deeds.{form}" for language in ("fi", "sv", "en") for form in FORMATS)
    yield "/feeds/fi/all.opml"


def _api(planted: Planted) -> Iterator[str]:
    key = planted.deed.translation_key
    asked = ("type=tekotori_deeds.DeedPage&fields=*", f"search={SOUGHT}", f"translation_key={key}")
    yield from (f"{API}/pages/?{query}" for query in asked)
    for page in DeedPage.objects.filter(translation_key=key):
        yield from (page.url, f"{API}/pages/{page.pk}/", f"{API}/resolve/?path={page.url}")
    yield from (f"{API}/menu/?locale=fi", f"{API}/site/?locale=fi")


def _files(planted: Planted) -> Iterator[str]:
    """The picture, and every size of it that was made for a page or a share card."""
    page = planted.deed.source_page
    if page is not None and page.image is not None:
        yield page.image.file.url
        yield from (rendition.url for rendition in page.image.renditions.all())


def offers() -> dict[str, Callable[[], object]]:
    """What has no address of its own: items for choosers and issues, numbers of the site."""
    found: dict[str, Callable[[], object]] = {}
    for source in sources:
        found[f"{source.key}: items"] = partial(source.items, language="fi")
        found[f"{source.key}: chooser"] = partial(source.search, "Vesi", language="fi", limit=20)
        found[f"{source.key}: by ref"] = partial(source.get_items, ["1"], language="fi")
    return found


def numbers() -> dict[str, int]:
    return {figure.key: figure.number() for figure in figures}


# --- Looking


@dataclass(frozen=True)
class Look:
    """An answer, as far as it matters: whether it knows the deed, and what a reader's cache remembers of it."""

    shows: bool
    status: int
    etag: str
    modified: str


def look(client: Client, address: str, **headers: str) -> Look:
    """Known by a word that the question did not hold, or, for files, by being there."""
    is_file = address.startswith(settings.MEDIA_URL)
    answer = (client.head if is_file else client.get)(address, headers=headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    slug = address.rstrip("/").rpartition("/")[2]  # what was asked for by name is no secret
    said = f"{answer.headers} {body.decode()}".lower().replace(slug, "")
    # A search that was mistyped must not name the word that it was taken for.
    words = [SECRET, SOUGHT] if "q=" in address and SOUGHT.lower() not in address else [SECRET]
    knows = any(word.lower() in said for word in words) or (is_file and answer.status_code == HTTPStatus.OK)
    return Look(
        knows, answer.status_code, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    )


# --- Is every address of the site among them?

# Routes that show no deed, or only to whom it belongs. One that is neither here nor looked at fails the test.
ELSEWHERE = {
    "tells of the site, not of deeds": [
        "healthz",
        "readyz",
        "robots.txt",
        ".well-known/security.txt",
        "api/content/v1/",
        "api/content/v1/openapi.json",
        "api/content/v1/docs/",
        "api/content/v1/pages/types/",
        "api/content/v1/pages/types",
        "d/terms/<slug:language>/",
        "d/terms/<slug:language>/<str:label>/",
        "d/moderation/<slug:language>/",
        "d/moderation/<slug:language>/<int:year>/",
        "d/moderation/<slug:language>/<int:year>.csv",
    ],
    "the same view as the address with a slash, or an answer that says that there is none": [
        "api/content/v1/pages",
        "api/content/v1/pages/<page_id>",
        "api/content/v1/resolve",
        "api/content/v1/menu",
        "api/content/v1/site",
        "api/content/v1/preview",
        "api/content/v1/^(?P<rest>.*)$",
    ],
    "shows its author or an editor what they write": [
        "api/content/v1/preview/",
        "d/author/<str:token>/",
        "d/appeal/<str:token>/",
        "d/s/<str:token>/",
        "d/s/<str:token>/picture/",
        "d/s/<str:token>/picture.jpg",
        "d/s/<str:token>/withdraw/",
        "d/<slug:language>/new/",
    ],
    "a subscriber's own choices": [
        "n/subscribe/<slug:slug>/<slug:language>/",
        "n/subscribe/<slug:slug>/<slug:language>/sent/",
        "n/link/<slug:slug>/<slug:language>/",
        "n/link/<slug:slug>/<slug:language>/sent/",
        "n/confirm/<str:token>/",
        "n/preferences/<str:token>/",
        "n/unsubscribe/<str:token>/",
        "n/back/<str:token>/",
        "c/data/<str:token>/",
        "c/address/<slug:side>/<str:token>/",
        "c/ask/<slug:language>/",
        "d/searches/<slug:language>/new/",
        "d/searches/<slug:language>/sent/",
    ],
    "leads on to an address that stood in a mail, where the page decides": [
        "n/l/<str:code>/",
    ],
    "files of other content, and doors": [
        "hooks/mail/<slug:service>/",
        "podcasts/<uuid:guid>/transcript.vtt",
        "podcasts/<uuid:guid>/transcript.txt",
        "podcasts/<uuid:guid>/chapters.json",
        "documents/^(\\d+)/(.*)$",
        "documents/authenticate_with_password/<int:restriction_id>/",
        "fi/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "fi/_util/login/",
    ],
}
# Page types that have no block, field or slot in which a deed could stand.
OTHER_PAGES = {
    "tekotori_articles.ArticlePage",
    "tekotori_articles.SeriesPage",
    "tekotori_home.ContentPage",
    "tekotori_podcasts.EpisodePage",
    "tekotori_podcasts.PodcastPage",
}
# Looked at, and say nothing of a single deed: numbers, lists of other things, thanks.
WITHOUT_NAMES = {
    "api/content/v1/menu/",
    "api/content/v1/site/",
    "d/report/<slug:language>/<int:number>/sent/",
    "d/report/answer/<str:token>/",
    "feeds/<str:language>/all.opml",
    "fi/feeds/",
    "fi/square/campaigns/",
    "fi/square/campaigns/<slug:slug>/deeds.csv",
    "fi/square/campaigns/<slug:slug>/deeds.json",
    "fi/square/collections/",
    "fi/square/data/",
    "fi/square/share/<int:number>/qr.svg",
    "fi/square/statistics/",
    "fi/square/statistics/<str:start>/<str:end>/",
    "fi/square/statistics/<str:start>/<str:end>/deeds.csv",
    "fi/square/statistics/deeds.csv",
    "fi/square/where/",
    "t/<int:number>/versions/",
}


def plain(route: str) -> str:
    """A route as both its list and `resolve` call it, whatever the language at its beginning."""
    return re.sub("^(sv|en)/", "fi/", route).replace("fi/^", "fi/")


def route_of(address: str) -> str:
    language = address[1:3] if address[3:4] == "/" else "fi"
    with translation.override(language):
        return plain(resolve(address.partition("?")[0]).route)


def routes() -> Iterator[str]:
    """Every public route, as `resolve` calls it; pages behind a sign-in are other tests' matter."""
    with translation.override("fi"):
        yield from _routes(get_resolver().url_patterns, "")


def _routes(patterns: Iterable[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = plain(before + str(pattern.pattern))
        if route.startswith(SIGNED_IN):
            continue
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route
