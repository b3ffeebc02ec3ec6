from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from core.square import draw_square
from core.stalls import SECTOR_COLOURS, draw_stall, sector_or_default

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 20, label: str = "") -> SafeString:
    """A lucide icon inline. Decorative unless it has a label: then it is an image with that name."""
    described = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    svg = lucide(name, size=size, focusable="false", **{"class": f"icon icon-{name}"}, **described)
    return mark_safe(svg)  # noqa: S308 — the package's own drawing; its attributes are escaped by ElementTree


@register.simple_tag
def stall(sector: str, number: int | None = None) -> SafeString:
    """The drawn stall that stands for a deed without a picture."""
    return mark_safe(draw_stall(sector=str(sector or ""), number=number or 0))  # noqa: S308 — built from our own constants and numbers


@register.simple_tag
def square() -> SafeString:
    """The drawn market square: the front page's picture while editors have not chosen one."""
    return mark_safe(draw_square())  # noqa: S308 — built from our own constants


@register.simple_tag
def scallops(name: str) -> SafeString:
    """The sign's awning, one scallop a letter, as wide as the name that stands under it."""
    count = max(4, min(len(name), 16))
    solid, light = (_cloth(count, first) for first in (0, 1))
    return mark_safe(  # noqa: S308 — numbers only
        f'<svg viewBox="0 0 {count * 10} 12" width="{count * 10}" height="12" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<path class="cloth-light" fill="#E2F2ED" d="{light}"/><path class="cloth" fill="#0F5B4A" d="{solid}"/></svg>'
    )


def _cloth(count: int, first: int) -> str:
    return "".join(f"M{index * 10} 0h10v7a5 5 0 0 1-10 0z" for index in range(first, count, 2))


@register.simple_tag
def page_numbers(paginated: Page) -> list[int | None]:
    """The numbers worth a link: ends and neighbours; None stands for a gap."""
    ends = paginated.paginator.get_elided_page_range(paginated.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in ends]


@register.filter
def sector_of(topics: Iterable[str]) -> str:
    """The sector whose colour something takes, from the keys of its topics; "" for none."""
    return next((key.partition(":")[2] for key in topics or () if key.startswith("sector:")), "")


@register.filter
def sector_colour(topics: Iterable[str]) -> str:
    """The same sector's solid colour, for a mail, where no class can say it."""
    return SECTOR_COLOURS[sector_or_default(sector_of(topics))][0]


@register.filter
def is_square(image: Any) -> bool:
    """Whether a picture is as high as wide, a cover for example: then a card shows the whole of it."""
    return bool(image) and image.width == image.height
