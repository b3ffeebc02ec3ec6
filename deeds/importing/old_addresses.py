"""Where a deed stood before: kept as a redirect of Wagtail, or a sentence on why that leads nowhere."""

import re
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from deeds.models import Deed, DeedPage

HOST_FIRST = re.compile(r"^[\w-]+(\.[\w-]+)+(:\d+)?/")  # www.vanha.example/teko: as people copy addresses
SCHEMES = ("", "http", "https")


def old_path(address: str) -> str:
    """As Wagtail's redirects keep what a browser asks for; "" for none, for the front page and for what is no address."""
    parts = _parts(address)
    if parts is None or parts.scheme not in SCHEMES:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    path = str(Redirect.normalise_path(iri_to_uri(f"/{parts.path.lstrip('/')}{query}")))
    return "" if path == "/" else path


def _parts(address: str) -> SplitResult | None:
    address = address.strip()
    try:
        return urlsplit(f"//{address}" if HOST_FIRST.match(address) else address)
    except ValueError:
        return None


def keep_old_address(*, number: int | None, address: str, is_claimed: bool = False) -> str:
    """A redirect to the deed from where it stood before; says why not where that can't be.

    `is_claimed`: an earlier row of the same file would lead it to another deed.
    """
    deed = Deed.objects.filter(number=number or 0).first()
    if not address or deed is None or deed.source_page is None:
        return ""
    path, page = old_path(address), deed.source_page.page_ptr
    if not path or len(path) > Redirect._meta.get_field("old_path").max_length:
        return str(_("The old address leads nowhere: it is no address of a page."))
    here = _answered(path)
    if here is not None and here.pk == page.pk:
        return ""
    if here is not None:
        return str(_("The old address leads nowhere: this site has a page of its own there."))
    elsewhere = str(_("The old address leads elsewhere already."))
    if is_claimed:
        return elsewhere
    redirect, _created = Redirect.objects.get_or_create(
        old_path=path, site=None, defaults={"redirect_page": page, "is_permanent": True}
    )
    return "" if redirect.redirect_page_id == page.pk else elsewhere


def _answered(path: str) -> Page | None:
    """The page that this site shows at a path, or one without a key for whatever else answers there: then nothing leads on."""
    plain = urlsplit(path).path
    if plain.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return Page()
    language, _slash, rest = plain.lstrip("/").partition("/")
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        for form in (plain, f"{plain}/"):
            try:
                found = resolve(form)
            except Resolver404:
                continue
            return _routed(spoken, rest) if found.url_name == "wagtail_serve" else Page()
    return None


def _routed(language: str, rest: str) -> Page | None:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page.get_translations(inclusive=True).filter(locale__language_code=language).first() if site else None  # fmt: skip
    if root is None:
        return None
    try:
        return root.specific.route(HttpRequest(), [part for part in rest.split("/") if part])[0]
    except Http404:
        return None


def deed_meant(*, title: str, organisation: str, path: str) -> Deed | None:
    """The deed that a row without a number tells of: of this title and organisation, else the one to which its old address
    leads, where that has the same title or is of the same organisation: an address alone would overwrite somebody else's."""
    pages = DeedPage.objects.filter(alias_of__isnull=True)
    page = pages.filter(title=title, organisation__code=organisation, live=True).first()
    if page is None and path:
        led = Redirect.objects.filter(old_path=path).values("redirect_page")
        near = pages.filter(pk__in=led, title=title) | pages.filter(
            pk__in=led, organisation__code=organisation
        )
        page = near.first()
    return Deed.objects.filter(translation_key=page.translation_key).first() if page else None
