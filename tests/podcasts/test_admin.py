from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.models import Translation, TranslationSource
from wagtailmedia.models import Media

from podcasts.models import EpisodePage
from podcasts.services import ShowTexts, translate_show
from tests.home.localize import translate_in_admin
from tests.podcasts.conftest import NOON, TRANSCRIPT, draft, mp3, sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "x"))
    return client


def form(**changes):
    values = {
        "title": "Vuorolista",
        "slug": "vuorolista",
        "summary": "Kolme kierrosta.",
        "audio": "",
        "audio_language": "fi",
        "transcript": "",
        "chapters": streamfield([]),
        "notes": streamfield([]),
        "season": "1",
        "number": "1",
        "episode_type": "full",
        "artwork": "",
        "artwork_alt": "",
        "share_image": "",
        "share_image_alt": "",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return nested_form_data(values | changes)


def create(editor, show, **changes):
    url = f"/admin/pages/add/tekotori_podcasts/episodepage/{show.pk}/"
    return editor.post(url, form(**changes), headers={"accept-language": "en"})


def errors(response):
    found = response.context["form"].errors
    return {field: [str(message) for message in messages] for field, messages in found.items()}


def test_draft_is_saved_without_sound(editor, show):
    create(editor, show)

    assert [(page.title, page.live) for page in EpisodePage.objects.all()] == [("Vuorolista", False)]


def test_publishing_without_sound_is_refused_at_the_form(editor, show):
    response = create(editor, show, **{"action-publish": "1"})

    assert errors(response) == {"audio": ["Choose a sound file before you publish."]}
    assert EpisodePage.objects.count() == 0


def test_publishing_without_transcript_is_refused_at_the_form(editor, show):
    response = create(editor, show, audio=str(sound().pk), **{"action-publish": "1"})

    assert errors(response) == {
        "transcript": ["Add a transcript before you publish: whoever cannot hear reads it."]
    }


def test_broken_sound_is_refused_even_for_a_draft(editor, show):
    response = create(editor, show, audio=str(sound("sivu.mp3", b"<html>" * 99).pk))

    assert errors(response) == {"audio": ["This is not an MP3 or M4A sound file."]}


def test_whole_episode_is_published_from_the_form(editor, show):
    chapters = streamfield([("chapter", {"start_seconds": "0:00", "title": "Alku"}), ("chapter", {"start_seconds": "0:02", "title": "Loppu"})])  # fmt: skip

    create(
        editor,
        show,
        audio=str(sound().pk),
        transcript=TRANSCRIPT,
        chapters=chapters,
        **{"action-publish": "1"},
    )

    page = EpisodePage.objects.get()
    assert (page.live, page.duration_seconds, page.mime_type) == (True, 4, "audio/mpeg")
    assert [(one.start_seconds, one.title) for one in page.chapter_list] == [(0, "Alku"), (2, "Loppu")]


def test_edit_form_shows_times_as_a_clock(editor, episode):
    html = editor.get(f"/admin/pages/{episode.pk}/edit/").content.decode()

    assert "0:01.50" in html


def test_show_edit_form_shows_the_feeds_address(editor, show):
    assert show.feed_url in editor.get(f"/admin/pages/{show.pk}/edit/").content.decode()


def test_preview_of_a_draft_works(editor, show):
    page = draft(show)

    response = editor.get(f"/admin/pages/{page.pk}/view_draft/")

    assert response.status_code == 200
    assert "Tervetuloa torille." in response.content.decode()


def test_upload_of_a_mislabelled_sound_is_refused(editor):
    file = SimpleUploadedFile("jakso.m4a", mp3(), content_type="audio/mp4")
    fields = {"title": "Jakso", "file": file, "duration": 0, "collection": 1}

    response = editor.post("/admin/media/audio/add/", fields, headers={"accept-language": "en"})

    assert errors(response) == {
        "file": ["The file's name ends in .m4a, but its content is mp3. Name it .mp3 and upload it again."]
    }
    assert Media.objects.count() == 0


def test_upload_reads_the_length_and_gets_a_plain_name(editor):
    file = SimpleUploadedFile("Työ.mp3", mp3(4), content_type="audio/mpeg")

    editor.post("/admin/media/audio/add/", {"title": "Työ", "file": file, "duration": 0, "collection": 1})

    media = Media.objects.get()
    assert (media.duration, media.file.name.startswith("media/tyo")) == (4, True)


def test_sound_that_an_episode_plays_cannot_be_deleted(editor, episode):
    response = editor.post(f"/admin/media/delete/{episode.audio.pk}/", follow=True)

    assert Media.objects.filter(pk=episode.audio.pk).exists()
    assert "Vuorolista" in response.content.decode()


def test_episode_is_translated_updated_and_published_in_the_admin(
    editor, episode, show, locales, django_capture_on_commit_callbacks
):
    translate_show(
        show=show,
        locale=locales["sv"],
        texts=ShowTexts("Vid torgkanten", "Om arbete.", "Markis"),
        user=None,
        now=NOON,
    )
    editor.post(f"/admin/localize/submit/page/{episode.pk}/", {"locales": [locales["sv"].pk]})
    translation = Translation.objects.get(
        source__object_id=episode.translation_key, target_locale=locales["sv"]
    )

    texts = {"title": "Skiftlistan", "slug": "skiftlistan", "summary": "Tre omgångar."}
    for segment in translation.source.stringsegment_set.all():
        url = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
        body = urlencode({"value": texts[segment.context.path]})
        editor.put(url, body, content_type="application/x-www-form-urlencoded")
    page = translation.get_target_instance()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish"})

    page = EpisodePage.objects.get(pk=page.pk)
    assert (page.title, page.live, page.recording) == ("Skiftlistan", True, episode)

    episode.summary = "Kolme kierrosta ja muistilista."
    episode.save_revision().publish()
    source = TranslationSource.objects.get(object_id=episode.translation_key)
    editor.post(f"/admin/localize/update/{source.pk}/", {})
    assert source.stringsegment_set.filter(string__data="Kolme kierrosta ja muistilista.").exists()


def test_show_is_translated_updated_and_published_in_the_admin(
    editor, show, django_capture_on_commit_callbacks
):
    swedish = translate_in_admin(editor, show, "sv", django_capture_on_commit_callbacks)

    assert (swedish.live, swedish.title) == (True, "Sv Torin laidalla 2")
    assert swedish.description == "Sv Työstä & elämästä kunnissa."
    assert (swedish.guid == show.guid, swedish.category, swedish.artwork) == (
        False,
        show.category,
        show.artwork,
    )
