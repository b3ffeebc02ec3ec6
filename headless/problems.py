"""Problem details (RFC 9457): every error of the API is JSON of this shape, never a redirect, never HTML."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "The request is not readable",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    410: "The link is too old",
    422: "A parameter is wrong",
    500: "The server failed",
}


class Problem(Exception):
    """An error that ends a request. `errors` names the parameters at fault: [{"parameter", "message"}]."""

    def __init__(self, status: int, detail: str, *, errors: Sequence[dict[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, list(errors)


def wrong_parameter(parameter: str, message: str) -> Problem:
    return Problem(422, message, errors=[{"parameter": parameter, "message": message}])


def problem_response(request: HttpRequest, problem: Problem) -> JsonResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES[problem.status],
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
    }
    if problem.errors:
        body["errors"] = problem.errors
    response = JsonResponse(body, status=problem.status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response
