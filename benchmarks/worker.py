"""Measurements in a fresh process: reads orders as JSON from its argument, writes a line of JSON for each."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measuring import Job, Result


def run(target: str, job: Job) -> Result:
    """`target` is "module:function"."""
    module, _colon, name = target.partition(":")
    result: Result = getattr(import_module(module), name)(job)
    return result


def main(orders: Sequence[dict[str, Any]]) -> None:
    if any(order["needs_django"] for order in orders):
        import django

        django.setup()
    for order in orders:
        job = Job(**{**order["job"], "folder": Path(order["job"]["folder"])})
        print(json.dumps(asdict(run(order["target"], job))), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
