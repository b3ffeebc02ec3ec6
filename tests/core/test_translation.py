import pytest
from wagtail_localize.models import StringTranslation, Translation

from core.rendering import render_stream
from core.translation import StructureDiffers
from home.services import ContentFields, content_values
from tests.home.factories import STORY_SV, make_content, make_homes, swedish_content, translate

pytestmark = pytest.mark.django_db


def test_translated_page_is_live_under_its_language_with_every_text():
    homes = make_homes()
    page = make_content(homes["fi"])

    swedish = translate(page, "sv", swedish_content())

    assert (swedish.live, swedish.title, swedish.slug, swedish.intro) == (
        True,
        "Om webbplatsen",
        "om-webbplatsen",
        "I korthet.",
    )
    assert swedish.get_parent().specific == homes["sv"]
    assert swedish.translation_key == page.translation_key
    assert render_stream(swedish.body, "text") == (
        "## Först\n\nSe anvisningarna <https://a.example/sv> och pröva.\n\nAndra stycket.\n\n### Fråga\n\nSvar."
    )
    assert [block.id for block in swedish.body] == [block.id for block in page.body]


def test_translating_twice_changes_nothing():
    homes = make_homes()
    page = make_content(homes["fi"])
    first = translate(page, "sv", swedish_content())
    revisions, strings = first.revisions.count(), StringTranslation.objects.count()

    again = translate(page, "sv", swedish_content())

    assert again == first
    assert (again.revisions.count(), StringTranslation.objects.count()) == (revisions, strings)


def test_changed_source_and_texts_update_the_existing_translation():
    homes = make_homes()
    page = make_content(homes["fi"])
    first = translate(page, "sv", swedish_content())
    page.intro, page.purpose = "Uusi alku.", "about"
    page.save_revision().publish()

    changed = translate(page, "sv", swedish_content(intro="Ny början."))

    assert (changed.pk, changed.intro, changed.purpose, changed.live) == (
        first.pk,
        "Ny början.",
        "about",
        True,
    )


def test_translation_may_stay_a_draft():
    homes = make_homes()

    draft = translate(make_content(homes["fi"]), "sv", swedish_content(), publish=False)

    assert (draft.live, draft.title) == (False, "Om webbplatsen")


def test_admin_editor_finds_the_translation_complete():
    homes = make_homes()
    page = make_content(homes["fi"])

    translate(page, "sv", swedish_content())

    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code="sv"
    )
    total, done = translation.get_progress()
    assert total == done > 0


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"body": STORY_SV[:2]}, "body"),
        ({"intro": ""}, "intro"),
        (
            {"body": [STORY_SV[0], {"type": "paragraph", "html": "<p>Bara ett stycke.</p>"}, STORY_SV[2]]},
            "body.",
        ),
    ],
    ids=["a block is missing", "a text is missing", "a paragraph is missing"],
)
def test_translation_of_another_shape_is_refused_and_nothing_is_written(fields, path):
    homes = make_homes()
    page = make_content(homes["fi"])

    with pytest.raises(StructureDiffers) as caught:
        translate(page, "sv", swedish_content(**fields))

    assert caught.value.path.startswith(path)
    assert page.get_translations().count() == 0


def test_table_texts_are_translated_and_numbers_kept():
    homes = make_homes()

    def table(heading: str, cell: str, rich: str) -> list[dict]:
        columns = [
            {"type": "text", "heading": heading},
            {"type": "number", "heading": "N"},
            {"type": "rich_text", "heading": "R"},
        ]
        return [
            {
                "type": "table",
                "caption": heading,
                "columns": columns,
                "rows": [{"values": [cell, 2.5, f"<p>{rich}</p>"]}],
            }
        ]

    page = make_content(homes["fi"], body=table("Vuosi", "Alku", "Teksti"))

    swedish = translate(
        page,
        "sv",
        content_values(ContentFields(title="Tabell", intro="Kort.", body=table("År", "Början", "Text"))),
    )

    assert render_stream(swedish.body, "text", {}) == "År\nÅr | N | R\nBörjan | 2,5 | Text"


def test_translating_a_page_costs_a_bounded_number_of_queries(django_assert_max_num_queries):
    homes = make_homes()
    page = make_content(homes["fi"])

    with django_assert_max_num_queries(300):
        translate(page, "sv", swedish_content())
