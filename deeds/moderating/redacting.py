"""Taking words out of earlier versions of a deed, for good: what readers see in their place is that they were removed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deeds.errors import VersionStands
from deeds.models import Deed, DeedVersion
from deeds.models.moderation import Decision
from deeds.moderating import letters
from deeds.moderating.deciding import required_words, valid_ground
from deeds.moderating.recording import record_decision
from deeds.moderating.restricting import authors_of, language_of_author
from deeds.versioning.values import FIELD, fingerprint

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Choice = tuple[int, str]  # number of a version, code of a field


@transaction.atomic
def redact_versions(
    *,
    deed: Deed,
    language: str,
    choices: Collection[Choice],
    ground: str,
    reason: str,
    origin: str = Decision.Origin.OWN,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Decision:
    """Take the text of some fields out of some earlier versions in one language; authors are told, readers see it.

    Neither the row nor the decision keeps the words. Raises VersionStands for what the page says now, or ValidationError; then nothing is
    written.
    """
    reason = required_words(reason, "reason", _("Write the reasons in the author's language."))
    ground = valid_ground(ground)
    # The row's lock: no publishing makes another version the latest one meanwhile.
    locked = Deed.objects.select_for_update().get(pk=deed.pk)
    changed = _without(locked, language, set(choices), timezone.localdate(now))
    DeedVersion.objects.bulk_update(changed, ["values", "removed", "sha256"])
    decision = record_decision(
        kind=Decision.Kind.REDACTED,
        origin=origin,
        deed=locked,
        ground=ground,
        reason=reason,
        language=language_of_author(locked),
        contact=next(iter(authors_of(locked)), None),
        waited_since=None,
        more_facts={"in": language, "removed": sorted([number, field] for number, field in set(choices))},
        user=user,
        now=now,
    )
    letters.send_redacted(
        deed=locked, versions=changed, authors=authors_of(locked), decision=decision, now=now
    )
    return decision


def earlier_versions(deed: Deed, language: str) -> list[DeedVersion]:
    """All but the one that says what the page says now, newest first."""
    return list(deed.versions.filter(language=language).order_by("-number"))[1:]


def _without(deed: Deed, language: str, choices: set[Choice], day: date) -> list[DeedVersion]:
    versions = {version.number: version for version in earlier_versions(deed, language)}
    for number, field in choices:
        version = versions.get(number)
        if version is None:
            raise VersionStands(number=deed.number, version=number)
        if field not in FIELD or not FIELD[field].is_text or not version.values.get(field):
            raise ValidationError(_("Choose texts that are still there."))
        version.values = {**version.values, field: ""}
        version.removed = {**version.removed, field: day.isoformat()}
        version.sha256 = fingerprint(version.values)
    if not choices:
        raise ValidationError(_("Choose the texts that are removed."))
    return [versions[number] for number in sorted({number for number, _field in choices})]
