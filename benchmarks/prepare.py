"""Fills a throw-away database, in a process of its own: `base` an empty site, `deeds N` the same with N deeds."""

import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import django

ORGANISATIONS = tuple(f"virasto-{number}" for number in range(1, 41))
# Of more deeds only the list is measured: Wagtail's search of them would be ended anyway, and none are compared.
MOST_FOR_ALL = 10_000
ISSUES = {"small": 8, "large": 30}


def main() -> None:
    django.setup()
    if sys.argv[1] == "base":
        prepare_base()
    else:
        prepare_deeds(int(sys.argv[2]), Path(sys.argv[3]))


def prepare_base() -> None:
    """A site in three languages without content, and forty organisations."""
    from benchmarks.texts import MUNICIPALITIES, NOON
    from cms.site_start import start_site
    from registers.models import Municipality
    from registers.services import Names, create_organisation
    from scripts.say import ROOT

    texts = tomllib.loads((ROOT / "cms" / "data" / "start.toml").read_text(encoding="utf-8"))
    start_site(texts=texts, names=texts["names"], user=None, now=NOON)
    places = Municipality.objects.in_bulk(MUNICIPALITIES, field_name="code")
    for number, code in enumerate(ORGANISATIONS):
        name = code.replace("-", " ").capitalize()
        place = places[MUNICIPALITIES[number % len(MUNICIPALITIES)]]
        create_organisation(
            code=code,
            names=Names(fi=name, sv=f"{name} sv", en=f"{name} en"),
            type="municipality",
            municipality=place,
            county=place.county,
            now=NOON,
        )


def prepare_deeds(count: int, folder: Path) -> None:
    """Deeds, both search indexes, and two issues with their MJML as files."""
    from benchmarks.bulk import build_deeds
    from benchmarks.raw import make_table
    from benchmarks.texts import deeds, published_at
    from deeds.models import DeedIndexPage
    from deeds.similar import rebuild_fingerprints
    from finder.services import rebuild_index

    index = DeedIndexPage.objects.get(locale__language_code="fi")
    given = deeds(count, organisations=ORGANISATIONS, image=make_image())
    build_deeds(index=index, rows=((fields, published_at(fields.number or 0)) for fields in given))
    rebuild_index(source="deed")
    make_table()
    if count <= MOST_FOR_ALL:
        rebuild_fingerprints()
        index_for_wagtail()
    folder.mkdir(parents=True, exist_ok=True)
    for name, size in ISSUES.items():
        write_mjml(make_issue(name, size, count), folder / f"{name}.mjml")


def make_image() -> Any:
    from django.core.files.base import ContentFile
    from PIL import Image, ImageDraw
    from wagtail.images import get_image_model

    picture = Image.new("RGB", (1200, 630), "#fbf8f2")
    draw = ImageDraw.Draw(picture)
    for place, colour in enumerate(("#0b5d53", "#b3402a", "#2c4f8a")):
        draw.rectangle((100 + 350 * place, 200, 350 + 350 * place, 500), fill=colour)
    file = BytesIO()
    picture.save(file, "PNG")
    return get_image_model().objects.create(
        title="Bars", file=ContentFile(file.getvalue(), name="bars.png"), width=1200, height=630
    )


def index_for_wagtail() -> None:
    """Wagtail's own search index, which the services fill page by page."""
    from wagtail.search.backends import get_search_backend

    from deeds.models import DeedPage

    search_index = get_search_backend().get_index_for_model(DeedPage)
    for batch in batches(DeedPage.objects.order_by("pk")):
        search_index.add_items(DeedPage, batch)


def batches(rows: Any, size: int = 500) -> Iterator[list[Any]]:
    for start in range(0, rows.count(), size):
        yield list(rows[start : start + size])


def make_issue(name: str, size: int, count: int) -> Any:
    """The newest deeds as an issue, as an editor would choose them."""
    from benchmarks.texts import NOON
    from newsletter.models import Newsletter
    from newsletter.services.issues import IssueTexts, create_issue

    numbers = [("deed", str(number)) for number in range(count, max(count - size, 0), -1)]
    text = IssueTexts("Marraskuun teot", "Luettavaksi", "<p>Hyvää marraskuuta.</p>", "<p>Kiitos!</p>")
    letter = Newsletter.objects.get()
    return create_issue(newsletter=letter, name=name, items=numbers, texts={"fi": text}, user=None, now=NOON)


def write_mjml(issue: Any, path: Path) -> None:
    """What the compiler is given for an issue, so that another compiler gets the very same."""
    from mail.mjml import compile_mjml
    from newsletter.services import compiling

    def keep(source: str) -> Any:
        path.write_text(source, encoding="utf-8")
        return compile_mjml(source)

    compiling.compile_mjml = keep
    try:
        compiling.render_issue(issue=issue, language="fi")
    finally:
        compiling.compile_mjml = compile_mjml


if __name__ == "__main__":
    main()
