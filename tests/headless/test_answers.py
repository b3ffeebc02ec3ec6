import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from headless.previews import preview_token
from tests.headless.conftest import ROOT
from tests.home.factories import make_content

NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    "path",
    ["/fi/tietoa-sivustosta/", "/fi/tietoa-sivustosta", "http://testserver/fi/tietoa-sivustosta/?a=1#b"],
)
def test_address_resolves_to_its_page(site, get, path):
    answer = get("resolve/", path=path).json

    assert (answer["kind"], answer["page"]["id"], answer["route"]) == ("page", site.content.pk, "")


def test_addresses_of_the_api_do_without_the_slash_at_their_end(site, client: Client):
    bare = client.get(f"{ROOT}resolve?path=/fi/tietoa-sivustosta/")

    assert (bare.status_code, bare.json()["page"]["id"]) == (200, site.content.pk)


def test_every_html_url_resolves_to_its_own_page(site, swedish, get):
    for item in get("pages/", limit=100).json["items"]:
        assert get("resolve/", path=item["html_url"]).json["page"]["id"] == item["id"]


def test_moved_page_resolves_to_a_redirect(site, get):
    Redirect.objects.create(
        old_path=Redirect.normalise_path("/fi/vanha/"), redirect_page=site.content, site=None
    )
    Redirect.objects.create(
        old_path=Redirect.normalise_path("/fi/muualle/"),
        redirect_link="https://a.example/x",
        is_permanent=False,
    )

    inner, outer = get("resolve/", path="/fi/vanha/").json, get("resolve/", path="/fi/muualle/").json

    assert (inner["kind"], inner["location"], inner["is_permanent"]) == (
        "redirect",
        "http://testserver/fi/tietoa-sivustosta/",
        True,
    )
    assert (outer["kind"], outer["location"], outer["is_permanent"]) == (
        "redirect",
        "https://a.example/x",
        False,
    )


def test_changed_slug_resolves_to_the_new_address(site, get, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        site.content.slug = "uusi-osoite"
        site.content.save_revision().publish()

    answer = get("resolve/", path="/fi/tietoa-sivustosta/").json

    assert (answer["kind"], answer["location"]) == ("redirect", "http://testserver/fi/uusi-osoite/")


def test_withdrawn_page_is_gone(site, get):
    site.content.unpublish()

    assert get("resolve/", path="/fi/tietoa-sivustosta/").json["kind"] == "gone"


@pytest.mark.parametrize(
    "path",
    [
        "/fi/ei-ole/",
        "/xx/",
        "/",
        "/fi/tietoa-sivustosta/lisaa/",
        "https://other.example/fi/",
        "/fi/" + "a/" * 100,
    ],
)
def test_unknown_address_is_a_problem(site, get, path):
    answer = get("resolve/", path=path)

    assert (answer.status, answer.json["title"]) == (404, "Not found")


def test_draft_that_was_never_public_and_private_pages_stay_unknown(site, get):
    private = make_content(site.homes["fi"], title="Salainen")
    private.view_restrictions.create(restriction_type="login")
    withdrawn = make_content(private, title="Alasivu")
    withdrawn.unpublish()

    assert [get("resolve/", path=path).status for path in ("/fi/salainen/", "/fi/salainen/alasivu/")] == [
        404,
        404,
    ]


def test_site_tells_languages_front_pages_and_settings(site, get):
    answer = get("site/").json

    assert [(row["code"], row["name"], row["html_url"]) for row in answer["locales"]] == [
        ("fi", "Suomi", "http://testserver/fi/"),
        ("sv", "Svenska", "http://testserver/sv/"),
        ("en", "English", "http://testserver/en/"),
    ]
    assert answer["settings"]["tekotori_home.SiteSettings"]["social_links"] == []


def test_menu_lists_what_editors_show_in_menus(site, get):
    make_content(site.content, title="Alasivu", show_in_menus=True)

    (item,) = get("menu/", locale="fi").json["items"]

    assert (item["title"], [child["title"] for child in item["children"]]) == (
        "Tietoa sivustosta",
        ["Alasivu"],
    )
    assert get("menu/", locale="en").json["items"] == []


# --- Previews.


def test_preview_shows_the_newest_draft(site, get):
    site.content.title = "Uusi otsikko"
    site.content.save_revision()
    token = preview_token(page=site.content, now=NOW)

    answer = get("preview/", token=token)

    assert (answer.json["title"], answer.json["is_draft"], answer.json["has_unpublished_changes"]) == (
        "Uusi otsikko",
        True,
        True,
    )
    assert answer.response["Cache-Control"] == "no-store, private"
    assert get(f"pages/{site.content.pk}/").json["title"] == "Tietoa sivustosta"


@pytest.mark.parametrize(("age", "status"), [(timedelta(minutes=14), 200), (timedelta(minutes=16), 410)])
def test_preview_link_lives_a_quarter_of_an_hour(site, get, age, status):
    token = preview_token(page=site.content, now=datetime.now(UTC) - age)

    assert get("preview/", token=token).status == status


@pytest.mark.parametrize(
    "change", [lambda token: token[:-2] + "AA", lambda token: "x", lambda token: token.replace(".", "..", 1)]
)
def test_altered_preview_link_is_refused(site, get, change):
    token = preview_token(page=site.content, now=NOW)

    assert get("preview/", token=change(token)).status == 403


def test_link_made_for_another_purpose_shows_no_draft(site, get):
    from core import links

    assert (
        get("preview/", token=links.sign(purpose="unsubscribe", value=site.content.pk, now=NOW)).status == 403
    )


def test_editor_gets_the_preview_link_from_the_page_header(site, admin_client: Client):
    header = admin_client.get(reverse("wagtailadmin_pages:edit", args=[site.content.pk])).content.decode()
    address = reverse("headless_preview_link", args=[site.content.pk])

    shown = admin_client.get(address).content.decode()

    assert address in header
    link = re.search(r'href="http://testserver(/api/content/v1/preview/\?token=[^"]+)"', shown)[1]
    assert Client().get(link).json()["id"] == site.content.pk


def test_who_may_not_edit_a_page_gets_no_preview_link(site, client: Client):
    user = get_user_model().objects.create_user("reader", "reader@tekotori.example", "x")
    client.force_login(user)

    assert client.get(reverse("headless_preview_link", args=[site.content.pk])).status_code in {302, 403}


# --- HTTP.


@pytest.mark.parametrize(
    "path",
    ["nowhere", "nowhere/", "pages/0", "pages/0/", "pages/x/", "pages/99999999999999999999999/", "fi/"],
)
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_unknown_path_is_a_problem_and_never_a_redirect_to_a_language(site, client, path, language):
    answer = client.get(ROOT + path, headers={"accept-language": language, "accept": "text/html"})

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["instance"] == ROOT + path


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["pages/", "pages/1/", "resolve/", "nowhere/"])
def test_api_is_read_only(db, client, method, path):
    answer = getattr(client, method)(ROOT + path)

    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (
        405,
        "GET, HEAD, OPTIONS",
        "application/problem+json",
    )


