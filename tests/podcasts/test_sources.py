import pytest

from core.facts import fact_groups
from core.figures import figures
from finder.sources import finder_sources
from podcasts.models import EpisodePage
from podcasts.services import publish
from podcasts.sources import episodes
from syndication.items import Enclosure, Fact
from tests.podcasts.conftest import NOON, draft, mp3

pytestmark = pytest.mark.django_db


def test_item_of_an_episode_is_whole(episode, show):
    item = episodes.items(language="fi")[0]

    assert (item.guid, item.kind, item.title) == (str(episode.guid), "episode", "Vuorolista")
    assert item.html == "<p>Kolme kierrosta &amp; yksi unohdus.</p>"
    assert item.facts == (Fact("Podcast", "Torin laidalla"), Fact("Kesto", "0:04"))
    assert item.enclosure == Enclosure(episode.audio_url, len(mp3()), "audio/mpeg", 4)
    assert item.published_at == NOON


def test_drafts_and_other_languages_are_left_out(show, episode):
    draft(show, title="Luonnos")

    assert [item.title for item in episodes.items(language="fi")] == ["Vuorolista"]
    assert episodes.count(language="fi") == 1
    assert episodes.items(language="sv") == []
    assert episodes.last_modified(language="fi") == NOON


def test_chosen_episode_falls_back_to_its_original_language(episode):
    ref = str(episode.translation_key)

    found = episodes.get_items([ref, "gone", "00000000-0000-4000-8000-000000000000"], language="sv")

    assert {key: (item.title, item.language) for key, item in found.items()} == {ref: ("Vuorolista", "fi")}


def test_search_for_the_chooser_looks_at_titles(episode):
    assert [hit.title for hit in episodes.search("vuoro", language="fi", limit=5)] == ["Vuorolista"]
    assert episodes.search("kirjasto", language="fi", limit=5) == []


def test_search_index_holds_what_was_said(episode):
    documents = list(finder_sources.get("episode").documents())

    assert [(one.ref, one.language) for one in documents] == [(str(episode.translation_key), "fi")]
    assert "Vieras: Kiitos, työ > vapaa." in documents[0].text


def test_withdrawn_episode_leaves_the_search_at_once(episode):
    from finder.models import Entry

    assert Entry.objects.filter(source="episode").count() == 1

    episode.unpublish()

    assert Entry.objects.filter(source="episode").count() == 0


def test_figure_equals_its_recount(show, episode):
    publish(page=draft(show, title="Toinen"), user=None, now=NOON)
    draft(show, title="Luonnos")
    figure = figures.get("podcasts.episodes")

    assert (figure.number(), figure.recount()) == (2, 2)
    assert EpisodePage.objects.count() == 3


def test_show_is_a_topic_and_its_episodes_are_about_it(show, episode, django_assert_num_queries):
    group, key = fact_groups.get("podcast"), f"podcast:{show.translation_key}"

    with django_assert_num_queries(2):  # view restrictions, pages
        topics = [(fact.key, fact.labels) for fact in group.facts()]

    assert topics == [(key, {"fi": "Torin laidalla"})]
    assert episodes.items(language="fi")[0].topics == (key,)
    show.unpublish()
    assert group.facts() == []
