from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from podcasts.audio import AudioFacts, read_audio
from podcasts.errors import AudioError
from podcasts.services import publish, refresh_recordings
from tests.podcasts.conftest import FILES, NOON, draft, mp3, recording, sound

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><title>404</title>" * 50


def test_facts_of_an_mp3_are_read_from_its_content():
    content = mp3(4)

    assert read_audio(sound(content=content).file) == AudioFacts(len(content), "audio/mpeg", 4)


def test_facts_of_an_m4a_are_read_from_its_content():
    content = (FILES / "tone.m4a").read_bytes()

    assert read_audio(sound("tone.m4a", content).file) == AudioFacts(len(content), "audio/x-m4a", 2)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("sivu.mp3", HTML, "This is not an MP3 or M4A sound file."),
        ("tyhja.mp3", b"", "This is not an MP3 or M4A sound file."),
        ("paa.mp3", b"ID3" + bytes(40), "The sound file is broken: it holds no sound."),
        ("paa.m4a", b"\0\0\0\x18ftypM4A " + bytes(60), "The sound file is broken: it holds no sound."),
        (
            "vaara.m4a",
            mp3(2),
            "The file's name ends in .m4a, but its content is mp3. Name it .mp3 and upload it again.",
        ),
    ],
)
def test_file_that_no_app_could_play_is_refused(name, content, message):
    with override("en"), pytest.raises(AudioError) as error:
        read_audio(sound(name, content).file)

    assert str(error.value) == message


def test_missing_file_is_refused():
    media = sound()
    media.file.storage.delete(media.file.name)

    with override("en"), pytest.raises(AudioError, match="missing on the server"):
        read_audio(media.file)


def test_upload_gets_a_plain_name():
    assert sound("Työ & läsnäolo.mp3").file.name.startswith("media/tyo-lasnaolo")


def test_replaced_file_changes_the_facts_of_its_episodes(show):
    media = sound()
    episode = publish(page=draft(show, recording=recording(audio=media)), user=None, now=NOON)
    media.file.storage.delete(media.file.name)
    media.file.storage.save(media.file.name, BytesIO(mp3(9)))

    changed = refresh_recordings(media=media, now=NOON)

    episode.refresh_from_db()
    assert (changed, episode.size_bytes, episode.duration_seconds) == (1, len(mp3(9)), 9)


def test_episode_with_a_broken_file_is_refused_by_the_service(show):
    with override("en"), pytest.raises(ValidationError) as error:
        draft(show, recording=recording(audio=sound("sivu.mp3", HTML)))

    assert error.value.message_dict == {"audio": ["This is not an MP3 or M4A sound file."]}
    assert show.get_children().count() == 0
