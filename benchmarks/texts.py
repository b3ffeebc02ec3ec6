"""Deeds for measuring: real Finnish sentences of the sample content, drawn with a fixed seed."""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.words import MARKS
from cms.demo.files import read_folder
from deeds.services import DeedFields
from scripts.say import ROOT

SEED = 20261121
NOON = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SECTORS = ("social-health", "education", "technical", "business", "culture-leisure", "food-cleaning")
THEMES = ("leadership", "wellbeing", "productivity", "digital", "recruitment", "competence", "cooperation")
GROUPS = ("children-families", "young-people", "working-age", "older-people", "staff")
MUNICIPALITIES = ("091", "049", "297", "564", "837", "853", "140", "167")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def sentences() -> list[str]:
    fields = ("goal", "result", "what_we_did", "conditions", "did_not_work")
    found: dict[str, None] = {}
    for row in read_folder(ROOT / "demo" / "content" / "deeds"):
        texts = " ".join(row.get("fi", {}).get(name, "") for name in fields)
        found |= dict.fromkeys(_SENTENCE.split(" ".join(texts.split())))
    return [sentence for sentence in found if sentence]


def deeds(count: int, *, organisations: Sequence[str], image: Any = None) -> Iterator[DeedFields]:
    """Deed 1 to `count`; the same number gives the same deed, however many there are."""
    pool = sentences()
    for number in range(1, count + 1):
        yield deed(number, pool, organisations=organisations, image=image)


def deed(number: int, pool: Sequence[str], *, organisations: Sequence[str], image: Any = None) -> DeedFields:
    """About 230 words: goal, result, and a story of a heading, paragraphs, a quote and a number."""
    draw = random.Random(f"{SEED}:{number}")
    pictured = image if number % 4 == 0 else None
    return DeedFields(
        number=number,
        title=f"{draw.choice(pool)[:70].rstrip()} {number}",
        slug=f"teko-{number}",
        goal=_text(draw, pool, 3),
        result=_text(draw, pool, 3),
        body=_story(number, draw, pool),
        conditions=_text(draw, pool, 2),
        did_not_work=_text(draw, pool, 1),
        organisation=draw.choice(organisations),
        sectors=sorted(draw.sample(SECTORS, draw.choice((1, 1, 2)))),
        whole_organisation=number % 10 == 0,
        themes=sorted(draw.sample(THEMES, draw.randint(1, 3))),
        client_groups=sorted(draw.sample(GROUPS, draw.randint(0, 2))),
        municipalities=sorted(draw.sample(MUNICIPALITIES, draw.randint(0, 2))),
        participants=sorted(draw.sample(("management", "supervisors", "staff"), 2)),
        start_date=date(2018, 1, 1) + timedelta(days=draw.randrange(2900)),
        image=pictured,
        image_alt="Piirros: kolme palkkia." if pictured else "",
        image_credit="Tekotori" if pictured else "",
    )


def published_at(number: int) -> datetime:
    """Deed 1 is the oldest; one every five hours."""
    return NOON - timedelta(days=2100) + timedelta(hours=5 * number)


def _text(draw: random.Random, pool: Sequence[str], count: int) -> str:
    return " ".join(draw.choices(pool, k=count))[:1150]


def _story(number: int, draw: random.Random, pool: Sequence[str]) -> list[dict[str, Any]]:
    marks = " ".join(mark for every, mark in MARKS if number % every == 0)
    return [
        {"type": "heading", "value": {"text": "Näin teimme", "level": "h2"}},
        {"type": "paragraph", "value": f"<p>{_text(draw, pool, 4)}</p><p>{_text(draw, pool, 3)} {marks}</p>"},
        {"type": "quote", "value": {"text": _text(draw, pool, 1), "source": "Työntekijä"}},
        {
            "type": "figure",
            "value": {"number": str(number), "unit": "h", "text": "Säästyi viikossa.", "source": ""},
        },
        {"type": "paragraph", "value": f"<p>{_text(draw, pool, 4)}</p>"},
    ]
