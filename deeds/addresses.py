"""Which deed people mean by what they write or copy: its number, its permanent address or a page's address."""

import re
from urllib.parse import unquote

from deeds.models import Deed, DeedPage

NUMBER = re.compile(r"(?:^|(?:^|/)t/)(\d{1,8})$")


def deed_at(text: str) -> Deed | None:
    """A published deed: "7", "#7", "t/7", or an address as the browser shows it, in any language of the deed."""
    address = re.split(r"[?#]", text.strip().removeprefix("#"))[0].rstrip("/ ")
    if found := NUMBER.search(address):
        return Deed.objects.live().filter(number=int(found[1])).first()
    *before, slug = unquote(address).split("/")
    pages = DeedPage.objects.live().filter(slug=slug, alias_of__isnull=True).select_related("locale")
    # Deeds of two languages may be called alike: then the address's own language decides.
    page = min(pages, key=lambda page: page.locale.language_code not in before, default=None)
    return Deed.objects.live().filter(translation_key=page.translation_key).first() if page else None
