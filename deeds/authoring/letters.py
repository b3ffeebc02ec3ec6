"""The mails to authors: each to one person, in that person's language, naming nobody else."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from deeds.authoring.access import author_url, invitation_url, language_of
from deeds.languages import title_in
from deeds.models import DeedAuthor


def send_author_link(*, author: DeedAuthor, now: datetime) -> None:
    """The way to an author's own page of a deed."""
    url = author_url(author=author, now=now)
    with translation.override(language_of(author.contact)):
        letter = Letter(
            subject=_("Your page of the deed “%(deed)s”") % {"deed": _title(author)},
            paragraphs=[
                _(
                    "Behind the button you can correct or retire the deed, invite other authors, and choose whether "
                    "your name is shown."
                ),
                _("The link works for 30 days. Do not pass it on: whoever has it acts in your name."),
            ],
            button=_("Open my page"),
            url=url,
            after=[_("If it was not you who asked for the link, you need not do anything.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(author, "page", url, letter, now)


def send_invitation(*, author: DeedAuthor, now: datetime) -> None:
    url = invitation_url(author=author, now=now)
    with translation.override(language_of(author.contact)):
        letter = Letter(
            subject=_("You are invited as an author of “%(deed)s”") % {"deed": _title(author)},
            paragraphs=[
                _(
                    "Somebody who wrote about the deed “%(deed)s” of %(organisation)s says that you had a part in it "
                    "and invites you to stand as an author too."
                )
                % {"deed": _title(author), "organisation": _organisation(author)},
                _(
                    "Your name is shown only if you say so, and your address never. The link works for two weeks."
                ),
            ],
            button=_("Read and answer"),
            url=url,
            after=[_("If you do not answer, we forget your address.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(author, "invited", url, letter, now)


def _title(author: DeedAuthor) -> str:
    if author.deed is None:
        return ""
    return title_in(author.deed, language_of(author.contact))


def _organisation(author: DeedAuthor) -> str:
    organisation = author.deed.organisation if author.deed is not None else None
    return organisation.label_in(language_of(author.contact)) if organisation is not None else ""


def _send(author: DeedAuthor, kind: str, url: str, letter: Letter, now: datetime) -> None:
    if author.contact is None:  # erased meanwhile: nobody to write to
        return
    send_letter(
        # A new link is a new mail; the same link is never sent twice.
        key=f"deeds:author:{author.pk}:{kind}:{url.rstrip('/').rpartition('/')[2][:12]}",
        to=author.contact.address,
        letter=letter,
        language=author.contact.language,
        now=now,
    )
