from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from podcasts.formats import Chapter, podcast_guid
from podcasts.models import EpisodePage, PodcastPage
from podcasts.services import publish, set_recording
from tests.podcasts.conftest import NOON, TRANSCRIPT, draft, picture, recording

pytestmark = pytest.mark.django_db


def problems(page):
    with override("en"):
        with pytest.raises(ValidationError) as error:
            publish(page=page, user=None, now=NOON)
        return error.value.message_dict


def test_show_gets_its_address_and_guid_once(draft_show):
    guid, address = draft_show.guid, draft_show.feed_url

    draft_show.slug = "aivan-toinen"
    draft_show.save()

    assert address == "http://testserver/feeds/fi/podcast-torin-laidalla.rss"
    assert (draft_show.guid, draft_show.feed_url) == (guid, address)
    assert guid == podcast_guid(address)


def test_new_show_under_a_used_slug_gets_an_address_of_its_own(draft_show, home):
    draft_show.slug = "vanha"
    draft_show.save()

    other = home.add_child(
        instance=PodcastPage(
            title="Torin laidalla", author="x", description="x", category="Government", live=False
        )
    )

    assert other.feed_slug == "torin-laidalla-2"
    assert other.guid != draft_show.guid


def test_published_episode_is_whole(episode):
    assert (episode.live, episode.first_published_at, episode.audio_language) == (True, NOON, "fi")
    assert (episode.mime_type, episode.duration_seconds) == ("audio/mpeg", 4)
    assert episode.chapter_list == [Chapter(0, "Alku"), Chapter(1.5, "Vieras")]


def test_second_publishing_keeps_the_first_date_and_the_guid(episode):
    guid = episode.guid
    episode.title = "Uusi nimi"

    again = publish(page=episode, user=None, now=NOON + timedelta(days=1))

    assert (again.title, again.first_published_at, again.guid) == ("Uusi nimi", NOON, guid)
    assert again.last_published_at == NOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"transcript": ""},
            "transcript",
            "Add a transcript before you publish: whoever cannot hear reads it.",
        ),
        ({"transcript": "Hei"}, "transcript", "The transcript must be WebVTT: its first line is WEBVTT."),
        (
            {"transcript": TRANSCRIPT.replace("00:00:0", "00:09:0")},
            "transcript",
            "The transcript is longer than the sound file.",
        ),
        ({"chapters": (Chapter(1, "a"),)}, "chapters", "The first chapter must start at 0:00."),
        (
            {"chapters": (Chapter(0, "a"), Chapter(99, "b"))},
            "chapters",
            "The last chapter starts after the end of the sound file.",
        ),
    ],
)
def test_incomplete_recording_is_not_published(show, changes, field, message):
    episode = draft(show, recording=recording(**changes))

    assert problems(episode) == {field: [message]}
    assert not EpisodePage.objects.get(pk=episode.pk).live


def test_episode_without_sound_is_not_published(show):
    assert problems(draft(show, recording=None)) == {"audio": ["Choose a sound file before you publish."]}


def test_revision_cannot_publish_what_the_form_would_refuse(show):
    episode = draft(show, recording=None)

    with pytest.raises(ValidationError):
        episode.get_latest_revision().publish()

    assert not EpisodePage.objects.get(pk=episode.pk).live


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (
            {"size": (1400, 1399)},
            "The cover image must be square, 1400 to 3000 pixels wide; this one is 1400 × 1399.",
        ),
        (
            {"size": (900, 900)},
            "The cover image must be square, 1400 to 3000 pixels wide; this one is 900 × 900.",
        ),
        ({"kind": "WEBP", "name": "cover.webp"}, "The cover image must be a JPEG or PNG whose name says so."),
        ({"kind": "PNG"}, "The cover image must be a JPEG or PNG whose name says so."),
        (
            {"kind": "PNG", "name": "cover.png", "mode": "RGBA"},
            "The cover image must be in RGB without transparency.",
        ),
    ],
)
def test_cover_that_apps_would_refuse_is_not_published(draft_show, image, message):
    draft_show.artwork = picture(**image)

    assert problems(draft_show) == {"artwork": [message]}


def test_copy_is_another_episode_without_recording(episode):
    copy = episode.copy(update_attrs={"slug": "kopio"}, keep_live=False)

    assert (copy.audio, copy.transcript, copy.chapter_list) == (None, "", [])
    assert copy.guid not in (None, episode.guid)


def test_alias_is_the_same_episode(episode, show):
    alias = episode.create_alias(update_slug="alias")
    episode.title = "Uusi"
    publish(page=episode, user=None, now=NOON)

    alias.refresh_from_db()
    assert (alias.guid, alias.permanent_guid, alias.title) == (None, episode.guid, "Uusi")
    assert alias.recording.audio == episode.audio


def test_old_revision_keeps_the_guid(episode):
    revision = episode.save_revision()
    revision.content["guid"] = "00000000-0000-4000-8000-000000000000"
    revision.save()

    revision.publish()

    assert EpisodePage.objects.get(pk=episode.pk).guid == episode.guid


def test_live_episode_takes_a_new_recording(episode):
    page = set_recording(
        episode=episode, recording=recording(chapters=(Chapter(0, "Kaikki"),)), user=None, now=NOON
    )

    assert page.chapter_list == [Chapter(0, "Kaikki")]
    assert page.live
