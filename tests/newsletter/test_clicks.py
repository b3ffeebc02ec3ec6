"""Openings of the links of a mail: off by default, a sum by link and day, programs told apart, nobody named."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client

from mail.models import Message
from newsletter.clicks import bursts
from newsletter.clicks.counting import with_counted_links
from newsletter.clicks.wrapping import links_of, with_addresses
from newsletter.models import Compilation, Issue, LinkOpenings, MailLink, Newsletter
from newsletter.reporting.counting import count_issue
from newsletter.reporting.openings import LinkFigures, count_links
from newsletter.services.approving import approve_issue, approved_compilations
from newsletter.services.compiling import compile_issue
from tests.newsletter.issues import NOON, make_issue, make_user
from tests.newsletter.reports import make_readers, send_issue

pytestmark = pytest.mark.django_db
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
SCANNERS = (
    "",
    "curl/8.5.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 BarracudaCentral",
    "Mozilla/5.0 (Windows NT 10.0; Microsoft Outlook 16.0.5134; Pro) MSOffice 16",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
)
TODAY = date(2026, 11, 24)
COUNTED = re.compile(r"http://testserver/n/l/[a-z2-9]{10}/")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def issue(letter: Newsletter) -> Issue:
    """An issue whose links are counted, on its way to nine readers of Finnish."""
    letter.counts_clicks = True
    letter.save()
    make_readers(letter, 9, language="fi")
    return send_issue(letter)


@pytest.fixture
def links(issue: Issue) -> list[MailLink]:
    """Of the Finnish mail."""
    return list(MailLink.objects.filter(compilation__language="fi"))


def path_of(link: MailLink) -> str:
    return f"/n/l/{link.code}/"


def sums() -> dict[str, tuple[int, int]]:
    """What the link leads to -> opened by people, by programs."""
    rows = LinkOpenings.objects.order_by("pk").values_list("link__url", "people", "programs")
    return {url.rpartition("testserver")[2]: (people, programs) for url, people, programs in rows}


def messages() -> dict[str, Message]:
    return {message.language: message for message in Message.objects.filter(lane="bulk")}


def test_links_are_plain_and_uncounted_unless_the_newsletter_says_so(letter: Newsletter):
    make_readers(letter, 1, language="fi")

    send_issue(letter)

    mail, compilation = messages()["fi"], Compilation.objects.get(language="fi")
    assert (mail.html, mail.text) == (compilation.html, compilation.text)
    assert (MailLink.objects.count(), "Laskemme" in mail.html + mail.text) == (0, False)


def test_both_parts_lead_over_our_own_address_and_say_so(issue: Issue, links: list[MailLink]):
    mail, compilation = messages()["fi"], Compilation.objects.get(language="fi")

    found = {link.url: link.words for link in links}
    assert found == {
        "http://testserver": "Torikirje",
        "http://testserver/fi/stall/1/": "Teko 1 > työ",
        "http://testserver/fi/stall/2/": "Teko 2 > työ",
    }
    assert set(COUNTED.findall(mail.html)) == {f"http://testserver{path_of(link)}" for link in links}
    assert set(COUNTED.findall(mail.text)) == {f"http://testserver{path_of(link)}" for link in links[1:]}
    assert all("Laskemme, kuinka usein" in part for part in (mail.html, mail.text))
    # What was approved is what is sent, but for these addresses; the personal links are as they were.
    back = {f"http://testserver{path_of(link)}": link.url for link in links}
    assert with_addresses(mail.html, mail.text, back) == (compilation.html, compilation.text)
    assert mail.html.count("%%unsubscribe_url%%") == compilation.html.count("%%unsubscribe_url%%") > 0


def test_switching_it_on_after_approval_voids_the_approval(letter: Newsletter):
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)

    letter.counts_clicks = True
    letter.save()

    assert approved_compilations(Issue.objects.get(pk=issue.pk)) == {}


def test_link_leads_to_the_stored_address_and_nowhere_else(client: Client, links: list[MailLink]):
    answer = client.get(
        f"{path_of(links[1])}?url=https://evil.example/&next=//evil.example/", headers=FIREFOX
    )
    unknown = [client.get(f"/n/l/{code}/", headers=FIREFOX) for code in ("abcdefghjk", "https:", "..")]

    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/fi/stall/1/")
    assert (answer["Cache-Control"], answer.cookies, len(answer.content)) == ("no-store", {}, 0)
    assert [page.status_code for page in unknown] == [404, 404, 404]
    assert client.post(path_of(links[1])).status_code == 405


def test_people_and_programs_are_counted_apart_and_fetching_ahead_not_at_all(
    client: Client, admin_client: Client, links: list[MailLink]
):
    link = path_of(links[1])
    for agent in SCANNERS:
        client.get(link, headers={"User-Agent": agent})
    client.head(link, headers=FIREFOX)
    client.get(link, headers=FIREFOX | {"Sec-Purpose": "prefetch"})
    admin_client.get(link, headers=FIREFOX)

    for _time in range(2):
        client.get(link, headers=FIREFOX)

    assert sums() == {"/fi/stall/1/": (2, len(SCANNERS))}


def test_sums_are_by_day_and_hold_nothing_of_the_visitor(client: Client, links: list[MailLink], clock):
    client.get(path_of(links[0]), headers=FIREFOX)
    clock.move_to(datetime(2026, 11, 24, 22, tzinfo=UTC))  # midnight in Helsinki
    client.get(path_of(links[0]), headers=FIREFOX)

    assert list(LinkOpenings.objects.order_by("day_date").values_list("day_date", "people")) == [
        (TODAY, 1),
        (date(2026, 11, 25), 1),
    ]
    assert {field.name for field in LinkOpenings._meta.get_fields()} == {
        "id", "link", "day_date", "people", "programs",
    }  # fmt: skip


def test_many_links_at_once_from_one_network_are_a_program_s_from_the_first_on(
    client: Client, links: list[MailLink], clock
):
    for link in links:  # all that the mail has, within two seconds
        client.get(path_of(link), headers=FIREFOX)
        clock.shift(0.5)
    clock.shift(30)
    client.get(path_of(links[0]), headers=FIREFOX)  # the same minute: still that program
    client.get(path_of(links[0]), headers=FIREFOX, REMOTE_ADDR="192.0.2.7")  # another network: a person

    assert sums() == {"": (1, 2), "/fi/stall/1/": (0, 1), "/fi/stall/2/": (0, 1)}


def test_somebody_who_reads_on_link_by_link_is_a_person(client: Client, links: list[MailLink], clock):
    for link in links:
        client.get(path_of(link), headers=FIREFOX)
        clock.shift(bursts.SECONDS)

    assert sums() == {"": (1, 0), "/fi/stall/1/": (1, 0), "/fi/stall/2/": (1, 0)}


def test_database_that_refuses_loses_the_figure_and_not_the_reader(
    client: Client, links: list[MailLink], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def refuse(*args: object, **values: object) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", refuse)
    answer = client.get(path_of(links[0]), headers=FIREFOX)

    assert (answer.status_code, sums()) == (302, {})
    assert "was not counted" in caplog.text


def test_a_code_answers_for_years_whatever_the_newsletter_does(
    client: Client, letter: Newsletter, links: list[MailLink], clock
):
    letter.counts_clicks = False
    letter.save()
    clock.move_to(datetime(2031, 11, 24, 12, tzinfo=UTC))

    assert client.get(path_of(links[0]), headers=FIREFOX).status_code == 302


def test_another_run_of_the_same_mail_leads_over_the_same_codes(letter: Newsletter, issue: Issue):
    compilation = Compilation.objects.get(language="fi")

    again = with_counted_links(compilation)

    assert again == (messages()["fi"].html, messages()["fi"].text)


@pytest.mark.parametrize(
    ("readers", "opened", "told"),
    [
        (9, (40, 12, 7), (40, 12, 7)),
        (9, (40, 12, 4), (40, None, None)),  # 4 alone would be the sum less 52
        (9, (40, 4, 3), (40, None, None)),
        (9, (40, 2, 1), (None, None, None)),  # 3 together would be too little as well
        (4, (40, 12, 7), (None, None, None)),  # so few readers that each click is somebody's
    ],
)
def test_figures_of_small_groups_are_not_told(
    letter: Newsletter, readers: int, opened: tuple[int, ...], told: tuple[int | None, ...]
):
    letter.counts_clicks = True
    letter.save()
    make_readers(letter, readers, language="fi")
    issue = send_issue(letter)
    for link, people in zip(MailLink.objects.filter(compilation__language="fi"), opened, strict=True):
        LinkOpenings.objects.create(link=link, day_date=TODAY, people=people, programs=9)

    found = count_links(issue, count_issue(issue).languages)["fi"]

    assert tuple(figures.people for figures in found) == told
    assert found[0] == LinkFigures("http://testserver", "Torikirje", told[0], 9 if readers == 9 else None)


HOSTILE = (
    '<a href="https://a.example/?x=1&amp;y=%C3%A4"><img alt="Kuva" src="k.png"></a>'
    '<a class="t" href="https://a.example/?x=1&amp;y=%C3%A4"> Teko\n 1 </a>'
    '<a href="https://a.example/?x=1">Toinen</a><a href="mailto:a@b.example">Posti</a>'
    '<a href="%%preferences_url%%">Valinnat</a><a href="#top">Ylös</a><link href="https://a.example/?x=1">'
)


def test_only_links_to_pages_are_found_and_the_rest_stays_byte_for_byte():
    text = "Teko (https://a.example/?x=1&y=%C3%A4), https://a.example/?x=1. https://a.example/?x=12 %%preferences_url%%"

    html, plain = with_addresses(
        HOSTILE, text, {url: f"https://b.example/{n}/" for n, url in enumerate(links_of(HOSTILE))}
    )

    assert links_of(HOSTILE) == {
        "https://a.example/?x=1&y=%C3%A4": "Teko 1",
        "https://a.example/?x=1": "Toinen",
    }
    assert html == HOSTILE.replace("https://a.example/?x=1&amp;y=%C3%A4", "https://b.example/0/").replace(
        '<a href="https://a.example/?x=1"', '<a href="https://b.example/1/"'
    )
    assert plain == (
        "Teko (https://b.example/0/), https://b.example/1/. https://a.example/?x=12 %%preferences_url%%"
    )
