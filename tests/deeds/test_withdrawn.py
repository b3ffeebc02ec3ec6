"""A published deed is found at once, and an unpublished one nowhere, while no worker runs.

In these tests tasks are written down and never run (`TASKS` of the test settings): the index cannot be anybody's later work.
"""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from awards.services import NOMINATE
from deeds.sources import deed_source
from finder.engines import engine
from finder.models import Entry, Passage, Term, TermKey
from finder.words import Spelling
from tests.awards.factories import EVERYDAY, make_juror, make_round
from tests.deeds.factories import DeedFactory, DeedIndexPageFactory, DeedPageFactory

pytestmark = pytest.mark.django_db
# A word that stands nowhere else, so that each surface shows plainly whether it knows the deed.
SECRET = "Porokellokerho"


@pytest.fixture
def others() -> Iterator[None]:
    cache.clear()
    DeedIndexPageFactory(language="sv")
    DeedFactory(title="Aamupalaveri seisten", sectors=["technical"], organisation="toinen")
    yield
    cache.clear()  # of the feeds that were built


def surfaces(client: Client) -> dict[str, Callable[[], str]]:
    """Everything on which a search shows deeds, or tells of them by a number or a suggestion."""

    def page(address: str) -> Callable[[], str]:
        return lambda: client.get(address).content.decode()

    return {
        "the list": page("/fi/teot/"),
        "the list in another language": page("/sv/teot/"),
        "words in the list": page("/fi/teot/?q=porokellokerhossa"),
        "a part of a compound": page("/fi/teot/?q=porokello"),
        "a beginning": page("/fi/teot/?q=porokelloker"),
        "a typing error": page("/fi/teot/?q=porokelokerho"),
        "a facet of the list": page("/fi/teot/?sector=education"),
        "a facet with words": page("/fi/teot/?q=porokellokerho&sector=education&sort=newest"),
        "the site's search": page("/fi/search/?q=porokellokerho"),
        "the site's search, one kind": page("/sv/search/?q=porokellokerho&kind=deed"),
        "the site's search, mistyped": page("/fi/search/?q=porokelokerho"),
        "the chooser": lambda: str(deed_source.search("Poro", language="fi", limit=20)),
        "the feed": page("/feeds/fi/deeds.rss"),
    }


def shown_on(client: Client) -> set[str]:
    return {
        name for name, read in surfaces(client).items() if SECRET.lower() in without_forms(read()).lower()
    }


def without_forms(html: str) -> str:
    """An answer without what it repeats of the question: the search box, chips and links carry the typed word."""
    html = re.sub(r"<(title|form|nav)\b.*?</\1>", "", html, flags=re.S)
    html = re.sub(r'<ul class="active-filters".*?</ul>', "", html, flags=re.S)
    return (
        re.sub(r'\s(href|value|content)="[^"]*[?&;=][^"]*"', "", html)
        .replace("<mark>", "")
        .replace("</mark>", "")
    )


def test_published_deed_is_on_every_surface_within_five_seconds_and_unpublished_on_none(
    client: Client, others
):
    assert settings.TASKS["default"]["BACKEND"].endswith("DummyBackend")
    begun = time.monotonic()
    page = DeedPageFactory(title=f"{SECRET} perustettiin", sectors=["education"], organisation="mallila")

    on = shown_on(client)

    assert (on, time.monotonic() - begun < 5) == (set(surfaces(client)), True)
    page.unpublish()
    assert shown_on(client) == set()


def test_unpublished_deed_leaves_no_word_in_the_index(client: Client, others):
    page = DeedPageFactory(title=f"{SECRET} perustettiin", sectors=["education"])
    page.unpublish()

    words = set(Term.objects.values_list("word", flat=True))
    assert [word for word in words if "porokello" in word] == []
    assert (Passage.objects.count(), Entry.objects.count()) == (1, 1)
    assert TermKey.objects.filter(key__startswith="porokello").count() == 0
    assert engine().holders([Spelling("fi", SECRET.lower())]) == {}


def test_removal_of_a_deed_and_of_its_words_is_one_transaction(others):
    page = DeedPageFactory(title=f"{SECRET} perustettiin")

    with transaction.atomic():
        page.unpublish()
        transaction.set_rollback(True)

    assert engine().holders([Spelling("fi", SECRET.lower())]) != {}


def test_deed_whose_entry_was_left_behind_is_still_not_shown(client: Client, others):
    """The belt beside the braces: each query joins the live state, whatever the index has."""
    page = DeedPageFactory(title=f"{SECRET} perustettiin", sectors=["education"])
    deed = page.deed
    type(deed).objects.filter(pk=deed.pk).update(state="unpublished")
    page.__class__.objects.filter(pk=page.pk).update(live=False)

    assert Entry.objects.filter(ref=str(deed.number)).exists()
    assert shown_on(client) == set()


def test_juror_does_not_find_an_unpublished_deed(client: Client, others):
    make_round(categories=[EVERYDAY])
    juror = make_juror()
    assert juror.has_perm(NOMINATE)
    page = DeedPageFactory(title=f"{SECRET} perustettiin")
    page.unpublish()
    client.force_login(juror)

    html = client.get("/jury/?q=porokellokerho").content.decode()

    assert SECRET not in without_forms(html)
