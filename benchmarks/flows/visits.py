"""Requests to the whole site: middleware, routing, database, templates; no network between."""

from typing import Any

from benchmarks.measuring import Job, Result, measure, queries_of, timed


def warm(job: Job) -> Result:
    """The same request again and again in one process."""
    client, path, headers = _client(), path_of(job), _headers(job)
    expected = job.options.get("status", 200)

    def visit() -> None:
        _forget(job)
        response = client.get(path, headers=headers)
        if response.status_code != expected:
            raise AssertionError(f"{path} answered {response.status_code}, not {expected}.")

    visit()
    result = measure(visit, job)
    result.facts |= _facts(client.get(path, headers=headers))
    return result


def cold(job: Job) -> Result:
    """The first request of a fresh process, with an empty cache. The first round counts queries, the others time."""
    from django.core.cache import cache

    cache.clear()
    client, path = _client(), path_of(job)
    if job.round == 0:
        return Result(queries=queries_of(lambda: client.get(path)))
    return Result([timed(lambda: client.get(path))])


def _forget(job: Job) -> None:
    if job.options.get("forget"):
        from django.core.cache import cache

        cache.clear()


def _client() -> Any:
    from django.test import Client

    return Client(headers={"host": "testserver"})


def _headers(job: Job) -> dict[str, str]:
    """What a reader sends that has the newest version already."""
    if job.options.get("status") != 304:
        return {}
    return {"if-none-match": _client().get(path_of(job)).headers["ETag"]}


def _facts(response: Any) -> dict[str, float | str]:
    return {"KB": round(len(response.content) / 1000, 1)} if response.content else {}


def path_of(job: Job) -> str:
    """An address of the options, with the ids of this database filled in."""
    from deeds.models import DeedIndexPage, DeedPage

    path: str = job.options["path"]
    if "{index}" in path:
        path = path.replace("{index}", DeedIndexPage.objects.get(locale__language_code="fi").url)
    if "{deed}" in path or "{deed_id}" in path:
        page = DeedPage.objects.get(slug=f"teko-{max(job.size // 2, 1)}")
        path = path.replace("{deed}", page.url).replace("{deed_id}", str(page.pk))
    return path
