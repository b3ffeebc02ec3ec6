import pytest
from django.test import override_settings

from articles.models import ArticlePage
from headless.fields import page_types
from tests.articles.factories import make_article
from tests.home.factories import make_content, swedish_content, translate

ARTICLE, CONTENT = "tekotori_articles.ArticlePage", "tekotori_home.ContentPage"


def test_list_holds_every_public_page_and_its_type(site, get):
    answer = get("pages/")

    assert [(item["type"], item["title"]) for item in answer.json["items"]] == [
        ("tekotori_home.HomePage", "Tekotori"),
        (CONTENT, "Tietoa sivustosta"),
        ("tekotori_articles.SeriesPage", "Teon kolme vaihetta"),
        (ARTICLE, "Aloita siitä, mikä hiertää"),
        ("tekotori_home.HomePage", "Framstegsarenan"),
        ("tekotori_home.HomePage", "Deed square"),
    ]
    assert (answer.status, answer.json["total"], answer.json["limit"], answer.json["offset"]) == (
        200,
        6,
        20,
        0,
    )


def test_detail_has_typed_fields_images_and_all_translations(site, get):
    page = get(f"pages/{site.article.pk}/").json

    assert (page["id"], page["type"], page["locale"], page["parent_id"]) == (
        site.article.pk,
        ARTICLE,
        "fi",
        site.series.pk,
    )
    assert page["html_url"] == "http://testserver/fi/teon-kolme-vaihetta/aloita-siita-mika-hiertaa/"
    assert [block["type"] for block in page["fields"]["body"]] == ["heading", "paragraph", "image"]
    assert page["fields"]["body"][1]["value"] == '<p>Katso <a href="https://a.example/fi">ohjeet</a>.</p>'
    assert page["fields"]["body"][2]["value"]["image"]["alt"] == "Koju"
    assert (page["fields"]["part"], page["fields"]["reading_minutes"], page["fields"]["image"]) == (
        1,
        1,
        None,
    )
    assert [row["locale"] for row in page["translations"]] == ["fi"]


def test_image_of_a_page_has_renditions_and_the_alt_text_of_its_place(site, get):
    image = get(f"pages/{site.series.pk}/").json["fields"]["image"]

    assert (image["id"], image["alt"], image["width"], image["height"]) == (
        site.image.pk,
        "Tori aamulla",
        1200,
        900,
    )
    assert [(row["name"], row["width"], row["height"]) for row in image["renditions"]] == [
        ("small", 400, 300), ("medium", 800, 600), ("large", 1200, 900),
    ]  # fmt: skip


def test_translations_name_each_other(site, swedish, get):
    finnish, other = (
        get(f"pages/{page.pk}/").json["translations"] for page in (swedish.original, swedish.article)
    )

    assert finnish == other
    assert [(row["locale"], row["id"]) for row in finnish] == [
        ("fi", swedish.original.pk),
        ("sv", swedish.article.pk),
    ]


@pytest.mark.parametrize(
    ("parameters", "titles"),
    [
        ({"type": ARTICLE}, ["Aloita siitä, mikä hiertää", "Toinen osa", "Börja där det skaver"]),
        ({"type": ARTICLE, "locale": "sv"}, ["Börja där det skaver"]),
        ({"type": ARTICLE, "order": "-title", "limit": 1}, ["Toinen osa"]),
        ({"type": ARTICLE, "order": "title", "limit": 1, "offset": 1}, ["Börja där det skaver"]),
        ({"type": CONTENT, "where": "purpose:privacy"}, ["Tietoa sivustosta"]),
        ({"type": CONTENT, "where": "purpose:contact"}, []),
        ({"type": ARTICLE, "where": "part:2", "locale": "fi"}, ["Toinen osa"]),
        ({"type": f"{ARTICLE},{CONTENT}", "locale": "fi", "order": "id"}, ["Tietoa sivustosta", "Aloita siitä, mikä hiertää", "Toinen osa"]),
    ],
)  # fmt: skip
def test_list_is_narrowed_and_ordered(site, swedish, get, parameters, titles):
    assert [item["title"] for item in get("pages/", **parameters).json["items"]] == titles


def test_list_by_translation_key_and_by_parent(site, swedish, get):
    key = get("pages/", translation_key=str(swedish.original.translation_key)).json
    children = get("pages/", child_of=site.series.pk).json

    assert [item["locale"] for item in key["items"]] == ["fi", "sv"]
    assert [item["title"] for item in children["items"]] == ["Aloita siitä, mikä hiertää", "Toinen osa"]


