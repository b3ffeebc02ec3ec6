"""The content API, version 1: read only, for anyone. Views parse, call one function, answer."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import override
from ninja import NinjaAPI
from ninja import Query as Param
from ninja.errors import HttpError, ValidationError

from headless import schemas
from headless.fields import api_fields_of, page_types
from headless.frame import menu, site_frame
from headless.http import only_known_parameters
from headless.listing import DEFAULT_LIMIT, MOST_LIMIT, MOST_OFFSET, Query, chosen_fields, pages_for, types_of
from headless.previews import read_preview
from headless.problems import Problem, problem_response
from headless.resolve import resolve_path
from headless.shapes import Shaper
from headless.visible import site_of, visible_pages

BIGGEST_ID = 2**63 - 1  # what both databases hold

api = NinjaAPI(
    title="Tekotori content API",
    version="1.0.0",
    description="Published pages, menus and settings as JSON. Errors are problem details (RFC 9457).",
    urls_namespace="headless",
    openapi_url=None,  # ours is cached, see headless.openapi
    docs_url=None,
)
api.add_decorator(only_known_parameters)
Id = Annotated[int, Param(ge=1, le=BIGGEST_ID)]


@api.get("/pages/", response=schemas.PageList, operation_id="list_pages", summary="List pages")
def list_pages(
    request: HttpRequest,
    type: Annotated[
        str, Param(description="Page types by name, separated by commas. GET /pages/types/ lists them.")
    ] = "",
    locale: Annotated[str, Param(description="A language code: fi, sv or en.")] = "",
    fields: Annotated[
        str, Param(description="Fields by name, separated by commas, or * for all. Streams only when named.")
    ] = "",
    order: Annotated[
        str, Param(description="id, title, path, first_published_at or last_published_at; - for descending.")
    ] = "",
    limit: Annotated[int, Param(ge=1, le=MOST_LIMIT)] = DEFAULT_LIMIT,
    offset: Annotated[int, Param(ge=0, le=MOST_OFFSET)] = 0,
    search: Annotated[str, Param(description="Words that the page must all hold.", max_length=200)] = "",
    translation_key: Annotated[str, Param(description="All languages of one page.")] = "",
    child_of: Annotated[
        int | None, Param(ge=1, le=BIGGEST_ID, description="Pages right under this one.")
    ] = None,
    where: Annotated[
        list[str], Param(description="field:value of a plain field; with exactly one type.")
    ] = [],  # noqa: B006 — ninja reads it as the default and never changes it
) -> HttpResponse:
    site = site_of(request)
    query = Query(type, locale, fields, order, search, translation_key, tuple(where), child_of, limit, offset)
    pages, chosen = pages_for(site, query), chosen_fields(query, types_of(query))
    rows = pages.specific()[offset : offset + limit]
    items = Shaper(site=site, request=request, chosen=chosen).shape(rows)
    return JsonResponse({"total": pages.count(), "limit": limit, "offset": offset, "items": items})


@api.get(
    "/pages/types/",
    response=schemas.PageTypes,
    operation_id="list_page_types",
    summary="List page types and fields",
)
def list_types(request: HttpRequest) -> HttpResponse:
    with override("en"):
        items = [
            {
                "type": name,
                "label": str(model._meta.verbose_name),
                "fields": {field.name: field.kind for field in api_fields_of(model)},
            }
            for name, model in page_types().items()
        ]
    return JsonResponse({"items": items})


@api.get(
    "/pages/{page_id}/",
    response=schemas.PageShape,
    operation_id="get_page",
    summary="One page with all its fields",
)
def get_page(request: HttpRequest, page_id: int) -> HttpResponse:
    site = site_of(request)
    # A number beyond the database's own would be its error, not an unknown page.
    page = visible_pages(site).filter(pk=page_id).first() if 0 < page_id <= BIGGEST_ID else None
    if page is None:
        raise Problem(404, "No public page has this id.")
    (shape,) = Shaper(site=site, request=request, chosen=lambda field: True).shape([page.specific])
    return JsonResponse(shape)


@api.get(
    "/resolve/",
    response=schemas.Resolved,
    operation_id="resolve",
    summary="From an address to a page, redirect or gone",
)
def resolve(
    request: HttpRequest,
    path: Annotated[
        str, Param(description="The path of an html_url, or the whole address.", max_length=2000)
    ],
) -> HttpResponse:
    return JsonResponse(resolve_path(site=site_of(request), request=request, address=path))


@api.get("/menu/", response=schemas.Menu, operation_id="get_menu", summary="The main menu of a language")
def get_menu(
    request: HttpRequest, locale: Annotated[str, Param(description="A language code: fi, sv or en.")]
) -> HttpResponse:
    return JsonResponse(
        {"locale": locale, "items": menu(site=site_of(request), request=request, locale=locale)}
    )


@api.get(
    "/site/",
    response=schemas.SiteShape,
    operation_id="get_site",
    summary="Languages, front pages and site settings",
)
def get_site(request: HttpRequest) -> HttpResponse:
    return JsonResponse(site_frame(site=site_of(request), request=request))


@api.get(
    "/preview/",
    response=schemas.PreviewShape,
    operation_id="get_preview",
    summary="A draft, by a link of 15 minutes",
)
def get_preview(
    request: HttpRequest,
    token: Annotated[str, Param(description="From the page's header in the editor.", max_length=500)],
) -> HttpResponse:
    shape = read_preview(token=token, site=site_of(request), request=request, now=timezone.now())
    response = JsonResponse(shape)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem_response(request, error)


@api.exception_handler(Http404)
def _unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(request, Problem(404, "Nothing has this address."))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(request, Problem(400, str(error)))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"parameter": str(item["loc"][-1]), "message": str(item["msg"])} for item in error.errors]
    is_path = any(item["loc"][0] == "path" for item in error.errors)
    if is_path:
        return problem_response(request, Problem(404, "Nothing has this address."))
    names = ", ".join(sorted({item["parameter"] for item in errors}))
    return problem_response(request, Problem(422, f"Look at {names}.", errors=errors))
