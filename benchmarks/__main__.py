"""python -m benchmarks [--list] [--only compile,feeds] [--quick] [--huge] [--postgres] [--document]"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import databases, report
from benchmarks.catalogue import HUGE, QUICK, WHOLE, Flow, Sizes, catalogue
from benchmarks.running import Row, Runner
from scripts import postgres
from scripts.say import ROOT, VAR, Stop, line

FOLDER = VAR / "benchmarks"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
BEGIN, END = "<!-- results: begin -->\n", "<!-- results: end -->\n"


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the product beside others."
    )
    parser.add_argument("--list", action="store_true", help="say what is measured, and measure nothing")
    parser.add_argument("--only", default="", metavar="FLOWS", help="some flows, parted by commas")
    parser.add_argument(
        "--quick", action="store_true", help="tiny sizes, one round: shows that all of it runs"
    )
    parser.add_argument(
        "--huge", action="store_true", help="100,000 deeds too: building them takes 6 to 15 minutes"
    )
    parser.add_argument(
        "--postgres", action="store_true", help="on a throw-away PostgreSQL instead of SQLite"
    )
    parser.add_argument(
        "--document", action="store_true", help="write the result into docs/reference/benchmarks.md"
    )
    return parser.parse_args(given)


def sizes_of(options: argparse.Namespace) -> Sizes:
    if options.quick:
        return QUICK
    return HUGE if options.huge else WHOLE


def chosen_flows(*, only: str, sizes: Sizes) -> list[Flow]:
    flows = catalogue(sizes)
    wanted = [key.strip() for key in only.split(",") if key.strip()]
    unknown = sorted(set(wanted) - {flow.key for flow in flows})
    if unknown:
        raise Stop(f"There is no flow {unknown[0]!r}. Choose of {', '.join(flow.key for flow in flows)}.")
    return [flow for flow in flows if flow.key in wanted or not wanted]


def show_list(flows: Sequence[Flow]) -> None:
    for flow in flows:
        line(f"{flow.key}: {flow.title}\n  {flow.workload}\n  Beside it: {flow.yardstick}")
        for case in flow.cases:
            line(f"    {case.group} · {case.name}")
        line()


@contextmanager
def server(*, wanted: bool) -> Iterator[str]:
    """The address of a throw-away PostgreSQL, or nothing."""
    if not wanted:
        yield ""
        return
    # Tests need no durability, but a commit that does not wait for the disk would make the outbox look too quick.
    postgres.OPTIONS.update({"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"})
    with postgres.throwaway() as url:
        yield url


def run(options: argparse.Namespace) -> int:
    flows = chosen_flows(only=options.only, sizes=sizes_of(options))
    if options.list:
        show_list(flows)
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    started, about = (
        time.monotonic(),
        {"date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "load_before": load()},
    )
    with ExitStack() as stack:
        # Not in /tmp, which may be memory: a commit must wait for a disk like that of a site.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="run-", dir=FOLDER)))
        made = databases.Databases(folder, stack.enter_context(server(wanted=options.postgres)))
        databases.prepare_words(made.env("none"))
        rows = Runner(made, together=options.quick, show=line).run(flows)
    about |= {
        "load_after": load(),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "processor_minutes": round(processor_seconds() / 60, 1),
        "machine": report.machine(),
        "commit": report.commit(),
        "versions": report.versions(database_version(options)),
        "is_quick": options.quick,
    }
    finish(rows, about, document=options.document)
    return 1 if any(row.is_failure for row in rows) else 0


def database_version(options: argparse.Namespace) -> str:
    return f"PostgreSQL {postgres.programs().parent.name}" if options.postgres else report.sqlite_version()


def processor_seconds() -> float:
    """Of all processes that this run started: on a busy machine a run takes longer than its work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def load() -> float:
    return round(os.getloadavg()[0], 1)


def finish(rows: Sequence[Row], about: dict[str, Any], *, document: bool) -> None:
    line()
    for text in report.table(rows):
        line(text)
    path = FOLDER / f"{datetime.now(UTC):%Y-%m-%d-%H%M}.json"
    path.write_text(json.dumps(report.as_json(rows, about), ensure_ascii=False, indent=1), encoding="utf-8")
    took = f"{about['minutes']} minutes ({about['processor_minutes']} of processor time)"
    line(f"\n{took} on {about['machine']}; figures in {path.relative_to(ROOT)}")
    if document:
        write_page(report.markdown(rows, about))


def write_page(results: str) -> None:
    """Put the results between the page's marks."""
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{results}\n{END}{after}", encoding="utf-8")
    line(f"Written into {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    try:
        sys.exit(run(arguments(sys.argv[1:])))
    except Stop as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
