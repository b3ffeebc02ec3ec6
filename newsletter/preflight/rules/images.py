"""Pictures: described, of fitting size, and from nowhere else."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from newsletter.preflight.findings import Answer, Fault, Rule, Severity, Unchecked
from newsletter.preflight.mail import Mail
from newsletter.preflight.page import Element, Page, host_of, parse

HEAVY_BYTES = 200_000  # one picture
HEAVY_MAIL_BYTES = 1_500_000  # all of them
ALT_LENGTH = 150
_FILE_NAME = re.compile(
    r"\S+\.(jpe?g|png|gif|webp|svg|avif|heic)|(img|dsc|dscn|image|kuva|bild|photo|pict?|screenshot|untitled)?[\s_-]?\d{1,}",
    re.IGNORECASE,
)
_NO_WORDS = frozenset(
    [
        "image",
        "picture",
        "photo",
        "photograph",
        "graphic",
        "icon",
        "logo",
        "banner",
        "alt",
        "untitled",
        "kuva",
        "valokuva",
        "kuvituskuva",
        "ikoni",
        "bild",
        "foto",
        "fotografi",
        "illustration",
        "illustrationsbild",
        "ikon",
    ]
)
_LOADING = ("src", "srcset", "background", "poster", "data")
_MAY_LOAD = re.compile(r"src|href|background=|poster|data=|url\(|@import", re.IGNORECASE)
_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""", re.IGNORECASE)


def images_have_alt(mail: Mail) -> Iterator[Fault]:
    for image in mail.page.named("img"):
        if image.get("alt") is None:
            yield Fault(image.get("src") or "", image)


def alt_describes(mail: Mail) -> Iterator[Fault]:
    for image in mail.page.named("img"):
        alt = " ".join((image.get("alt") or "").split())
        name = unquote((image.get("src") or "").partition("?")[0].rpartition("/")[2])
        is_name = alt and (alt in {name, name.rpartition(".")[0]} or _FILE_NAME.fullmatch(alt))
        if is_name or alt.casefold() in _NO_WORDS or len(alt) > ALT_LENGTH:
            yield Fault(alt[:ALT_LENGTH], image)


def images_are_light(mail: Mail) -> Iterator[Answer]:
    weights = {}
    for image in mail.page.named("img"):
        source = image.get("src") or ""
        file = (mail.facts.images or {}).get(source)
        if file is None:
            yield Unchecked(source, image)
            continue
        weights[source] = file.bytes
        if file.bytes > HEAVY_BYTES:
            yield Fault(f"{source}: {file.bytes} > {HEAVY_BYTES}", image)
    if sum(weights.values()) > HEAVY_MAIL_BYTES:
        yield Fault(f"{sum(weights.values())} > {HEAVY_MAIL_BYTES}")


def images_have_a_width(mail: Mail) -> Iterator[Fault]:
    for image in mail.page.named("img"):
        width, source = image.get("width") or "", image.get("src") or ""
        file = (mail.facts.images or {}).get(source)
        if not re.fullmatch(r"\d+(\.\d+)?", width):
            yield Fault(f"{source}: width={width!r}", image)
        elif file is not None and file.width < float(width) * 0.9:
            yield Fault(f"{source}: {file.width} < {width}", image)


def hosts_are_ours(mail: Mail) -> Iterator[Fault]:
    for address, element in _loaded(mail.page):
        host = host_of(address)
        if host and host not in mail.facts.site_hosts:
            yield Fault(host, element)


def _loaded(page: Page) -> Iterator[tuple[str, Element]]:
    """What opening the mail loads, Outlook's comments included; words about addresses load nothing."""
    for element in page.elements:
        for name in _LOADING:
            yield from ((part.split(" ")[0], element) for part in _parts(element.get(name) or ""))
        if element.tag == "link":
            yield element.get("href") or "", element
        css = (element.get("style") or "") + (element.text or "" if element.tag == "style" else "")
        yield from ((url or imported, element) for url, imported in _IN_CSS.findall(css))
    for comment in page.comments:
        if _MAY_LOAD.search(comment):
            yield from ((address, None) for address, _element in _loaded(parse(comment)))


def _parts(value: str) -> list[str]:
    # srcset lists several addresses, each followed by a width.
    return [part.strip() for part in value.split(", ") if part.strip()]


RULES = (
    Rule("image-alt", Severity.ERROR, images_have_alt, "WCAG 2.2, 1.1.1"),
    Rule("image-alt-words", Severity.WARNING, alt_describes, "WCAG 2.2, 1.1.1 (technique F30)"),
    Rule(
        "image-weight",
        Severity.WARNING,
        images_are_light,
        "checklist 11: readers on a phone pay for each byte",
    ),
    Rule(
        "image-width",
        Severity.WARNING,
        images_have_a_width,
        "Outlook for Windows takes a picture's own width otherwise",
    ),
    Rule(
        "third-party",
        Severity.ERROR,
        hosts_are_ours,
        "GDPR, articles 5 and 25; CJEU C-40/17 on embedded content",
    ),
)
