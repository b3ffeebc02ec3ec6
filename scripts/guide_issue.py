"""An issue that waits to be sent, for the pictures of its screens; prints its key: python -m scripts.guide_issue

Made of the sample content like the last issue, with own words in blocks. Made once: another run prints the same key.
"""

from __future__ import annotations

import sys
from typing import Any

import django

NAME = "2026-4"
TEXTS = {
    "fi": ("Joulukuun teot ja yksi luku", "Mitä torilla tapahtui ja mitä siitä jäi käteen."),
    "sv": ("Gärningarna i december", "Vad som hände på torget och vad det ledde till."),
    "en": ("Deeds of December, and a number", "What happened on the square, and what came of it."),
}
QUOTE = {
    "fi": "Kopioi kysymys, älä vastausta.",
    "sv": "Kopiera frågan, inte svaret.",
    "en": "Copy the question, not the answer.",
}
SERIES = {"fi": "Juttusarjasta", "sv": "Ur artikelserien", "en": "From our series"}


def blocks(items: list[Any]) -> list[tuple[str, Any]]:
    return [
        ("lead", {"item": items[0]}),
        ("cards", {"layout": "two", "items": items[1:3]}),
        ("quote", {"text": QUOTE, "source": SERIES}),
        ("cards", {"layout": "list", "items": items[3:]}),
    ]


def make() -> int:
    from django.utils import timezone

    from newsletter.content import choices_by_block
    from newsletter.models import Issue
    from newsletter.services.issues import IssueTexts, create_issue

    last = Issue.objects.exclude(name=NAME).order_by("number").last()
    if last is None:
        raise SystemExit("There is no issue yet. Type: make demo SERVE=no")
    made = Issue.objects.filter(name=NAME).first() or create_issue(
        newsletter=last.newsletter,
        name=NAME,
        blocks=blocks([choice for _block, choice in choices_by_block(last)]),
        texts={language: IssueTexts(*words) for language, words in TEXTS.items()},
        user=None,
        now=timezone.now(),
    )
    return int(made.pk)


def main() -> int:
    django.setup()
    sys.stdout.write(f"{make()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