@override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}})
def test_search_finds_pages_by_all_words(site, get, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_article(site.series, "Hiljaiset saarekkeet", intro="Rauhallinen työtila.")

    assert [item["title"] for item in get("pages/", search="hiljaiset saarekkeet").json["items"]] == [
        "Hiljaiset saarekkeet"
    ]
    assert get("pages/", search="hiljaiset puuttuva").json["total"] == 0


def test_fields_of_a_list_are_chosen(site, get):
    def names(fields: str) -> list[str]:
        return list(get("pages/", type=ARTICLE, fields=fields).json["items"][0]["fields"])

    assert names("intro,part") == ["part", "intro"]
    assert "body" not in names("")
    assert "body" in names("*")


@pytest.mark.parametrize(
    ("path", "parameters", "parameter"),
    [
        ("pages/", {"type": "no.Type"}, "type"),
        ("pages/", {"locale": "de"}, "locale"),
        ("pages/", {"order": "password"}, "order"),
        ("pages/", {"type": ARTICLE, "fields": "secret"}, "fields"),
        ("pages/", {"limit": "0"}, "limit"),
        ("pages/", {"limit": "1000"}, "limit"),
        ("pages/", {"limit": "x"}, "limit"),
        ("pages/", {"offset": "-1"}, "offset"),
        ("pages/", {"translation_key": "x"}, "translation_key"),
        ("pages/", {"where": "owner__password:x", "type": ARTICLE}, "where"),
        ("pages/", {"where": "part:x", "type": ARTICLE}, "where"),
        ("resolve/", {}, "path"),
        ("menu/", {"locale": "de"}, "locale"),
        ("pages/", {"language": "sv"}, "language"),
        ("site/", {"locale": "sv"}, "locale"),
    ],
)  # fmt: skip
def test_wrong_parameter_is_a_problem_that_names_it(site, get, path, parameters, parameter):
    answer = get(path, **parameters)

    assert (answer.status, answer.json["status"], answer.json["title"]) == (422, 422, "A parameter is wrong")
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


def test_drafts_private_pages_and_other_languages_drafts_never_show(site, get):
    draft = make_content(site.homes["fi"], title="Salainen luonnos")
    draft.unpublish()
    private = make_content(site.homes["fi"], title="Salainen sivu")
    private.view_restrictions.create(restriction_type="login")
    below = make_content(private, title="Salainen alasivu")
    translate(site.content, "sv", swedish_content(title="Hemligt utkast"), publish=False)

    everything = [get("pages/", fields="*", limit=100), get("site/"), get("menu/", locale="fi")]

    for word in ("Salainen", "Hemligt"):
        assert all(word not in str(answer.json) for answer in everything)
    for page in (draft, private, below):
        assert get(f"pages/{page.pk}/").status == 404


def test_link_to_a_draft_does_not_name_it(site, get):
    draft = make_content(site.homes["fi"], title="Salainen luonnos")
    draft.unpublish()
    page = make_content(
        site.homes["fi"], title="Nappi", body=[{"type": "button", "text": "Tule mukaan", "page": draft.pk}]
    )

    (block,) = get(f"pages/{page.pk}/").json["fields"]["body"]

    assert block["value"] == {"text": "Tule mukaan", "url": "", "page": None}


@pytest.mark.parametrize("fields", ["", "*"])
def test_list_costs_no_more_queries_for_three_pages_than_for_one(
    site, get, fields, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fetch() -> int:
        with CaptureQueriesContext(connection) as queries:
            get("pages/", type=ARTICLE, fields=fields)
        return len(queries)

    fetch()
    one = fetch()
    for number in range(2):
        body = [
            {"type": "image", "image": site.image.pk, "alt_text": f"Koju {number}", "decorative": False}
        ] * 2
        make_article(site.series, f"Osa {number}", body=body, image=site.image, image_alt="x")
    fetch()

    assert (
        fetch() <= one + 2
    )  # the pictures that the first article has none of: their rows and their renditions
    assert one <= 16


def test_types_are_listed_with_the_kind_of_each_field(get, db):
    types = {item["type"]: item for item in get("pages/types/").json["items"]}

    assert set(types) == set(page_types())
    assert types[ARTICLE]["fields"]["body"] == "stream"
    assert types[ARTICLE]["label"] == "article"


@pytest.mark.parametrize("name", sorted(page_types()))
def test_every_page_type_of_the_project_offers_fields(name):
    assert page_types()[name].api_fields


def test_article_page_offers_no_field_that_is_not_declared(site, get):
    declared = {field.name for field in ArticlePage.api_fields}

    assert set(get(f"pages/{site.article.pk}/").json["fields"]) == declared
