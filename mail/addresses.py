"""Addresses: one rule for comparing them, one keyed hash for remembering them."""

import hashlib
import hmac

from django.conf import settings
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from mail.errors import InvalidAddress

# The rule's version is part of each hash: a later rule can be recognised beside this one.
RULE = "v1"


def _validated(address: str) -> ValidatedEmail:
    try:
        return validate_email(address.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidAddress(address=address, why=str(error)) from error


def deliverable_address(address: str) -> str:
    """The address as it goes to the server: local part as written, in NFC; domain in ASCII (IDNA).

    >>> deliverable_address("Ada.Öberg@TYÖ.example")
    'Ada.Öberg@xn--ty-gka.example'
    """
    valid = _validated(address)
    return f"{valid.local_part}@{valid.ascii_domain}"


def domain_of(address: str) -> str:
    """Of a deliverable address, for what holds for all mail to one provider."""
    return address.partition("@")[2].lower()


def normalise_address(address: str) -> str:
    """The address for comparing (rule v1): NFC, IDNA, lower case; dots and plus-tags are kept.

    Raises InvalidAddress.

    >>> normalise_address(" Ada+Kunta@TYÖ.example ")
    'ada+kunta@xn--ty-gka.example'
    """
    return deliverable_address(address).lower()


def address_key(address: str) -> str:
    """Keyed hash of the normalised address, 64 hex digits: equal addresses match, and nobody can read it back."""
    return keyed_hash("address", RULE, normalise_address(address))


def keyed_hash(*parts: str) -> str:
    """HMAC-SHA256 under SUPPRESSION_KEY, which never rotates: what was hashed once matches for ever."""
    return hmac.new(settings.SUPPRESSION_KEY.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()
