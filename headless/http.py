"""What every answer of the API keeps to: GET, HEAD and OPTIONS, CORS, ETag, and errors that stay JSON."""

import hashlib
import inspect
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from headless.problems import Problem, problem_response, wrong_parameter

METHODS = "GET, HEAD, OPTIONS"
logger = logging.getLogger("tekotori.headless")
View = Callable[..., HttpResponse]


def api_view(view: View) -> View:
    """Wrap a view of the API: a wrong method is a problem, an equal answer is 304, any site may read it."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Django's language middleware turns a 404 into a redirect to HTML where the site's addresses have language
        # prefixes. It asks the request for its addresses: these have none.
        request.urlconf = "headless.urls"
        return _with_cors(_answer(view, request, *args, **kwargs))

    return wrapped


def only_known_parameters(view: View) -> View:
    """Refuse what no operation reads: `?language=sv` would else be answered as if nothing had been asked."""
    known = [name for name in inspect.signature(view).parameters if name not in {"request", "page_id"}]

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for name in request.GET:
            if name not in known:
                taken = f"This address takes {', '.join(known)}." if known else "This address takes none."
                raise wrong_parameter(name, f"There is no parameter {name[:50]!r}. {taken}")
        return view(request, *args, **kwargs)

    return wrapped


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS})
    if request.method not in {"GET", "HEAD"}:
        response: HttpResponse = problem_response(request, Problem(405, "The API is read only: use GET."))
        response["Allow"] = METHODS
        return response
    is_head, request.method = request.method == "HEAD", "GET"
    try:
        response = view(request, *args, **kwargs)
    except Problem as problem:
        response = problem_response(request, problem)
    except Exception:
        logger.exception("content api failed")
        response = problem_response(request, Problem(500, "Something went wrong here. It has been recorded."))
    finally:
        request.method = "HEAD" if is_head else "GET"
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200 or response.has_header("Cache-Control"):
        return response
    response["Cache-Control"] = "public, no-cache"  # keep it, and ask each time whether it still holds
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _with_cors(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Expose-Headers"] = "ETag"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
