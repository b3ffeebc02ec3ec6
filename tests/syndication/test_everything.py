import pytest

from syndication.everything import everything, items, version
from tests.syndication.conftest import ListSource, make_item


def test_everything_merges_the_sources_newest_first(deeds, monkeypatch):
    episodes = ListSource(key="episode", rows=[make_item(2, guid="episode-2-fi", kind="episode")])
    monkeypatch.setattr("syndication.sources.sources._entries", {"deed": deeds, "episode": episodes})

    assert [item.guid for item in items("fi", 50, 0)] == [
        "deed-1-fi",
        "deed-2-fi",
        "episode-2-fi",
        "deed-3-fi",
    ]
    assert [item.guid for item in items("fi", 2, 2)] == ["episode-2-fi", "deed-3-fi"]


def test_version_tells_which_source_lost_an_item(deeds, monkeypatch):
    episodes = ListSource(key="episode", rows=[make_item(2)])
    monkeypatch.setattr("syndication.sources.sources._entries", {"deed": deeds, "episode": episodes})
    before = version("fi")
    deeds.rows, episodes.rows = deeds.rows[:2], [make_item(2), make_item(3)]

    assert version("fi").count == before.count
    assert version("fi") != before


def test_feed_of_everything_has_a_title_in_each_language():
    titles = {language: everything.feeds(language)[0].title for language in ("fi", "sv", "en")}

    assert titles == {
        "fi": "Kaikki uusi – Tekotori",
        "sv": "Allt nytt – Tekotori",
        "en": "Everything new – Tekotori",
    }


@pytest.mark.django_db
def test_every_feed_of_a_family_begins_with_its_key():
    from syndication.feeds import feeds

    strays = [
        feed.key for family in feeds for feed in family.feeds("fi") if not feed.key.startswith(family.key)
    ]

    assert strays == []
    assert [family.key for family in feeds] == [
        "all",
        "deed-of-the-week",
        "deeds",
        "newsletter",
        "podcast",
        "series",
    ]
