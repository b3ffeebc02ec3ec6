from io import StringIO

from django.core.management import call_command


def test_list_sources_counts_per_language(deeds):
    out = StringIO()

    call_command("list_sources", stdout=out)

    assert out.getvalue() == "deed         Deed                 fi 3, sv 3, en 3\n1 sources.\n"


def test_list_feeds_names_every_address(deeds, monkeypatch):
    from syndication.everything import everything

    monkeypatch.setattr("syndication.feeds.feeds._entries", {"all": everything})
    out = StringIO()

    call_command("list_feeds", stdout=out)

    assert out.getvalue().splitlines() == [
        "http://testserver/feeds/fi/all.rss  rss, atom, json  Kaikki uusi – Tekotori",
        "http://testserver/feeds/sv/all.rss  rss, atom, json  Allt nytt – Tekotori",
        "http://testserver/feeds/en/all.rss  rss, atom, json  Everything new – Tekotori",
        "3 feeds.",
    ]
