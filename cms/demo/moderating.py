"""What sample authors sent in and sample readers reported, so that a moderator's login lands on a living queue."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from cms.demo.files import read_toml
from cms.demo.samples import remember
from deeds.models import Deed, DeedNotice, DeedSubmission
from deeds.moderating.appeals import send_appeal
from deeds.moderating.deciding import refuse_submission, return_submission
from deeds.moderating.looking import look_for_duplicates
from deeds.moderating.notices import keep_deed, receive_notice
from deeds.submitting.drafting import Part, begin, save_part
from deeds.submitting.organisations import chosen, described
from deeds.submitting.sending import Acceptance, confirm_address, send_in
from deeds.terms import current_terms

HOUR = timedelta(hours=1)


@transaction.atomic
def load_moderation(*, root: Path, user: User, now: datetime) -> None:
    """May be run again and doubles nothing."""
    content = read_toml(root / "demo" / "content" / "submissions.toml")
    for row in content["submission"]:
        if not DeedSubmission.objects.filter(idempotency_key=row["key"]).exists():
            _load_submission(row, user, now)
    for row in content["report"]:
        deed = Deed.objects.get(number=row["deed"])
        if not DeedNotice.objects.filter(deed=deed).exists():
            _load_report(deed, row, user, now)
    look_for_duplicates(now=now)


def _load_submission(row: Mapping[str, Any], user: User, now: datetime) -> None:
    sent_at = now - timedelta(days=row["days_ago"], hours=2)
    submission = begin(
        address=row["address"],
        language=row["language"],
        employer="",
        key=row["key"],
        may_mail=False,  # nobody waits for the link
        now=sent_at - HOUR,
    )
    remember([submission, submission.contact] if submission.contact else [submission])
    confirm_address(submission=submission, now=sent_at)
    submission = _send(submission, Part(row["texts"], row["facts"], _employer(row)), sent_at)
    _decide(submission, row, user, sent_at)


def _employer(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["organisation"]:
        return chosen(f"organisation:{row['organisation']}")
    return described(row["new_organisation"])


def _send(submission: DeedSubmission, part: Part, now: datetime) -> DeedSubmission:
    saved = save_part(submission=submission, part=part, revision=submission.revision, now=now)
    terms = current_terms(now=now)
    acceptance = Acceptance(terms.label if terms else "1", "")
    return send_in(submission=saved, part=Part(), revision=saved.revision, acceptance=acceptance, now=now)


def _decide(submission: DeedSubmission, row: Mapping[str, Any], user: User, sent_at: datetime) -> None:
    given: dict[str, Any] = {"submission": submission, "revision": submission.revision, "user": user}
    if row["end"] in {"returned", "resubmitted"}:
        return_submission(**given, note=row["note"], now=sent_at + 26 * HOUR)
    if row["end"] == "resubmitted":
        submission.refresh_from_db()
        _send(submission, Part({row["language"]: row["again"]}), sent_at + 50 * HOUR)
    if row["end"] in {"refused", "appealed"}:
        decision = refuse_submission(
            **given, ground=row["ground"], reason=row["note"], now=sent_at + 30 * HOUR
        )
        if row["end"] == "appealed" and decision.contact is not None:
            send_appeal(
                decision=decision, contact=decision.contact, text=row["appeal"], now=sent_at + 70 * HOUR
            )


def _load_report(deed: Deed, row: Mapping[str, Any], user: User, now: datetime) -> None:
    received_at = now - timedelta(days=row["days_ago"])
    notice = receive_notice(
        deed=deed, ground=row["ground"], text=row["text"], language=row["language"], now=received_at
    )
    remember([notice])
    if reason := row.get("reason"):
        keep_deed(notice=notice, reason=reason, user=user, now=received_at + 20 * HOUR)
