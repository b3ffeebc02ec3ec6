"""Shapes of the answers, for OpenAPI. The answers themselves are made by `shapes`, `frame` and `resolve`."""

from typing import Any, Literal

from ninja import Schema


class TranslationRow(Schema):
    id: int
    locale: str
    title: str
    html_url: str


class PageShape(Schema):
    id: int
    type: str
    title: str
    slug: str
    locale: str
    html_url: str
    translation_key: str
    is_alias: bool
    seo_title: str
    search_description: str
    show_in_menus: bool
    first_published_at: str | None
    last_published_at: str | None
    parent_id: int | None
    translations: list[TranslationRow]
    fields: dict[str, Any]


class PageList(Schema):
    total: int
    limit: int
    offset: int
    items: list[PageShape]


class PreviewShape(PageShape):
    is_draft: bool
    has_unpublished_changes: bool


class PageType(Schema):
    type: str
    label: str
    fields: dict[str, str]


class PageTypes(Schema):
    items: list[PageType]


class Resolved(Schema):
    kind: Literal["page", "redirect", "gone"]
    page: PageShape | None
    route: str
    location: str | None
    is_permanent: bool | None


class LocaleRow(Schema):
    code: str
    name: str
    html_url: str | None


class SiteShape(Schema):
    name: str
    default_locale: str
    locales: list[LocaleRow]
    settings: dict[str, dict[str, Any]]


class MenuItem(Schema):
    id: int
    title: str
    html_url: str
    children: list["MenuItem"]


class Menu(Schema):
    locale: str
    items: list[MenuItem]


class ParameterError(Schema):
    parameter: str
    message: str


class ProblemShape(Schema):
    """RFC 9457. `errors` names the parameters at fault."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ParameterError] | None = None
