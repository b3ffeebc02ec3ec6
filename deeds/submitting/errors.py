"""What writing a submission refuses. The texts are for logs; pages say it in the author's language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deeds.errors import DeedsError

if TYPE_CHECKING:
    from deeds.models import DeedSubmission


class SubmissionClosed(DeedsError):
    """What was asked is not possible in the submission's state."""

    def __init__(self, submission: "DeedSubmission") -> None:
        super().__init__(
            f"Submission {submission.reference} is {submission.state}. Open its page to see what can be done."
        )
        self.submission = submission


class ChangedMeanwhile(DeedsError):
    """Somebody saved the same part on another device since this page was opened; nothing was written."""

    def __init__(self, submission: "DeedSubmission") -> None:
        super().__init__(f"Submission {submission.reference} was changed meanwhile. Compare and save again.")
        self.submission = submission


class IdentityCodeFound(DeedsError):
    """A text holds a personal identity code; nothing was written."""

    def __init__(self, *, reference: str, fields: Sequence[str]) -> None:
        super().__init__(
            f"Submission {reference} would hold an identity code in {', '.join(fields)}. Take it out."
        )
        self.reference, self.fields = reference, tuple(fields)


class NotReady(DeedsError):
    """Something that a deed needs is missing."""

    def __init__(self, *, reference: str, missing: Sequence[str]) -> None:
        super().__init__(f"Submission {reference} lacks {', '.join(missing)}. Fill it in and send it again.")
        self.reference, self.missing = reference, tuple(missing)


class MailsUsedUp(DeedsError):
    """The two mails that a submission may cost before it is decided have been sent."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(f"Submission {reference} had its mails. Find the link in one of them.")
        self.reference = reference


class AlreadyBegun(DeedsError):
    """A form that was sent long ago is sent again; the draft that it began is open to the link in the mail only."""

    def __init__(self) -> None:
        super().__init__("This form began a draft before. Open the link in the mail.")
