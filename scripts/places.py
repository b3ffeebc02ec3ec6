"""Where every template of the site is seen: names and paths, found in the database. Prints JSON.

python -m scripts.places        {"fi": {"deed": "/fi/teot/…/", …}, "sv": …, "en": …}
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import django

LANGUAGES = ("fi", "sv", "en")
SAMPLE_DRAFT = {"fi": "Näytteeksi luotu teko", "sv": "En gärning som exempel", "en": "A deed as a sample"}
WORDS = {"fi": "kysely", "sv": "arbete", "en": "work"}


def _page_models() -> list[Any]:
    from wagtail.models import Page, get_page_models

    return [
        model for model in get_page_models() if model is not Page and model._meta.app_label != "wagtailcore"
    ]


def _pages(language: str) -> Iterator[tuple[str, str]]:
    """One live page of each type; of deeds, one with a picture and one without."""
    for model in _page_models():
        name = model._meta.model_name.removesuffix("page") or "page"
        live = model.objects.live().filter(locale__language_code=language, alias_of=None).order_by("path")
        if name == "deed":
            live = live.order_by("image_id", "path")
            pictured = live.filter(image__isnull=False).first()
            if pictured:
                yield "deed-with-picture", pictured.url
            live = live.filter(image__isnull=True) or live
        page = live.first()
        if page and page.url:
            yield name, page.url


def _lists(found: dict[str, str], language: str) -> Iterator[tuple[str, str]]:
    """States of the same templates that look different."""
    if index := found.get("deedindex"):
        yield "deeds-filtered", f"{index}?sector=social-health"
        yield (
            "deeds-search",
            f"{index}?q={'work' if language == 'en' else 'arbete' if language == 'sv' else 'kysely'}",
        )
        yield "deeds-nothing", f"{index}?q=xyzzyx"


def _versions(language: str) -> Iterator[tuple[str, str]]:
    """The versions of a deed that has a page in the language."""
    from deeds.models import Deed, DeedPage

    pages = DeedPage.objects.live().filter(locale__language_code=language, alias_of=None)
    deed = Deed.objects.live().filter(translation_key__in=pages.values("translation_key")).last()
    if deed:
        yield "deed-versions", f"/t/{deed.number}/versions/{language}/"
        yield "deed-compare", f"/t/{deed.number}/versions/{language}/compare/?from=1&to=1"
        yield "deed-version", f"/t/{deed.number}/versions/{language}/1/"


def _newsletter(found: dict[str, str], language: str) -> Iterator[tuple[str, str]]:
    """An issue in the archive, and the pages of a subscriber, behind links as they stand in mails."""
    from django.apps import apps
    from django.utils import timezone

    from newsletter import addresses

    editions = apps.get_model("tekotori_newsletter", "Edition").objects.filter(language=language)
    edition = editions.exclude(sent_at=None).select_related("issue").order_by("-issue__number").first()
    if edition and (archive := found.get("newsletter")):
        yield "issue", f"{archive}{edition.issue.number}/"
    subscriptions = apps.get_model("tekotori_newsletter", "Subscription").objects.filter(language=language)
    subscriber = subscriptions.filter(state="active").select_related("newsletter").first()
    if subscriber:
        now = timezone.now()
        yield "subscribe", addresses.sign_up_path(subscriber.newsletter, language)
        yield "preferences", addresses.preferences_path(subscriber, now=now)
        yield "unsubscribe", urlsplit(addresses.unsubscribe_url(subscriber, now=now)).path


def _publishing(language: str) -> Iterator[tuple[str, str]]:
    """The screens of open submission, of a sample draft that is made here."""
    from django.utils import timezone

    from deeds.submitting.access import browser_token, page_path
    from deeds.submitting.drafting import Part, begin, save_part

    now = timezone.now()
    words = SAMPLE_DRAFT[language]
    texts = {language: {"title": words, "goal": f"{words}. 050 123 4567.", "result": f"{words}."}}
    draft = begin(
        address=f"places-{language}@example.org",
        language=language,
        employer="Helsinki",
        key=f"places-{language}-{now.timestamp()}",
        may_mail=False,
        now=now,
    )
    save_part(submission=draft, part=Part(texts=texts), revision=draft.revision, now=now)
    token = browser_token(submission=draft, now=now)
    yield "publish", f"/d/{language}/new/"
    for step in ("organisation", "deed", "facts", "check"):
        yield f"publish-{step}", page_path(token, step)
    yield "publish-draft", page_path(token)


def _square(language: str) -> Iterator[tuple[str, str]]:
    """Pages of the square beside its list: the map, a place found and one unknown, numbers, collections, campaigns, adopting, sharing."""
    from django.apps import apps

    root = f"/{language}/square/"
    yield "where", f"{root}where/"
    yield "where-found", f"{root}where/?place=Helsinki"
    yield "where-unknown", f"{root}where/?place=Vammala"
    yield "statistics", f"{root}statistics/"
    yield "statistics-period", f"{root}statistics/2025-01-01/2025-12-31/"
    yield "data", f"{root}data/"
    yield "collections", f"{root}collections/"
    if (
        collection := apps.get_model("tekotori_deeds", "DeedCollection")
        .objects.filter(is_published=True)
        .first()
    ):
        yield "collection", f"{root}collections/{collection.slug}/"
    yield "campaigns", f"{root}campaigns/"
    campaigns = apps.get_model("tekotori_deeds", "DeedCampaign").objects.filter(is_published=True)
    for name, slug in zip(
        ("campaign", "campaign-ended"), campaigns.values_list("slug", flat=True), strict=False
    ):
        yield name, f"{root}campaigns/{slug}/"
    if deed := apps.get_model("tekotori_deeds", "Deed").objects.live().order_by("number").first():
        yield "adopt", f"/a/{deed.number}/{language}/"
        yield "share", f"{root}share/{deed.number}/"
        yield "follow", f"/d/follow/{language}/{deed.number}/"
        yield "thank", f"/d/thanks/{language}/{deed.number}/"


def places(language: str) -> dict[str, str]:
    """Name -> path of everything that an anonymous visitor can see in one language."""
    found = dict(_pages(language))
    found |= dict(_lists(found, language))
    found |= dict(_newsletter(found, language))
    found |= dict(_square(language))
    found |= dict(_publishing(language))
    found |= dict(_versions(language))
    return found | {
        "feeds": f"/{language}/feeds/",
        "search": f"/{language}/search/?q={WORDS[language]}",
        "not-found": f"/{language}/ei-ole/",
        "sign-in": f"/{language}/accounts/login/",
        "moderation": f"/d/moderation/{language}/",
        "report": f"/d/report/{language}/1/",
        "terms": f"/d/terms/{language}/",
    }


def main() -> int:
    django.setup()
    json.dump(
        {language: places(language) for language in LANGUAGES}, sys.stdout, ensure_ascii=False, indent=1
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
