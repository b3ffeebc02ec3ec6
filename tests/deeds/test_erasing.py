"""A person who did everything that one can do here is erased by one mail link, and looked for everywhere."""

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from contacts.services import send_data_link
from core import ledger
from core.tasks import sweeps
from deeds.models import Adoption, Deed, DeedAuthor, DeedPage
from mail.models import Message
from mail.services import release, suppressed
from mail.sink import MailSink
from tests.cms.test_scanner import state
from tests.deeds import person
from tests.deeds.factories import NOON
from tests.deeds.test_submitting_privacy import public_addresses
from tests.newsletter.subscribing import last_mail, link_in, main_of

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
KINDS_OF_LINKS = (
    "/d/s/", "/d/author/", "/d/invited/", "/d/thread/", "/d/report/answer/", "/d/appeal/", "/d/searches/confirm/",
    "/d/stayed/", "/d/thanks/confirm/", "/a/confirm/", "/c/address/", "/c/data/", "/n/confirm/", "/t/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def story(
    clock, sink: MailSink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> Iterator[None]:
    # What is done after a commit is done at once: the test's own transaction never commits.
    monkeypatch.setattr(transaction, "on_commit", lambda call, *args, **kwargs: call())
    caplog.set_level(logging.INFO)
    # The heads of this story's chains are no other test's.
    monkeypatch.setattr(settings, "LEDGER_DIR", tmp_path / "ledger")
    yield
    cache.clear()  # Wagtail keeps renditions there by the image's number, which comes again


def traces(text: str) -> list[str]:
    return [trace for trace in person.TRACES if trace in text.lower()]


def in_tables() -> dict[str, list[str]]:
    """Traces by table: every column of every row that the database has, also of Wagtail's, the search's and the tasks'."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            rows = [list(map(_plain, row)) for row in cursor.fetchall()]
            found[name] = traces(json.dumps(rows, ensure_ascii=False))
    return {name: words for name, words in found.items() if words}


def _plain(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def places_of_files() -> list[str | Path]:
    private = settings.STORAGES["private"]["OPTIONS"]["location"]
    return [settings.MEDIA_ROOT, private, settings.LEDGER_DIR]


def in_files() -> dict[str, list[str]]:
    paths = [path for folder in places_of_files() for path in Path(folder).rglob("*") if path.is_file()]
    found = {str(path): traces(f"{path.name} {path.read_bytes().decode(errors='replace')}") for path in paths}
    return {path: words for path, words in found.items() if words}


def in_answers(client: Client, deed: Deed) -> dict[str, list[str]]:
    """What readers, feed readers and programs are shown, headers too."""
    found = {}
    paths = [path for path in public_addresses(client, deed) if not path.startswith(settings.MEDIA_URL)]
    for path in dict.fromkeys(paths):
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[path] = traces(f"{answer.headers} {body.decode(errors='replace')}")
    return {path: words for path, words in found.items() if words}


def in_cache() -> list[str]:
    return traces(" ".join(_plain(value) for value in cache._cache.values()))


def opened_by_a_scanner(client: Client) -> tuple[set[str], set[int], bool]:
    """Every link of every mail that was sent, opened: their kinds, the answers, and whether nothing changed."""
    texts = "\n".join(Message.objects.values_list("text", flat=True))
    paths = sorted(set(re.findall(r"http://testserver(/[dacnt]/\S+)", texts)))
    before = state()
    answers = {client.get(path).status_code for path in paths}
    kinds = {kind for kind in KINDS_OF_LINKS for path in paths if path.startswith(kind)}
    return kinds, answers, state() == before


def codes_on(page: Any, taken_along: Any) -> list[str]:
    """What a page says as the file does that programs read: names of keys, and values that are codes."""
    text = str(page.content.decode())
    labels, values = re.findall(r"<dt>(.*?)</dt>", text), re.findall(r"<dd>(.*?)</dd>", text)
    keys, leaves = set(_keys(taken_along)), set(_leaves(taken_along)) - {person.ROLE}
    codes = {leaf for leaf in leaves if re.fullmatch(r"[a-z]+([._:=-][a-z]+)*", leaf)}
    return sorted(keys.intersection(labels)) + sorted(codes.intersection(", ".join(values).split(", ")))


def _keys(value: Any) -> Iterator[str]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from value if isinstance(value, dict) else ()
    for part in parts:
        yield from _keys(part)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _leaves(part)


def kinds_of(ways: list[str]) -> Counter[str]:
    return Counter(re.sub(r"^(/\w+/\w+/).*", r"\1", way) for way in ways)


def test_nothing_is_left_of_an_erased_person_but_the_keyed_hash_and_the_organisation_s_deed(
    client: Client, caplog: pytest.LogCaptureFixture
):
    deed = person.live(client)
    send_data_link(contact=person.person(), now=NOON)
    link = link_in(last_mail(), "data")
    taken_along = json.loads(client.post(link, {"action": "file"}).content)
    scanner = opened_by_a_scanner(client)
    shown = client.post(link, {"action": "show"})
    ways = re.findall(r'href="http://testserver(/[dn]/[^"]+)"', shown.content.decode())
    opened = {client.get(way).status_code for way in ways}
    named_before = person.NAME in main_of(client.get(f"/t/{deed.number}", follow=True))

    done = client.post(link, {"action": "erase", "sure": "on"})

    # First that there was something to find, in every holding and on the page.
    assert [key for key, rows in taken_along.items() if not rows] == []
    assert (named_before, done.status_code) == (True, 200)
    assert "Mitä kirjoitit: Viiden minuutin vuoronvaihto" in main_of(shown)
    assert (codes_on(shown, taken_along), kinds_of(ways), opened) == (
        [],
        {"/d/author/": 2, "/d/s/": 4, "/n/preferences/": 1},
        {200},
    )
    assert scanner == ({*KINDS_OF_LINKS}, {200, 302}, True)
    assert (in_tables(), in_files(), in_cache(), traces(caplog.text)) == ({}, {}, [], [])
    assert (in_answers(client, deed), traces(main_of(client.get("/t/100", follow=True)))) == ({}, [])
    assert suppressed([person.ADDRESS]) == {person.ADDRESS}
    assert {chain for chain in ledger.chains() if not ledger.verify(chain=chain).is_sound} == set()
    # What is the organisation's stays: the deed, its picture, the adoption.
    assert person.PUBLIC["fi"]["goal"] in main_of(client.get(f"/t/{deed.number}", follow=True))
    assert DeedPage.objects.get(pk=deed.source_page_id).image is not None
    assert list(Adoption.objects.values_list("organisation__code", "state")) == [("mallila", "accepted")]
    assert [author.contact.address for author in DeedAuthor.objects.all()] == [person.OTHER]


def test_sweeps_let_go_of_a_person_who_does_nothing_more(client: Client, clock):
    """Three years on: only what still stands, what the person reads, and what waits for a moderator."""
    person.live(client)
    release(group="issue:2", now=NOON)

    for days in (3 * 365, 200):  # mails that one night sends are forgotten half a year later
        clock.shift(timedelta(days=days))
        for sweep in sweeps:
            sweep.task.func()

    assert (
        set(in_tables())
        == {
            "tekotori_contacts_contact",  # reads a newsletter
            "tekotori_deeds_deedauthor",  # is named with a deed that stands on the square
            "tekotori_deeds_deedpage",  # who took its picture; also in the page's history and its copy for translations
            "tekotori_deeds_submissionpicture",
            "wagtailcore_revision",
            "wagtail_localize_translationsource",
            "tekotori_deeds_appeal",
            "tekotori_deeds_deednotice",
            "tekotori_deeds_deedsubmission",  # a wish to retire a deed
        }
    )
