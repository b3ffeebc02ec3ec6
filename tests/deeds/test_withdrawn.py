"""A published deed is found at once, and an unpublished one nowhere, while no worker runs.

In these tests tasks are written down and never run (`TASKS` of the test settings): the index cannot be anybody's later work.
`planted.py` puts a deed wherever one can show and lists all these places.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from wagtail.models import Page, get_page_models

from awards.services import NOMINATE
from finder.engines import engine
from finder.models import Entry, Passage, Term, TermKey
from finder.words import Spelling
from tests.awards.factories import EVERYDAY, make_juror, make_round
from tests.deeds import planted
from tests.deeds.factories import DeedFactory, DeedIndexPageFactory, DeedPageFactory
from tests.deeds.planted import SECRET, SOUGHT, addresses, look, offers, plant, route_of

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
TITLE = f"{SECRET} perusti {SOUGHT}n"


@pytest.fixture
def others() -> Iterator[None]:
    cache.clear()
    DeedIndexPageFactory(language="sv")
    DeedFactory(title="Aamupalaveri seisten", sectors=["technical"], organisation="toinen")
    yield
    cache.clear()  # of the feeds that were built


@pytest.fixture
def site(clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[planted.Planted]:
    # What is done after a commit is done at once: the test's own transaction never commits.
    monkeypatch.setattr(transaction, "on_commit", lambda call, *args, **kwargs: call())
    there = plant()
    clock.shift(timedelta(minutes=2))  # the feed of changes names what has settled
    yield there
    cache.clear()  # of feeds, and of renditions, which Wagtail keeps by the image's number, which comes again


def shown_on(client: Client) -> set[str]:
    """The searches, lists and numbers on which the deed shows."""
    return {address for address in planted.searches() if look(client, address).shows}


def places_that_nobody_looks_at(site: planted.Planted) -> list[str]:
    """Routes and page types that are neither looked at nor said to show no deed, and those said so that are gone."""
    looked_at = {route_of(address) for address in addresses(site)}
    elsewhere = {route for some in planted.ELSEWHERE.values() for route in some}
    shown = {page.specific_class for page in Page.objects.live()}
    types = {model._meta.label for model in get_page_models() if model not in shown}
    return sorted((set(planted.routes()) - looked_at) ^ elsewhere) + sorted(types ^ planted.OTHER_PAGES)


def test_deed_that_shows_everywhere_shows_nowhere_once_it_is_unpublished(
    client: Client, site: planted.Planted
):
    assert places_that_nobody_looks_at(site) == []
    before = {address: look(client, address) for address in addresses(site)}
    offered = {name for name, read in offers().items() if SECRET in str(read())}
    numbers = planted.numbers()

    site.deed.source_page.unpublish()

    after = {
        address: look(client, address, if_none_match=old.etag) if old.etag else look(client, address)
        for address, old in before.items()
    }
    named = {route_of(address) for address, answer in before.items() if answer.shows}
    looked_at = {route_of(address) for address in before}
    # Each place did show the deed, so that it would have been seen there.
    assert looked_at - named == planted.WITHOUT_NAMES
    assert offered == {"deed: items", "deed: chooser", "deed: by ref", "issue: items"}
    assert [address for address, answer in after.items() if answer.shows] == []
    # Nobody's cache is told that what it has is still good.
    assert [a for a, answer in after.items() if answer.status == 304 and before[a].shows] == []
    dated = {
        address: look(client, address, if_modified_since=old.modified).status
        for address, old in before.items()
        if old.shows and old.modified
    }
    assert [address for address, status in dated.items() if status == 304] == []
    assert [name for name, read in offers().items() if SECRET in str(read())] == []
    assert planted.numbers()["deeds.published"] == numbers["deeds.published"] - 1


def test_published_deed_is_found_at_once_while_no_worker_runs(client: Client, others):
    assert settings.TASKS["default"]["BACKEND"].endswith("DummyBackend")

    DeedPageFactory(title=TITLE, sectors=["education"], organisation="mallila")

    assert len(shown_on(client)) >= 10


def test_unpublished_deed_leaves_no_word_in_the_index(client: Client, others):
    page = DeedPageFactory(title=TITLE, sectors=["education"])
    page.unpublish()

    words = set(Term.objects.values_list("word", flat=True))
    assert [word for word in words if "porokello" in word] == []
    assert (Passage.objects.count(), Entry.objects.count()) == (1, 1)
    assert TermKey.objects.filter(key__startswith="porokello").count() == 0
    assert engine().holders([Spelling("fi", SOUGHT.lower())]) == {}


def test_removal_of_a_deed_and_of_its_words_is_one_transaction(others):
    page = DeedPageFactory(title=TITLE)

    with transaction.atomic():
        page.unpublish()
        transaction.set_rollback(True)

    assert engine().holders([Spelling("fi", SOUGHT.lower())]) != {}


def test_deed_whose_entry_was_left_behind_is_still_not_shown(client: Client, others):
    """The belt beside the braces: each query joins the live state, whatever the index has."""
    page = DeedPageFactory(title=TITLE, sectors=["education"])
    deed = page.deed
    type(deed).objects.filter(pk=deed.pk).update(state="unpublished")
    page.__class__.objects.filter(pk=page.pk).update(live=False)

    assert Entry.objects.filter(ref=str(deed.number)).exists()
    assert shown_on(client) == set()


def test_juror_does_not_find_an_unpublished_deed(client: Client, others):
    make_round(categories=[EVERYDAY])
    juror = make_juror()
    assert juror.has_perm(NOMINATE)
    page = DeedPageFactory(title=TITLE)
    page.unpublish()
    client.force_login(juror)

    assert not look(client, "/fi/jury/?q=porokellokerho").shows
