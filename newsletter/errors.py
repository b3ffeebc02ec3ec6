"""Errors of the newsletter: what happened, to which issue, what to do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from newsletter.models.issues import Issue
    from newsletter.models.operations import SubscriberOperation
    from newsletter.models.segments import Segment
    from newsletter.preflight import Finding


class NewsletterError(Exception):
    """Base of all errors that this app raises."""


class NothingToSend(NewsletterError):
    """An issue without any text has no language to go out in."""

    def __init__(self, *, issue: "Issue") -> None:
        super().__init__(
            f"Issue “{issue}” has no text in any language. Write a subject and a preheader first."
        )
        self.issue = issue


class HasErrors(NewsletterError):
    """The checks found errors; nothing was approved or sent."""

    def __init__(self, *, issue: "Issue", findings: "Sequence[Finding]") -> None:
        listed = "; ".join(f"{finding.language}: {finding.rule}" for finding in findings)
        super().__init__(f"Issue “{issue}” cannot go: {listed}. Mend these and check again.")
        self.issue, self.findings = issue, tuple(findings)


class NotAcknowledged(NewsletterError):
    """Something that would be an error could not be checked, and the approver did not answer for it."""

    def __init__(self, *, issue: "Issue", findings: "Sequence[Finding]") -> None:
        listed = "; ".join(f"{finding.language}: {finding.rule} {finding.detail}" for finding in findings)
        super().__init__(
            f"Issue “{issue}” is not approved, since this could not be checked: {listed}. Check again, or name it."
        )
        self.issue, self.findings = issue, tuple(findings)


class ApprovalRefused(NewsletterError):
    """Somebody may not approve this now. `why`: "changed", "author", "submit" or "turn"."""

    REASONS: ClassVar = {
        "changed": "was changed since it was shown. Look at it again, then approve",
        "author": "was last edited by the same account. Somebody else has to approve it",
        "submit": "goes through a workflow. Submit it first",
        "turn": "waits for somebody else's decision, or was decided already",
    }

    def __init__(self, *, issue: "Issue", why: str) -> None:
        super().__init__(f"Issue “{issue}” {self.REASONS[why]}.")
        self.issue, self.why = issue, why


class NotApproved(NewsletterError):
    """The issue was never approved, or was edited since."""

    def __init__(self, *, issue: "Issue") -> None:
        super().__init__(f"Issue “{issue}” as it stands is not approved. Check and approve it, then send.")
        self.issue = issue


class AlreadyDispatched(NewsletterError):
    """The issue has been sent or waits to be; it goes out once."""

    def __init__(self, *, issue: "Issue") -> None:
        super().__init__(f"Issue “{issue}” has been sent or waits for its time. Make a new issue instead.")
        self.issue = issue


class NothingToUndo(NewsletterError):
    """A change of many subscribers that is under way, taken back already, or too old to be."""

    def __init__(self, *, operation: "SubscriberOperation") -> None:
        super().__init__(f"Operation {operation.pk} is {operation.state} and can't be taken back now.")
        self.operation = operation


class NobodyToSendTo(NewsletterError):
    """A further run of an issue would reach nobody."""

    def __init__(self, *, issue: "Issue") -> None:
        super().__init__(f"Nobody would get issue “{issue}” by this. Nothing was sent.")
        self.issue = issue


class NotSubscribed(NewsletterError):
    """A choice was to be saved for a subscription that is not active."""

    def __init__(self, *, subscription: int | None) -> None:
        super().__init__(f"Subscription {subscription} is not active. It has to be confirmed again first.")
        self.subscription = subscription


class WrongChoice(NewsletterError):
    """A preference that cannot be kept: an unknown language, or a pause that is not ahead."""

    def __init__(self, *, field: str, value: object) -> None:
        super().__init__(f"{field} cannot be {value!r}. Nothing was saved.")
        self.field, self.value = field, value


class SegmentInUse(NewsletterError):
    """A segment was to be deleted while issues name it: without it they would go to everyone."""

    def __init__(self, *, segment: "Segment", issues: "Sequence[Issue]") -> None:
        listed = ", ".join(f"“{issue}”" for issue in issues)
        super().__init__(f"Segment “{segment}” is in use by {listed}. It was not deleted.")
        self.segment, self.issues = segment, tuple(issues)


class SegmentWaits(NewsletterError):
    """The rules of a segment were to be changed while an issue that was approved for them waits for its time."""

    def __init__(self, *, segment: "Segment", issue: "Issue") -> None:
        super().__init__(
            f"Issue “{issue}” waits to be sent to segment “{segment}”. Stop its sending first, then change the rules."
        )
        self.segment, self.issue = segment, issue


class EditedSince(NewsletterError):
    """Somebody edited the issue after what was to be undone."""

    def __init__(self, *, issue: "Issue") -> None:
        super().__init__(f"Issue “{issue}” was edited since. Take the items out by hand.")
        self.issue = issue


class NotTested(NewsletterError):
    """The account has no address, or `addresses` are among those asked for that must not be mailed."""

    def __init__(self, *, issue: "Issue", addresses: Sequence[str]) -> None:
        # Without the addresses: errors end up in logs.
        super().__init__(
            f"No test of issue “{issue}” was sent: an address may not be mailed, or there is none."
        )
        self.issue, self.addresses = issue, tuple(addresses)
