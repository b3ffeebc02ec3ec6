"""What stands around pages: menus, languages and site settings."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import registry
from wagtail.models import Page, Site

from core.batch import Batch
from core.pages import LANGUAGE_NAMES
from core.rendering import stream_json
from headless.fields import api_fields_of
from headless.problems import wrong_parameter
from headless.shapes import page_address, plain
from headless.visible import front_pages, visible_pages, with_locales


def site_frame(*, site: Site, request: HttpRequest) -> dict[str, Any]:
    """The site's languages with their front pages, and every settings model that names `api_fields`."""
    public = {
        page.locale_id: page
        for page in with_locales(visible_pages(site).filter(path__in=[p.path for p in front_pages(site)]))
    }
    by_code = {page.locale.language_code: page for page in public.values()}
    return {
        "name": site.site_name or settings.WAGTAIL_SITE_NAME,
        "default_locale": settings.LANGUAGE_CODE,
        "locales": [
            {
                "code": code,
                "name": LANGUAGE_NAMES.get(code, str(name)),
                "html_url": page_address(by_code[code], request) if code in by_code else None,
            }
            for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
        ],
        "settings": {model._meta.label: _settings(model, site) for model in registry if api_fields_of(model)},
    }


def _settings(model: Any, site: Site) -> dict[str, Any]:
    stored = model.load() if issubclass(model, BaseGenericSetting) else model.for_site(site)
    batch = Batch()
    shape: dict[str, Any] = {}
    for field in api_fields_of(model):
        value = getattr(stored, field.name)
        shape[field.name] = stream_json(value, batch) if field.kind == "stream" else plain(value)
    return dict(batch.resolve(shape))


def menu(*, site: Site, request: HttpRequest, locale: str) -> list[dict[str, Any]]:
    """The pages that editors show in menus, two levels under the front page of a language."""
    if locale not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
        raise wrong_parameter("locale", f"{locale!r} is not a language of this site.")
    root = next((page for page in front_pages(site) if page.locale.language_code == locale), None)
    if root is None:
        return []
    pages = visible_pages(site).descendant_of(root).filter(depth__lte=root.depth + 2, show_in_menus=True)
    children: defaultdict[str, list[Page]] = defaultdict(list)
    for page in with_locales(pages.order_by("path")):
        children[page.path[: -page.steplen]].append(page)
    return _items(root.path, children, request)


def _items(path: str, children: dict[str, list[Page]], request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "id": page.pk,
            "title": page.title,
            "html_url": page_address(page, request),
            "children": _items(page.path, children, request) if page.path in children else [],
        }
        for page in children.get(path, [])
    ]
