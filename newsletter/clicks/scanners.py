"""Gateways and mail programs that open links before their reader does, by the names that they give themselves."""

import re

from django.http import HttpRequest

from core.visits import is_program

# Beside what says that it is a robot: products that name themselves in a browser's user agent.
GATEWAY = re.compile(
    r"barracuda|bitdefender|cloudmark|fireeye|forcepoint|google-?imageproxy|ironport|kaspersky|mcafee|mimecast|"
    r"ms-?office|microsoft (office|outlook)|proofpoint|safelinks|sophos|symantec|trend ?micro|yahoomailproxy|zscaler",
    re.IGNORECASE,
)


def is_scanner(request: HttpRequest) -> bool:
    return is_program(request) or GATEWAY.search(request.headers.get("User-Agent", "")) is not None
