"""Collections by editors: an order of deeds under a title, from which withdrawn deeds vanish at once."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from deeds.models import CollectedDeed, Deed, DeedCollection
from deeds.spreading.collecting import save_collection
from tests.deeds.factories import DeedFactory, DeedPageFactory
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIST, PAGE = "/fi/square/collections/", "/fi/square/collections/rauha/"


def collection(*deeds: Deed, **values) -> DeedCollection:
    given = {
        "slug": "rauha",
        "titles": {"fi": "Rauhaa työpäivään", "sv": "Lugn i arbetsdagen"},
        "introductions": {"fi": "Tekoja, joissa meteli väheni."},
        "is_published": True,
        "now": NOON,
    }
    return save_collection(deeds=deeds, **given | values)


def form_values(*deeds: Deed, **values: str) -> dict[str, str]:
    rows = {
        f"entries-{row}-{name}": value
        for row, deed in enumerate(deeds)
        for name, value in (("deed", str(deed.pk)), ("ORDER", str(row + 1)), ("id", ""))
    }
    management = {"entries-TOTAL_FORMS": str(len(deeds)), "entries-INITIAL_FORMS": "0"}
    texts = {f"{name}_{code}": "" for name in ("title", "introduction") for code in ("fi", "sv", "en")}
    own = {"title_fi": "Rauhaa", "introduction_fi": "Meteli väheni.", "slug": "rauha", "is_published": "on"}
    return {
        **texts,
        **own,
        **management,
        "entries-MIN_NUM_FORMS": "1",
        "entries-MAX_NUM_FORMS": "1000",
        **rows,
    } | values


def test_editor_makes_and_reorders_a_collection_in_the_admin(admin_client: Client):
    first, second = DeedFactory(number=1, title="Ensin"), DeedFactory(number=2, title="Sitten")
    prefix = "wagtailsnippets_tekotori_deeds_deedcollection"

    made = admin_client.post(reverse(f"{prefix}:add"), form_values(second, first))
    row = DeedCollection.objects.get()
    before = main_of(admin_client.get(PAGE))
    opened = admin_client.get(reverse(f"{prefix}:edit", args=[row.pk]))
    kept = {
        f"entries-{number}-id": str(entry.pk)
        for number, entry in enumerate(row.entries.order_by("-sort_order"))
    }
    changed = admin_client.post(
        reverse(f"{prefix}:edit", args=[row.pk]),
        form_values(first, second, **kept, **{"entries-INITIAL_FORMS": "2"}),
    )

    assert (made.status_code, opened.status_code, changed.status_code) == (302, 200, 302)
    assert before.index("Sitten") < before.index("Ensin")
    after = main_of(admin_client.get(PAGE))
    assert after.index("Ensin") < after.index("Sitten")
    assert CollectedDeed.objects.count() == 2


def test_readers_find_it_in_the_list_on_its_deeds_and_in_the_sitemap(client: Client):
    page = DeedPageFactory(number=7)
    collection(page.deed)

    listed, shown, deed = (client.get(address) for address in (LIST, PAGE, page.url))
    swedish = client.get("/sv/square/collections/rauha/")

    assert "Rauhaa työpäivään" in main_of(listed)
    assert "Tekoja, joissa meteli väheni. " in main_of(shown)
    assert "Kokoelmassa Rauhaa työpäivään" in main_of(deed)
    html = shown.content.decode()
    for part in (
        '<meta property="og:title" content="Rauhaa työpäivään">',
        '<link rel="canonical" href="http://testserver/fi/square/collections/rauha/">',
        'hreflang="sv" href="http://testserver/sv/square/collections/rauha/"',
        '<meta name="description"',
    ):
        assert part in html, part
    assert '<div class="lead" lang="fi">' in swedish.content.decode()
    assert "<h1>Lugn i arbetsdagen</h1>" in swedish.content.decode()
    sitemap = b"".join(client.get("/sitemap.xml").streaming_content).decode()
    assert "http://testserver/en/square/collections/rauha/" in sitemap
    assert not client.cookies


def test_withdrawn_deed_vanishes_at_once_and_with_the_last_one_the_collection(client: Client):
    first, second = DeedPageFactory(number=1, title="Salainen"), DeedPageFactory(number=2, title="Toinen")
    collection(first.deed, second.deed)

    first.unpublish()
    one = (main_of(client.get(LIST)), client.get(PAGE).content.decode())
    second.unpublish()
    none = (main_of(client.get(LIST)), main_of(client.get(PAGE)))

    assert "1 teko" in one[0]
    assert "Salainen" not in "".join(one)
    assert "Rauhaa" not in none[0]
    assert "Mitään kokoelman teoista ei ole nyt julkaistu." in none[1]
    assert b"collections" not in b"".join(client.get("/sitemap.xml").streaming_content)


def test_unpublished_collection_shows_nowhere(client: Client):
    page = DeedPageFactory(number=7)
    collection(page.deed, is_published=False)

    assert client.get(PAGE).status_code == 404
    assert "Rauhaa" not in client.get(LIST).content.decode() + client.get(page.url).content.decode()


def test_deed_stands_in_a_collection_once_and_an_address_is_taken_once():
    deed = DeedFactory(number=7)

    row = collection(deed, deed)

    assert [entry.deed for entry in row.entries.all()] == [deed]
    with pytest.raises(ValidationError) as caught:
        collection(deed)
    assert list(caught.value.message_dict) == ["slug"]


@pytest.mark.parametrize("address", [LIST, PAGE])
def test_three_deeds_and_collections_take_as_many_queries_as_one(client: Client, count_queries, address: str):
    deeds = [
        DeedFactory(number=number, title=f"Teko {number}", sectors=["education"]) for number in (1, 2, 3)
    ]
    row = collection(deeds[0])
    one = count_queries(lambda: client.get(address))
    collection(*deeds, collection=row)
    for number in (1, 2):
        collection(*deeds, slug=f"muu-{number}")

    assert count_queries(lambda: client.get(address)) == one
