"""Deeds that are like a text: by the sampled keys beside a comparison with every deed."""

from typing import Any

from benchmarks.measuring import Job, Result, measure


def texts(number: int) -> dict[str, str]:
    """Goal, result and conditions of a generated deed, as an author would send them in."""
    from benchmarks.prepare import ORGANISATIONS
    from benchmarks.texts import deed, sentences

    fields = deed(number, sentences(), organisations=ORGANISATIONS)
    return {name: getattr(fields, name) for name in ("title", "goal", "result", "conditions", "did_not_work")}


def ours(job: Job) -> Result:
    """`options["number"]`: of a deed that is there, or one above them, which is new."""
    from deeds.similar import similar_deeds

    given = texts(job.options["number"])
    found: list[Any] = []

    def compare() -> None:
        found[:] = similar_deeds(texts=given, language="fi")

    result = measure(compare, job)
    result.facts["found"] = len(found)
    return result


def every_deed(job: Job) -> Result:
    """The same answer from all stored fingerprints."""
    from deeds.likeness import likeness, pairs_of, text_of_fields, unpacked
    from deeds.models import DeedFingerprint
    from deeds.similar import MINIMUM_SCORE

    given = texts(job.options["number"])

    def compare() -> None:
        own = pairs_of(text_of_fields(given), "fi")
        rows = DeedFingerprint.objects.filter(language="fi").values_list("deed", "pairs")
        scores = ((likeness(own, unpacked(bytes(pairs))), deed) for deed, pairs in rows)
        sorted((row for row in scores if row[0] >= MINIMUM_SCORE), reverse=True)

    return measure(compare, job)
