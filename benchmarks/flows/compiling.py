"""An issue as HTML for mail: our compiler beside npm's, on the very same MJML."""

import json
import subprocess
from pathlib import Path

from benchmarks.measuring import Job, Result, measure


def ours(job: Job) -> Result:
    """Check, compile in the guarded process, inline the style sheet, finish."""
    from mail.mjml import compile_mjml

    source = _source(job).read_text(encoding="utf-8")
    result = measure(lambda: compile_mjml(source), job, counts_queries=False)
    compiled = compile_mjml(source)
    return _with_size(result, len(compiled.html.encode()))


def compiler_alone(job: Job) -> Result:
    """What of it the compiler and css-inline take, by their own process's clock."""
    from mail.mjml import compile_mjml

    source = _source(job).read_text(encoding="utf-8")
    compile_mjml(source)
    return Result([compile_mjml(source).milliseconds / 1000 for _ in range(job.repetitions)])


def npm(job: Job) -> Result:
    """npm mjml 5 in one node process, after three runs that do not count."""
    script = Path(__file__).resolve().parent.parent / "node" / "compile.mjs"
    argv = [job.options["node"], script, job.options["modules"], _source(job), str(job.repetitions)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=100)
    answer = json.loads(done.stdout)
    result = Result(seconds=[milliseconds / 1000 for milliseconds in answer["milliseconds"]])
    return _with_size(result, answer["bytes"])


def whole(job: Job) -> Result:
    """From the issue's rows to HTML and text: items from the database, templates, compiler."""
    from newsletter.models import Issue
    from newsletter.services.compiling import render_issue

    issue = Issue.objects.get(name=job.options["issue"])
    result = measure(lambda: render_issue(issue=Issue.objects.get(pk=issue.pk), language="fi"), job)
    return _with_size(result, len(render_issue(issue=issue, language="fi").html.encode()))


def _source(job: Job) -> Path:
    return job.folder / f"{job.options['issue']}.mjml"


def _with_size(result: Result, size_bytes: int) -> Result:
    result.facts["KB"] = round(size_bytes / 1000, 1)
    return result
