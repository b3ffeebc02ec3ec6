"""The terms of publishing: which version holds, adding one, and taking back one that nobody accepted."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import ledger
from core.html import clean_characters
from deeds.errors import TermsAccepted
from deeds.models import DeedSubmission, TermsVersion

MODERATION = "moderation"  # the ledger's chain for terms, decisions, notices and appeals
LANGUAGES = ("fi", "sv", "en")
FIRST_TEXTS = Path(__file__).parent / "data" / "terms"


def current_terms(*, now: datetime) -> TermsVersion | None:
    """The version that somebody accepts who sends a deed in now; None before the first is valid."""
    return TermsVersion.objects.filter(valid_from__lte=timezone.localdate(now)).first()


@transaction.atomic
def publish_terms(*, label: str, valid_from: date, texts: Mapping[str, str], now: datetime) -> TermsVersion:
    """Add a version, valid from today or a later day. Its text never changes again.

    Raises ValidationError where the label or the day is taken, the day has passed, or a text is missing.
    """
    cleaned = {
        f"text_{language}": clean_characters(texts.get(language, "")).strip() for language in LANGUAGES
    }
    terms = TermsVersion(label=label.strip(), valid_from=valid_from, published_at=now, **cleaned)
    terms.full_clean()
    if valid_from < timezone.localdate(now):
        raise ValidationError({"valid_from": _("This day has passed. Terms can't hold for the past.")})
    terms.save()
    _record("terms_published", terms, now)
    return terms


@transaction.atomic
def withdraw_terms(*, terms: TermsVersion, now: datetime) -> None:
    """Take back a version under which nothing was sent in. Raises TermsAccepted."""
    if is_accepted(terms):
        raise TermsAccepted(label=terms.label)
    _record("terms_withdrawn", terms, now)
    terms.delete()


def is_accepted(terms: TermsVersion) -> bool:
    rows = DeedSubmission.objects.filter(terms_version=terms.label)
    return rows.filter(terms_accepted_at__isnull=False).exists()


def start_terms(*, now: datetime) -> TermsVersion:
    """The first version of a new site, from the texts that come with the project; twice is as good as once."""
    first = TermsVersion.objects.order_by("valid_from").first()
    if first is not None:
        return first
    texts = {language: (FIRST_TEXTS / f"{language}.html").read_text("utf-8") for language in LANGUAGES}
    return publish_terms(label="1", valid_from=timezone.localdate(now), texts=texts, now=now)


def _record(kind: str, terms: TermsVersion, now: datetime) -> None:
    """In the ledger: what the text was can be proved later by its hash."""
    words = "\n".join(terms.text_in(language) for language in LANGUAGES)
    facts = {
        "label": terms.label,
        "valid_from": terms.valid_from.isoformat(),
        "sha256": hashlib.sha256(words.encode()).hexdigest(),
    }
    ledger.append(chain=MODERATION, kind=kind, subject=uuid.uuid4().hex, facts=facts, now=now)
