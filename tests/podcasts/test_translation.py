import pytest
from lxml import etree
from wagtail_localize.models import TranslationSource

from podcasts.services import EpisodeTexts, ShowTexts, translate_episode, translate_show
from tests.podcasts.conftest import NOON, recording, sound

pytestmark = pytest.mark.django_db
TEXTS = EpisodeTexts(title="Skiftlistan", summary="Tre omgångar.")


@pytest.fixture
def swedish_show(show, locales):
    texts = ShowTexts(title="Vid torgkanten", description="Om arbete.", artwork_alt="Markis")
    return translate_show(show=show, locale=locales["sv"], texts=texts, user=None, now=NOON)


def guids(client, language):
    document = client.get(f"/feeds/{language}/podcast-torin-laidalla.rss").content
    return [item.findtext("guid") for item in etree.fromstring(document).iter("item")]


def test_show_in_swedish_has_a_feed_and_guid_of_its_own(client, show, swedish_show):
    response = client.get("/feeds/sv/podcast-torin-laidalla.rss")
    channel = etree.fromstring(response.content).find("channel")

    assert swedish_show.first_published_at == NOON
    assert (swedish_show.feed_slug, swedish_show.guid != show.guid) == (show.feed_slug, True)
    assert (channel.findtext("title"), channel.findtext("language")) == ("Vid torgkanten", "sv")


def test_translation_without_sound_plays_the_original_and_says_so(client, episode, swedish_show, locales):
    page = translate_episode(episode=episode, locale=locales["sv"], texts=TEXTS, user=None, now=NOON)

    html = " ".join(client.get(page.url).content.decode().split())
    assert (page.audio, page.recording, page.is_foreign) == (None, episode, True)
    assert "finska" in html.lower()
    assert f'src="{episode.audio.url}"' in html
    assert '<section class="prose" aria-labelledby="transcript" lang="fi">' in html


def test_feed_of_a_language_holds_only_what_is_spoken_in_it(client, episode, swedish_show, locales):
    page = translate_episode(episode=episode, locale=locales["sv"], texts=TEXTS, user=None, now=NOON)

    assert guids(client, "fi") == [str(episode.guid)]
    assert guids(client, "sv") == []

    own = recording(audio=sound("avsnitt.mp3"), language="sv")
    texts = EpisodeTexts(title="Skiftlistan", summary="Tre omgångar.", recording=own)
    page = translate_episode(episode=episode, locale=locales["sv"], texts=texts, user=None, now=NOON)

    assert guids(client, "sv") == [str(page.guid)]
    assert guids(client, "fi") == [str(episode.guid)]
    assert page.guid != episode.guid
    assert page.recording == page


def test_translating_twice_changes_nothing(episode, swedish_show, locales):
    own = recording(audio=sound("avsnitt.mp3"), language="sv")
    texts = EpisodeTexts(title="Skiftlistan", summary="Tre omgångar.", recording=own)
    first = translate_episode(episode=episode, locale=locales["sv"], texts=texts, user=None, now=NOON)

    second = translate_episode(episode=episode, locale=locales["sv"], texts=texts, user=None, now=NOON)

    assert (second.pk, second.guid) == (first.pk, first.guid)
    assert second.latest_revision_id == first.latest_revision_id


def test_own_recording_survives_a_new_translation_of_the_texts(episode, swedish_show, locales):
    own = recording(audio=sound("avsnitt.mp3"), language="sv")
    texts = EpisodeTexts(title="Skiftlistan", summary="Tre omgångar.", recording=own)
    page = translate_episode(episode=episode, locale=locales["sv"], texts=texts, user=None, now=NOON)

    episode.summary = "Kolme kierrosta."
    episode.save_revision().publish()
    again = EpisodeTexts(title="Skiftlistan igen", summary="Tre omgångar i år.")
    translate_episode(episode=episode, locale=locales["sv"], texts=again, user=None, now=NOON)

    page.refresh_from_db()
    assert (page.title, page.audio, page.transcript) == ("Skiftlistan igen", own.audio, own.transcript)


def test_segments_of_both_page_types_are_texts_only(episode, show):
    paths = {}
    for page in (episode, show):
        source, _created = TranslationSource.get_or_create_from_instance(page)
        source.refresh_segments()
        paths[type(page).__name__] = set(source.stringsegment_set.values_list("context__path", flat=True))

    assert paths == {
        "EpisodePage": {"title", "slug", "summary"},
        "PodcastPage": {"title", "slug", "description", "artwork_alt"},
    }
