"""Where the open data stand. The files have no language and no version in their addresses: they stay."""

from django.urls import reverse
from django.utils import translation

from core.html import absolute_url


def file_url(name: str) -> str:
    return absolute_url(reverse("opendata:file", args=[name]))


def changes_url(since: int | None = None) -> str:
    query = "" if since is None else f"?since={since}"
    return absolute_url(reverse("opendata:changes")) + query


def schema_url() -> str:
    return file_url("deed.schema.json")


def page_url(language: str) -> str:
    with translation.override(language):
        return absolute_url(reverse("square:data"))
