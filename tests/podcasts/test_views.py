import json
import uuid

import pytest

pytestmark = pytest.mark.django_db


def test_transcript_and_chapters_have_their_types_and_are_open_to_all(client, episode):
    base = f"/podcasts/{episode.guid}"
    answers = {
        name: client.get(f"{base}/{name}") for name in ("transcript.vtt", "transcript.txt", "chapters.json")
    }

    assert {name: answer["Content-Type"] for name, answer in answers.items()} == {
        "transcript.vtt": "text/vtt; charset=utf-8",
        "transcript.txt": "text/plain; charset=utf-8",
        "chapters.json": "application/json+chapters",
    }
    assert {answer["Access-Control-Allow-Origin"] for answer in answers.values()} == {"*"}
    assert answers["transcript.vtt"].content.startswith(b"WEBVTT\n")
    assert answers["transcript.txt"].content.decode() == (
        "Juontaja: Tervetuloa torille.\n\nVieras: Kiitos, työ > vapaa.\n"
    )
    assert json.loads(answers["chapters.json"].content) == {
        "version": "1.2.0",
        "title": "Vuorolista",
        "chapters": [{"startTime": 0, "title": "Alku"}, {"startTime": 1.5, "title": "Vieras"}],
    }


def test_unchanged_transcript_is_304(client, episode):
    url = f"/podcasts/{episode.guid}/transcript.vtt"
    etag = client.get(url)["ETag"]

    assert client.get(url, headers={"if-none-match": etag}).status_code == 304


def test_draft_has_no_public_files(client, episode):
    episode.unpublish()

    for name in ("transcript.vtt", "transcript.txt", "chapters.json"):
        assert client.get(f"/podcasts/{episode.guid}/{name}").status_code == 404


def test_unknown_guid_is_404_in_plain_text(client):
    response = client.get(f"/podcasts/{uuid.uuid4()}/chapters.json")

    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_episode_page_plays_without_script(client, episode):
    html = client.get(episode.url).content.decode()

    assert '<audio controls preload="none"' in html
    assert f'href="{episode.audio.url}" download' in html
    assert f'href="{episode.audio.url}#t=1.5"' in html
    assert "<strong>Vieras:</strong> Kiitos, työ &gt; vapaa." in html
    assert "http://testserver/feeds/fi/podcast-torin-laidalla.rss" in html
    assert '<time datetime="PT4S">0:04</time>' in html
    assert "<script" not in html.replace('<script type="application/ld+json"', "")


def test_show_page_lists_its_episodes(client, show, episode):
    html = client.get(show.url).content.decode()

    assert f'href="{episode.url}"' in html
    assert 'alt="Torin markiisi"' in html


def test_json_ld_names_sound_and_series(episode):
    data = episode.json_ld()

    assert data["@type"] == "PodcastEpisode"
    assert data["associatedMedia"]["contentUrl"] == f"http://testserver{episode.audio.url}"
    assert data["partOfSeries"]["webFeed"] == "http://testserver/feeds/fi/podcast-torin-laidalla.rss"
    assert data["timeRequired"] == "PT4S"
