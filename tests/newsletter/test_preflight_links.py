"""Whether links answer: pages of the site from the page tree, others over HTTP behind a guard."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Locale, Page

from newsletter.models import Newsletter, NewsletterPage
from newsletter.preflight import LinkAnswer, LinkState, Outcome
from newsletter.services import link_checking
from newsletter.services.checking import check_language
from newsletter.services.gathering import web_links
from newsletter.services.gathering.guarded import Guard, is_public
from newsletter.services.gathering.own_links import answers_of_own
from newsletter.services.gathering.pictures import image_files
from newsletter.services.issues import IssueTexts
from tests.newsletter.issues import make_issue
from tests.newsletter.link_server import link_server

OK, GONE, UNKNOWN = LinkState.ANSWERS, LinkState.GONE, LinkState.UNKNOWN


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def server() -> Iterator[Any]:
    pages = {
        "/here": (200, ""),
        "/get-only": (200, ""),
        "/gone": (410, ""),
        "/busy": (503, ""),
        "/moved": (301, "/here"),
        "/moved-away": (302, "/nowhere"),
        "/circle": (302, "/circle"),
        "/to-metadata": (302, "http://169.254.169.254/latest/meta-data/"),
        "/to-file": (302, "file:///etc/passwd"),
    }
    with link_server(pages) as running:
        yield running


def guard_for(server: Any, **changes: Any) -> Guard:
    return Guard(**{"allowed": frozenset({server.place}), "timeout_seconds": 3.0, **changes})


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/here", LinkAnswer(OK)),
        ("/get-only", LinkAnswer(OK)),
        ("/moved", LinkAnswer(OK)),
        ("/nowhere", LinkAnswer(GONE, "404")),
        ("/gone", LinkAnswer(GONE, "410")),
        ("/moved-away", LinkAnswer(GONE, "404")),
        ("/busy", LinkAnswer(UNKNOWN, "503")),
        ("/circle", LinkAnswer(UNKNOWN, "more than 5 redirects")),
        ("/to-metadata", LinkAnswer(UNKNOWN, "169.254.169.254 is in a private network")),
        ("/to-file", LinkAnswer(UNKNOWN, "not an address of the web")),
    ],
)
def test_what_a_server_says_is_told_apart(server: Any, path: str, answer: LinkAnswer):
    assert web_links.ask(server.url + path, guard_for(server)) == answer


def test_a_server_that_keeps_silent_costs_its_time_and_is_unknown(server: Any):
    answer = web_links.ask(f"{server.url}/hang", guard_for(server, timeout_seconds=0.05, most_seconds=0.05))

    assert answer == LinkAnswer(UNKNOWN, "no answer in time")


def test_a_request_tells_nothing_of_us_but_a_name(server: Any):
    web_links.ask(f"{server.url}/here#part", guard_for(server))

    ((method, path, headers),) = server.asked
    assert (method, path) == ("HEAD", "/here")
    assert set(headers) == {"Host", "Accept-Encoding", "User-Agent", "Accept"}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.1.2.3/",
        "http://192.168.1.4/",
        "http://172.16.0.1/",
        "http://169.254.169.254/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:a00:1::]/",
        "http://224.0.0.1/",
        "http://2130706433/",
    ],
)
def test_no_machine_of_ours_is_reached(address: str):
    answer = web_links.ask(address, Guard())

    assert (answer.state, "private network" in answer.detail) == (UNKNOWN, True)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://user:secret@example.org/", "a user name in the address"),
        ("http://example.org:25/", "port 25"),
        ("https://example.org:8443/", "port 8443"),
        ("ftp://example.org/", "not an address of the web"),
        ("http:///path", "not an address of the web"),
        ("http://[::1", "not an address"),
    ],
)
def test_an_address_of_a_wrong_kind_is_not_asked(address: str, why: str):
    assert web_links.ask(address, Guard()) == LinkAnswer(UNKNOWN, why)


def test_a_name_that_also_leads_into_a_private_network_is_refused(server: Any):
    both = [(2, 1, 6, "", (ip, 80)) for ip in ("93.184.216.34", "127.0.0.1")]

    answer = web_links.ask("http://rebinding.example/", Guard(resolve=lambda *args, **more: both))

    assert answer == LinkAnswer(UNKNOWN, "rebinding.example is in a private network")


def test_the_connection_goes_to_the_address_that_was_looked_at(server: Any):
    """A second look at the name would lead elsewhere; nobody takes it."""
    looks = iter([[(2, 1, 6, "", server.place)], [(2, 1, 6, "", ("127.0.0.2", 1))]])
    place = ("rebinding.example", server.place[1])
    guard = Guard(allowed=frozenset({place}), resolve=lambda *args, **more: next(looks))

    answer = web_links.ask(f"http://rebinding.example:{server.place[1]}/here", guard)

    assert (answer, server.asked[0][2]["Host"]) == (LinkAnswer(OK), f"rebinding.example:{server.place[1]}")


def test_a_name_that_leads_nowhere_is_gone():
    def resolve(*args: Any, **more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    assert web_links.ask("https://missing.example/", Guard(resolve=resolve)) == LinkAnswer(
        GONE, "no such host"
    )


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_the_open_internet_is_public(address: str):
    assert is_public(ip_address(address))


def test_answers_are_kept_and_asked_once(server: Any):
    addresses = [f"{server.url}{path}" for path in ("/here", "/gone", "/busy")]

    web_links.ask_all(addresses, guard=guard_for(server), run="issue-1")

    assert web_links.known_answers(addresses) == dict(
        zip(addresses, [LinkAnswer(OK), LinkAnswer(GONE, "410"), LinkAnswer(UNKNOWN, "503")], strict=True)
    )
    assert web_links.progress("issue-1") == web_links.Asking(done=3, total=3)
    web_links.forget_answers(addresses[:1])
    assert list(web_links.known_answers(addresses)) == addresses[1:]


@pytest.mark.django_db
def test_links_of_an_issue_are_unchecked_until_a_worker_has_asked(letter: Newsletter, server: Any):
    words = f'<p><a href="{server.url}/gone">Vanha sivu</a> ja <a href="{server.url}/here">uusi sivu</a></p>'
    issue = make_issue(letter, texts={"fi": IssueTexts("Marraskuun teot", "Viisi tekoa luettavaksi", words)})

    before = [f for f in check_language(issue=issue, language="fi") if f.rule == "link-answers"]
    waiting = link_checking.begin(issue=issue)
    running = link_checking.how_far(issue)
    link_checking.ask_links(issue=issue, guard=guard_for(server))
    after = [f for f in check_language(issue=issue, language="fi") if f.rule == "link-answers"]

    assert [(f.outcome, f.is_open) for f in before] == [(Outcome.UNCHECKED, True)] * 2
    assert (waiting, running) == (2, web_links.Asking(done=0, total=2))
    assert [(f.outcome, f.detail) for f in after] == [(Outcome.FOUND, f"{server.url}/gone: 410")]
    assert link_checking.how_far(issue) is None
    assert (link_checking.begin(issue=issue), link_checking.begin(issue=issue, again=True)) == (0, 2)


@pytest.fixture
def newsletter_page(letter: Newsletter) -> NewsletterPage:
    home = Page.objects.get(depth=2)
    page = NewsletterPage(title="Torikirje", slug="kirje", newsletter=letter, locale=Locale.get_default())
    home.add_child(instance=page)
    return page


@pytest.mark.django_db
def test_a_page_of_ours_answers_and_a_draft_is_named(newsletter_page: NewsletterPage):
    address = newsletter_page.full_url.replace("localhost", "testserver")
    live = answers_of_own(
        [address, f"{address}99/", f"{address}x/y/", "http://testserver/", "https://other.example/"]
    )

    newsletter_page.unpublish()
    draft = answers_of_own([address])

    assert live == {
        address: LinkAnswer(OK),
        f"{address}99/": LinkAnswer(GONE, "404"),  # no such issue
        f"{address}x/y/": LinkAnswer(GONE, "404"),
        "http://testserver/": LinkAnswer(OK),
    }
    assert draft == {address: LinkAnswer(LinkState.DRAFT, "Torikirje")}


@pytest.mark.django_db
def test_pictures_of_ours_are_weighed_and_others_are_not(settings, image_address: str):
    files = image_files(
        [image_address, "https://other.example/a.png", "http://testserver/media/missing.png", ""]
    )

    assert [(address, file.width, file.height, file.bytes > 50) for address, file in files.items()] == [
        (image_address, 640, 480, True)
    ]


@pytest.fixture
def image_address(db: None) -> str:
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    image = get_image_model().objects.create(title="Kuva", file=get_test_image_file())
    return f"http://testserver{image.file.url}"
