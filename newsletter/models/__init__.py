"""Models of the newsletter: who reads it (subscriptions), what is sent (issues), where it stands (pages)."""

from newsletter.models.dispatches import (
    Dispatch,
    DispatchKind,
    DispatchLanguage,
    DispatchMail,
    DispatchState,
    Edition,
)
from newsletter.models.figures import IssueLeavings, LinkOpenings, MailLink
from newsletter.models.imports import SubscriberImport, SubscriberRefusal
from newsletter.models.issues import Compilation, Issue, IssueText
from newsletter.models.operations import OperationStep, SubscriberOperation
from newsletter.models.pages import NewsletterPage
from newsletter.models.segments import Segment
from newsletter.models.subscriptions import (
    Newsletter,
    OtherLanguages,
    Subscription,
    SubscriptionAttribute,
    SubscriptionTopic,
)
from newsletter.models.workflow import IssueApprovalTask

__all__ = [
    "Compilation",
    "Dispatch",
    "DispatchKind",
    "DispatchLanguage",
    "DispatchMail",
    "DispatchState",
    "Edition",
    "Issue",
    "IssueApprovalTask",
    "IssueLeavings",
    "IssueText",
    "LinkOpenings",
    "MailLink",
    "Newsletter",
    "NewsletterPage",
    "OperationStep",
    "OtherLanguages",
    "Segment",
    "SubscriberImport",
    "SubscriberOperation",
    "SubscriberRefusal",
    "Subscription",
    "SubscriptionAttribute",
    "SubscriptionTopic",
]
