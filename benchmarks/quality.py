"""How well the search finds, beside stock full-text search: python -m benchmarks.quality [--postgres]

The judged queries over the sample deeds among 10,000 generated ones (`benchmarks.judging`), on a throw-away database:
FTS5 as it comes and with its stemmer for English, or PostgreSQL's Snowball stemmers, each text in its own language.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.databases import Databases, prepare_words
from benchmarks.judging import KINDS, SOURCE, Find, Judged, Score, every_document, judged_queries, mean, score
from scripts.say import ROOT, VAR, line

BATCH = 500
CONFIGURATIONS = {"fi": "finnish", "sv": "swedish", "en": "english"}


def main(arguments: Sequence[str]) -> int:
    if "inside" in arguments:
        measure_inside()
        return 0
    from benchmarks.__main__ import FOLDER, server

    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="quality-", dir=VAR / "benchmarks"))
        )
        made = Databases(folder, stack.enter_context(server(wanted="--postgres" in arguments)))
        prepare_words(made.env("none"))
        env = made.env(made.copy_of(made.empty_site(), "quality"))
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.quality", "inside"], cwd=ROOT, env=env, check=False
        ).returncode


def measure_inside() -> None:
    import django

    django.setup()
    fill()
    queries, measured = judged_queries(), engines()
    for title, chosen in (("tuned on", False), ("held back", True)):
        own = [query for query in queries if query.held_back is chosen]
        for text in table(title, own, measured):
            line(text)


def fill() -> None:
    from finder.services import index_documents

    documents = every_document()
    while batch := list(islice(documents, BATCH)):
        index_documents(batch)


def engines() -> dict[str, Find]:
    from django.db import connection

    from finder.search import ranked_numbers

    found: dict[str, Find] = {"ours": lambda text: ranked_numbers(text, source=SOURCE)}
    if connection.vendor == "postgresql":
        return found | {"Snowball": snowball()}
    return found | {"FTS5 unicode61": fts5("unicode61"), "FTS5 porter": fts5("porter unicode61")}


PASSAGES = "FROM tekotori_finder_passage p JOIN tekotori_finder_entry e ON e.id = p.entry_id"


def fts5(tokenizer: str) -> Find:
    table = f"quality_{tokenizer.split()[0]}"
    ask(f"CREATE VIRTUAL TABLE {table} USING fts5(number UNINDEXED, title, text, tokenize = '{tokenizer}')")
    ask(f"INSERT INTO {table} SELECT e.number, p.title, p.text {PASSAGES}")

    def find(text: str) -> list[int]:
        words = " AND ".join(f'"{word}"' for word in text.split())
        return unique(ask(f"SELECT number FROM {table} WHERE {table} MATCH %s ORDER BY rank LIMIT 50", words))

    return find


def snowball() -> Find:
    cases = " ".join(f"WHEN '{code}' THEN '{name}'::regconfig" for code, name in CONFIGURATIONS.items())
    configuration = f"(CASE e.language {cases} END)"
    vector = f"setweight(to_tsvector({configuration}, p.title), 'A') || to_tsvector({configuration}, p.text)"
    ask(f"CREATE TABLE quality_snowball AS SELECT e.number, e.language, {vector} AS words {PASSAGES}")
    condition = " OR ".join(
        f"(language = '{code}' AND words @@ plainto_tsquery('{name}', %s))"
        for code, name in CONFIGURATIONS.items()
    )
    ranks = ", ".join(f"ts_rank(words, plainto_tsquery('{name}', %s))" for name in CONFIGURATIONS.values())

    def find(text: str) -> list[int]:
        sql = (
            f"SELECT number FROM quality_snowball WHERE {condition} ORDER BY GREATEST({ranks}) DESC LIMIT 50"
        )
        return unique(ask(sql, *[text] * 6))

    return find


def ask(sql: str, *values: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall()) if cursor.description else []


def unique(rows: Sequence[Sequence[Any]]) -> list[int]:
    return list(dict.fromkeys(int(row[0]) for row in rows))


def table(title: str, queries: Sequence[Judged], engines: dict[str, Find]) -> Iterator[str]:
    """Markdown: a row per kind, for each engine recall at 10 and precision at 5."""
    yield f"| {title} | queries | " + " | ".join(f"{name} R@10 | P@5" for name in engines) + " |"
    yield "| --- " * (2 + 2 * len(engines)) + "|"
    scores = {name: [score(query, find) for query in queries] for name, find in engines.items()}
    for kind in (*KINDS, "together"):
        cells = [figures([s for s in own if kind in (s.query.kind, "together")]) for own in scores.values()]
        number = sum(kind in (query.kind, "together") for query in queries)
        yield f"| {kind} | {number} | {' | '.join(cells)} |"


def figures(scores: Sequence[Score]) -> str:
    return f"{mean([s.recall_at_10 for s in scores]):.2f} | {mean([s.precision_at_5 for s in scores]):.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
