"""A translator's way through the admin, for any page: submit, fill in every text, publish, update."""

from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, Translation


def submit(client: Client, page: Page, code: str) -> Translation:
    locale = Locale.objects.get(language_code=code)
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = client.post(address, {"locales": [locale.pk]})
    assert answer.status_code == 302, answer.content[:500]
    return Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)


def fill_in(client: Client, translation: Translation, word: str) -> int:
    """Translate every text: the source's words after `word`. Returns how many there were."""
    segments = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
    for segment in segments:
        text = segment.string.data
        value = f"{word.lower()}-{text}" if segment.context.path == "slug" else f"{word} {text}"
        address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        body = urlencode({"value": value})
        answer = client.put(address, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 201}, answer.content[:500]
    return len(segments)


def publish(client: Client, translation: Translation) -> None:
    target = translation.get_target_instance()
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
    assert answer.status_code == 302, answer.content[:500]


def update(client: Client, translation: Translation, *, publish_now: bool) -> None:
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    answer = client.post(address, {"publish_translations": "on"} if publish_now else {})
    assert answer.status_code == 302, answer.content[:500]


def translate_in_admin(client: Client, page: Page, code: str, capture: Any) -> Any:
    """Submit, translate, publish; then change the source and bring the translation up to date. Returns it live."""
    with capture(execute=True):
        translation = submit(client, page, code)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk]))
    assert edit.status_code == 200
    assert fill_in(client, translation, "Sv") > 0
    with capture(execute=True):
        publish(client, translation)
    first = translation.get_target_instance().specific  # wagtail-localize publishes on commit
    assert (first.live, first.title) == (True, f"Sv {page.title}")
    page.title = f"{page.title} 2"
    page.save_revision().publish()
    with capture(execute=True):
        update(client, translation, publish_now=False)
    translation.refresh_from_db()
    fill_in(client, translation, "Sv")
    with capture(execute=True):
        publish(client, translation)
    return translation.get_target_instance().specific
