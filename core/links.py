"""Signed links in mails (design decision 10): they outlive SECRET_KEY, and each verifies for one purpose only."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class BadLink(Exception):
    """A link that was altered, was made for another purpose, or is too old (`expired`)."""

    def __init__(self, *, purpose: str, expired: bool = False) -> None:
        super().__init__(
            f"The link for {purpose!r} is {'too old' if expired else 'not valid'}. Ask for a new one."
        )
        self.purpose, self.expired = purpose, expired


def _keys() -> dict[str, bytes]:
    """Key by id. Raises ImproperlyConfigured for an entry without id or key: an empty key would sign for anyone."""
    pairs = [entry.partition(":") for entry in settings.LINK_KEYS]
    if not pairs or any(not key_id or not secret for key_id, _colon, secret in pairs):
        raise ImproperlyConfigured("LINK_KEYS must be a list of id:key, each with an id and a key.")
    return {key_id: secret.encode() for key_id, _colon, secret in pairs}


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _mac(secret: bytes, purpose: str, body: str) -> str:
    # 128 bits are beyond guessing and keep List-Unsubscribe short.
    return _encode(hmac.new(secret, f"{purpose}\n{body}".encode(), hashlib.sha256).digest()[:16])


def sign(*, purpose: str, value: Any, now: datetime) -> str:
    """A token "key id.body.mac", safe in a URL; `value` is JSON and readable by whoever has the link."""
    key_id, secret = next(iter(_keys().items()))
    body = _encode(
        json.dumps([int(now.timestamp()), value], separators=(",", ":"), ensure_ascii=False).encode()
    )
    return f"{key_id}.{body}.{_mac(secret, purpose, body)}"


def read(*, purpose: str, token: str, now: datetime, max_age: timedelta | None = None) -> Any:
    """The value of a token; raises BadLink if it was altered, made for another purpose or is older than max_age."""
    key_id, _dot, rest = token.partition(".")
    body, _dot, mac = rest.partition(".")
    secret = _keys().get(key_id)
    # Compared as bytes: compare_digest refuses text outside ASCII with a TypeError.
    if secret is None or not hmac.compare_digest(mac.encode(), _mac(secret, purpose, body).encode()):
        raise BadLink(purpose=purpose)
    signed_at, value = json.loads(_decode(body))
    if max_age is not None and now.timestamp() - signed_at > max_age.total_seconds():
        raise BadLink(purpose=purpose, expired=True)
    return value
