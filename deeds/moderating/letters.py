"""The letters to authors about a decision: what was decided, on what facts and ground, and what one can do about it.

They hold what article 17 of the Digital Services Act asks of a statement of reasons.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from contacts.models import Contact
from core.html import absolute_url
from deeds.authoring.access import author_url
from deeds.models import Deed, DeedSubmission, DeedVersion, FollowUp
from deeds.models.moderation import Decision, Part
from deeds.moderating.access import appeal_url
from deeds.moderating.grounds import basis
from deeds.submitting.access import WAITING_LINK_FOR, mail_url


def send_approved(*, submission: DeedSubmission, deed: Deed, decision: Decision, now: datetime) -> None:
    if submission.contact is None:
        return
    with translation.override(submission.language):
        subject, paragraphs = _good_news(submission, deed)
        letter = Letter(
            subject=subject,
            paragraphs=paragraphs,
            button=_("See the deed"),
            url=absolute_url(deed.get_absolute_url()),
            after=[*_own_page(submission, deed, now), _("Your address is shown nowhere.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(submission.contact, letter, decision, submission.language, now)


def _own_page(submission: DeedSubmission, deed: Deed, now: datetime) -> list[str]:
    """Where the author of a new deed acts from now on."""
    author = deed.authors.filter(contact=submission.contact, accepted_at__isnull=False).first()
    if author is None or submission.kind != DeedSubmission.Kind.NEW:
        return []
    text = _(
        "You have a page of your own for it: there you correct or retire the deed, invite other authors, and choose "
        "whether your name is shown. The link works for 30 days, and you get a new one on the deed's page: %(url)s"
    )
    return [text % {"url": author_url(author=author, now=now)}]


def _good_news(submission: DeedSubmission, deed: Deed) -> tuple[str, list[str]]:
    if submission.kind == DeedSubmission.Kind.RETIREMENT:
        retired = _("“%(title)s” is retired, as you asked. Its address stays and says why.")
        return _("Your deed is retired"), [retired % {"title": deed.title}]
    if _is_answer(submission):
        told = _("What stayed of “%(title)s” stands on the deed's page now, under “After a year”. Thank you.")
        return _("Your answer is published"), [told % {"title": deed.title}]
    if submission.kind == DeedSubmission.Kind.CORRECTION:
        corrected = _("“%(title)s” is corrected. Readers can see what changed on the deed's page.")
        return _("Your correction is published"), [corrected % {"title": deed.title}]
    return _("Your deed is published"), [
        _("“%(title)s” can now be read by everyone. Thank you.") % {"title": submission.title},
        _("It is deed %(number)d. The address behind the button stays for ever, so you can share it.")
        % {"number": deed.number},
    ]


def _is_answer(submission: DeedSubmission) -> bool:
    """Whether its author told what stayed of a deed a year on. It is a correction, but nobody knows it as one."""
    return FollowUp.objects.filter(submission=submission).exists()


def send_returned(*, submission: DeedSubmission, decision: Decision, now: datetime) -> None:
    if submission.contact is None:
        return
    with translation.override(submission.language):
        letter = Letter(
            subject=_("Your answer needs a change before it is published")
            if _is_answer(submission)
            else _("Your deed needs a change before it is published"),
            paragraphs=[
                _("A moderator has read “%(title)s” and asks you to add or change this:")
                % {"title": submission.title},
                *lines(decision.reason),
                _("Change it with the button and send it in again. Everything that you wrote is there."),
            ],
            button=_("Open my deed"),
            url=mail_url(submission=submission, now=now, valid_for=WAITING_LINK_FOR),
            after=[_("Do not pass the link on: whoever has it can change the deed.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(submission.contact, letter, decision, submission.language, now)


def send_refused(*, submission: DeedSubmission, decision: Decision, now: datetime) -> None:
    if submission.contact is None:
        return
    with translation.override(submission.language):
        sent_at = submission.submitted_at or now
        subject, what = _bad_news(submission)
        values = {"title": submission.title, "day": date_format(localtime(sent_at), "DATE_FORMAT")}
        letter = Letter(
            subject=subject,
            paragraphs=[what % values, *_statement(decision, [_reading()])],
            button=_("Appeal"),
            url=appeal_url(decision=decision, contact=submission.contact, now=now),
            after=_terms(submission.language),
            signature=settings.MAIL_FROM_NAME,
        )
    _send(submission.contact, letter, decision, submission.language, now)


def _bad_news(submission: DeedSubmission) -> tuple[str, str]:
    """A deed that is published already stays so, whatever is decided on what its author sent about it."""
    if _is_answer(submission):
        return _("Your answer is not published"), _(
            "We have decided not to publish what you answered about “%(title)s” on %(day)s. The deed stays as it is."
        )
    if submission.kind == DeedSubmission.Kind.CORRECTION:
        return _("Your correction is not published"), _(
            "We have decided not to publish your correction of “%(title)s”, which you sent in on %(day)s. "
            "The deed stays as it is."
        )
    return _("Your deed is not published"), _(
        "We have decided not to publish “%(title)s”, which you sent in on %(day)s."
    )


def send_restricted(*, deed: Deed, authors: Iterable[Contact], decision: Decision, now: datetime) -> None:
    with translation.override(decision.language):
        for contact in authors:
            letter = Letter(
                subject=_restriction_subject(decision),
                paragraphs=[_restriction(deed, decision), *_statement(decision, _origin(decision))],
                button=_("Appeal"),
                url=appeal_url(decision=decision, contact=contact, now=now),
                after=_terms(decision.language),
                signature=settings.MAIL_FROM_NAME,
            )
            _send(contact, letter, decision, decision.language, now)


def send_lifted(*, deed: Deed, authors: Iterable[Contact], decision: Decision, now: datetime) -> None:
    with translation.override(decision.language):
        letter = Letter(
            subject=_("Your deed is shown again"),
            paragraphs=[
                _("We have lifted the restriction on “%(title)s” (deed %(number)d).")
                % {"title": deed.title, "number": deed.number},
                *lines(decision.reason),
            ],
            button=_("See the deed"),
            url=absolute_url(deed.get_absolute_url()),
            after=[_("You need not do anything.")],
            signature=settings.MAIL_FROM_NAME,
        )
    for contact in authors:
        _send(contact, letter, decision, decision.language, now)


def send_redacted(
    *,
    deed: Deed,
    versions: Iterable[DeedVersion],
    authors: Iterable[Contact],
    decision: Decision,
    now: datetime,
) -> None:
    numbers = ", ".join(str(version.number) for version in versions)
    with translation.override(decision.language):
        letter = Letter(
            subject=_("Words were removed from an earlier version of your deed"),
            paragraphs=[
                _(
                    "We have removed words from what “%(title)s” (deed %(number)d) said before, for good: version "
                    "%(versions)s. The deed as it is now stays as it is. Readers see that words were removed, and when."
                )
                % {"title": deed.title, "number": deed.number, "versions": numbers},
                *_reasons(decision, _origin(decision)),
                _(
                    "If you disagree, you can take the matter to an out-of-court dispute settlement body or to a court. "
                    "The deed itself you can correct on your own page of it."
                ),
            ],
            button=_("See the deed"),
            url=absolute_url(deed.get_absolute_url()),
            after=_terms(decision.language),
            signature=settings.MAIL_FROM_NAME,
        )
    for contact in authors:
        _send(contact, letter, decision, decision.language, now)


def _statement(decision: Decision, how: Sequence[str]) -> list[str]:
    """Ground, facts, how it was decided, and redress: the parts of a statement of reasons after what was decided."""
    return [
        *_reasons(decision, how),
        _(
            "If you disagree, appeal with the button within six months. It costs nothing, and if at all possible "
            "somebody else decides. You can also take the matter to an out-of-court dispute settlement body or to a court."
        ),
    ]


def _reasons(decision: Decision, how: Sequence[str]) -> list[str]:
    return [
        _("The ground: %(ground)s. %(basis)s")
        % {"ground": decision.get_ground_display(), "basis": basis(decision.ground)},
        _("The facts and the reasons:"),
        *lines(decision.reason),
        *how,
    ]


def _reading() -> str:
    return _(
        "A person read the deed and decided. A program points out numbers and names to the reader; it decides nothing."
    )


def _origin(decision: Decision) -> list[str]:
    """What led to looking at a published deed. Who reported it is not told."""
    led = {
        Decision.Origin.NOTICE: _("We looked at the deed because somebody reported it."),
        Decision.Origin.ORDER: _("We looked at the deed because of an authority's order."),
    }
    found = _("We looked at the deed of our own accord.")
    return [led.get(Decision.Origin(decision.origin), found), _("A person decided, not a program.")]


def _restriction_subject(decision: Decision) -> str:
    if decision.part == Part.PICTURE:
        return _("The picture of your deed is hidden")
    return _("Your deed is hidden from readers")


def _restriction(deed: Deed, decision: Decision) -> str:
    values = {"title": deed.title, "number": deed.number}
    if decision.part == Part.PICTURE:
        return (
            _("We have taken the picture off “%(title)s” (deed %(number)d). The text is shown as before.")
            % values
        )
    return (
        _("We have hidden “%(title)s” (deed %(number)d) everywhere on the site until further notice.")
        % values
    )


def _terms(language: str) -> list[str]:
    address = absolute_url(reverse("deeds:terms", kwargs={"language": language}))
    return [_("Our terms of publishing: %(address)s") % {"address": address}]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _send(contact: Contact, letter: Letter, decision: Decision, language: str, now: datetime) -> None:
    send_letter(
        key=f"deeds:decision:{decision.pk}:{contact.pk}",
        to=contact.address,
        letter=letter,
        language=language,
        now=now,
    )
