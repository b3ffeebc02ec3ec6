"""What is seen before a mail is opened: subject, preheader, title."""

import re
from collections.abc import Iterator

from newsletter.preflight.findings import Fault, Rule, Severity
from newsletter.preflight.mail import Mail
from newsletter.preflight.page import words_of

SUBJECT_SEEN_ON_A_PHONE = 60
# Below this a mail program goes on with whatever stands first in the mail; above, no list shows it.
PREHEADER_LENGTHS = (20, 140)
_ANSWER = re.compile(
    r"\s*(re|fw|fwd|vs|vl|sv|vb|ant)\s*:", re.IGNORECASE
)  # also in Finnish and Swedish Outlook
_SHOUTED = 8  # capital letters from which a subject is no abbreviation


def subject_is_present(mail: Mail) -> Iterator[Fault]:
    if not mail.facts.subject.strip():
        yield Fault()


def preheader_is_present(mail: Mail) -> Iterator[Fault]:
    if not mail.facts.preheader.strip():
        yield Fault()


def header_is_one_line(mail: Mail) -> Iterator[Fault]:
    for name, value in (("subject", mail.facts.subject), ("preheader", mail.facts.preheader)):
        if re.search(r"[\x00-\x1f\x7f]", value):
            yield Fault(name)


def subject_fits_a_phone(mail: Mail) -> Iterator[Fault]:
    if len(mail.facts.subject) > SUBJECT_SEEN_ON_A_PHONE:
        yield Fault(f"{len(mail.facts.subject)} > {SUBJECT_SEEN_ON_A_PHONE}")


def subject_does_not_shout(mail: Mail) -> Iterator[Fault]:
    subject = mail.facts.subject
    if (subject.isupper() and sum(map(str.isalpha, subject)) >= _SHOUTED) or re.search("[!?]{2}", subject):
        yield Fault(subject)


def subject_is_no_answer(mail: Mail) -> Iterator[Fault]:
    if match := _ANSWER.match(mail.facts.subject):
        yield Fault(match[0].strip())


def preheader_fits(mail: Mail) -> Iterator[Fault]:
    shortest, longest = PREHEADER_LENGTHS
    length = len(mail.facts.preheader.strip())
    if length and not shortest <= length <= longest:
        yield Fault(f"{length}: {shortest}–{longest}")


def preheader_says_more(mail: Mail) -> Iterator[Fault]:
    subject, preheader = (words_of(text).casefold() for text in (mail.facts.subject, mail.facts.preheader))
    if subject and subject == preheader:
        yield Fault(mail.facts.preheader)


def title_is_present(mail: Mail) -> Iterator[Fault]:
    if not any(words_of(title.text_content()) for title in mail.page.named("title")):
        yield Fault()


RULES = (
    Rule("subject-present", Severity.ERROR, subject_is_present, "RFC 5322, 3.6.5; WCAG 2.2, 2.4.2"),
    Rule(
        "preheader-present",
        Severity.ERROR,
        preheader_is_present,
        "checklist 11: Apple Mail, Gmail and Outlook list it",
    ),
    Rule(
        "one-line",
        Severity.ERROR,
        header_is_one_line,
        "RFC 5322, 2.2: a line break would begin another header",
    ),
    Rule(
        "subject-length", Severity.WARNING, subject_fits_a_phone, "checklist 11: phones cut longer subjects"
    ),
    Rule("subject-shouts", Severity.WARNING, subject_does_not_shout, "SpamAssassin SUBJ_ALL_CAPS"),
    Rule(
        "subject-answer",
        Severity.WARNING,
        subject_is_no_answer,
        "Gmail's sender guidelines: subjects don't mislead",
    ),
    Rule(
        "preheader-length",
        Severity.WARNING,
        preheader_fits,
        "Gmail and Apple Mail fill a short one with the mail's first words",
    ),
    Rule(
        "preheader-repeats",
        Severity.WARNING,
        preheader_says_more,
        "checklist 11: it is read aloud after the subject",
    ),
    Rule("title", Severity.ERROR, title_is_present, "WCAG 2.2, 2.4.2"),
)