def test_front_ends_of_other_hosts_may_read(site, client):
    allowed = client.options(ROOT + "pages/", headers={"origin": "https://front.example"})
    answer = client.get(ROOT + "pages/", headers={"origin": "https://front.example"})

    assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (204, "*")
    assert (answer["Access-Control-Allow-Origin"], answer["Cross-Origin-Resource-Policy"]) == (
        "*",
        "cross-origin",
    )
    assert not client.cookies


def test_equal_answer_is_not_sent_twice(site, client):
    first = client.get(ROOT + "pages/")
    again = client.get(ROOT + "pages/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    site.content.title = "Muuttunut"
    site.content.save_revision().publish()
    assert client.get(ROOT + "pages/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_head_answers_like_get_without_a_body(site, client):
    head, full = client.head(ROOT + "pages/"), client.get(ROOT + "pages/")

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", full["ETag"])


def test_failure_inside_is_a_problem_without_details(site, client, monkeypatch):
    monkeypatch.setattr("headless.api.site_frame", lambda **_: 1 / 0)

    answer = client.get(ROOT + "site/")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "division" not in answer.content.decode()


def test_documentation_loads_nothing_from_another_host(site, client):
    html = client.get(ROOT + "docs/").content.decode()

    assert "tekotori_articles.ArticlePage" in html
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver)', html)
    assert "<script" not in html


def test_root_names_the_documents(site, get):
    assert get("").json["openapi"] == "http://testserver/api/content/v1/openapi.json"


def test_openapi_document_is_built_once(db, client, monkeypatch):
    first = client.get(ROOT + "openapi.json")
    monkeypatch.setattr("headless.api.api.get_openapi_schema", lambda **_: 1 / 0)

    again = client.get(ROOT + "openapi.json")

    document = json.loads(first.content)
    assert again.content == first.content
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        f"{ROOT}{path}"
        for path in ("pages/", "pages/types/", "pages/{page_id}/", "resolve/", "menu/", "site/", "preview/")
    }
    blocks = document["components"]["schemas"]["tekotori_articles.ArticlePage"]["allOf"][1]["properties"][
        "fields"
    ]["properties"]["body"]
    assert [kind["properties"]["type"]["const"] for kind in blocks["items"]["oneOf"]][:3] == [
        "heading",
        "paragraph",
        "image",
    ]
