"""A proof of work that a browser with JavaScript brings with a public form, unseen by the person.

The form carries a signed challenge bound to its token; core/proof.js looks for a number with which the challenge hashes
to so many leading zero bits. A form with a valid proof, used for the first time, falls under wider limits. One without,
with a wrong one or with one that was used before is taken as any form was before: nothing is refused for it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import links

CHALLENGE, NUMBER = "proof_challenge", "proof_number"
LONGEST_NUMBER = 20
MOST_BITS = 20  # a phone would look for minutes
WIDER = 4  # times as many forms of a network and of the site within an hour


def wanted_bits() -> int:
    """How hard a proof is, each bit twice as hard as the one before; 0, also in a project without the setting, is off."""
    return int(getattr(settings, "PUBLIC_FORM_PROOF_BITS", 0))


def proof_fields(*, token: str, purpose: str, now: datetime) -> SafeString:
    """The challenge, the field for its answer, and the script that fills it; nothing where proofs are turned off."""
    bits = wanted_bits()
    if not bits:
        return SafeString("")
    value = [bits, secrets.token_urlsafe(12), _bound(token)]
    return format_html(
        '<input type="hidden" name="{}" value="{}" data-bits="{}">'
        '<input type="hidden" name="{}" value="" autocomplete="off">'
        '<script type="module" src="{}"></script>',
        CHALLENGE,
        links.sign(purpose=f"proof:{purpose}", value=value, now=now),
        bits,
        NUMBER,
        static("core/proof.js"),
    )


def spend_proof(
    *, token: str, challenge: str, number: str, purpose: str, now: datetime, maximum_age: timedelta
) -> bool:
    """Whether a form's proof holds, which it does once.

    That it was used is noted in the cache, as the limits are: two uses at the very same moment may both pass where the
    cache does not add atomically.
    """
    if not wanted_bits() or not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        return False
    try:
        bits, _random, bound = links.read(
            purpose=f"proof:{purpose}", token=challenge, now=now, max_age=maximum_age
        )
    except links.BadLink:
        return False
    digest = hashlib.sha256(f"{challenge}:{number}".encode()).digest()
    if bound != _bound(token) or leading_zero_bits(digest) < bits:
        return False
    used = hashlib.sha256(challenge.encode()).hexdigest()
    return bool(cache.add(f"proof:{used}", 1, timeout=int(maximum_age.total_seconds())))


def leading_zero_bits(digest: bytes) -> int:
    """How many bits of a digest are zero before the first one.

    >>> leading_zero_bits(bytes([0, 0b00010000]))
    11
    """
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()


def _bound(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:16]
