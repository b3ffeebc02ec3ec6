"""A small site for tests: a front page per language, and pages under it, through the services."""

from datetime import UTC, datetime
from typing import Any

from wagtail.models import Locale, Page

from core.translation import translate_page
from home.models import ContentPage, HomePage
from home.services import (
    ContentFields,
    HomeFields,
    content_values,
    create_content_page,
    create_home,
    home_values,
)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def locales() -> dict[str, Locale]:
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("fi", "sv", "en")}


def make_home(**fields: Any) -> HomePage:
    values = {
        "title": "Tekotori",
        "hero_title": "Teot näkyviin",
        "hero_text": "Mitä työpaikoilla tehtiin.",
        **fields,
    }
    return create_home(fields=HomeFields(**values), locale=locales()["fi"], user=None, now=NOON)


def translate(page: Page, code: str, values: Page, **more: Any) -> Any:
    return translate_page(
        source=page, locale=locales()[code], target_values=values, user=None, now=NOON, **more
    )


def make_homes() -> dict[str, HomePage]:
    """The front page in three languages."""
    home = make_home()
    sv = home_values(
        HomeFields(
            title="Framstegsarenan", hero_title="Gärningar fram", hero_text="Vad man gjorde på jobbet."
        )
    )
    en = home_values(
        HomeFields(title="Deed square", hero_title="Deeds in daylight", hero_text="What workplaces did.")
    )
    return {"fi": home, "sv": translate(home, "sv", sv), "en": translate(home, "en", en)}


STORY = [
    {"type": "heading", "text": "Aluksi"},
    {
        "type": "paragraph",
        "html": '<p>Katso <a href="https://a.example/fi">ohjeet</a> ja <b>kokeile</b>.</p><p>Toinen kappale.</p>',
    },
    {"type": "accordion", "title": "Kysymys", "text": "<p>Vastaus.</p>"},
]
STORY_SV = [
    {"type": "heading", "text": "Först"},
    {
        "type": "paragraph",
        "html": '<p>Se <a href="https://a.example/sv">anvisningarna</a> och <b>pröva</b>.</p><p>Andra stycket.</p>',
    },
    {"type": "accordion", "title": "Fråga", "text": "<p>Svar.</p>"},
]


def make_content(parent: Page, **fields: Any) -> ContentPage:
    values = {"title": "Tietoa sivustosta", "intro": "Lyhyesti.", "body": STORY, **fields}
    return create_content_page(parent=parent, fields=ContentFields(**values), user=None, now=NOON)


def swedish_content(**fields: Any) -> ContentPage:
    values = {"title": "Om webbplatsen", "intro": "I korthet.", "body": STORY_SV, **fields}
    return content_values(ContentFields(**values))
