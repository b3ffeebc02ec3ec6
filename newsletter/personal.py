"""What newsletters hold of a person, and until when. Issues are texts for everyone."""

from core import personal
from core.personal import ACCOUNT, Ends, Stays, Table
from newsletter.importing.jobs import KEEP_FILE_FOR, KEEP_FOR
from newsletter.services.operations import KEEP_CHANGES
from newsletter.services.subscriptions import ENDED_FOR, UNCONFIRMED_FOR

SUBSCRIBED = (
    Ends(UNCONFIRMED_FOR, "somebody asked, where nobody confirmed", "newsletter.expire_pending"),
    Ends(ENDED_FOR, "the subscription's end", "newsletter.forget_ended"),
    Stays("the person reads it"),
)
UNDOABLE = Ends(
    KEEP_FOR, "the last step of an import, so that it can be taken back", "newsletter.tidy_imports"
)
UNDOABLE_CHANGE = Ends(KEEP_CHANGES, "a change of many in the list", "newsletter.tidy_imports")
UNUSED_FILE = Ends(KEEP_FILE_FOR, "the last step, unless it was taken in before", "newsletter.tidy_imports")
HOLDING = "newsletter.subscriptions"


def register() -> None:
    personal.register(
        Table(
            "tekotori_newsletter.Subscription",
            holding=HOLDING,
            personal={"contact key language": SUBSCRIBED},
            is_person=True,
        ),
        Table(
            "tekotori_newsletter.SubscriptionTopic",
            holding=HOLDING,
            personal={"subscription key": SUBSCRIBED},
        ),
        Table(
            "tekotori_newsletter.SubscriptionAttribute",
            holding=HOLDING,
            personal={"subscription key": (Stays("the person reads it"),)},
        ),
        Table("tekotori_newsletter.Segment", others="name conditions languages"),
        Table(
            "tekotori_newsletter.OperationStep",
            holding=HOLDING,
            personal={"subscription before": (UNDOABLE, UNDOABLE_CHANGE)},
        ),
        Table("tekotori_newsletter.SubscriberOperation", personal={"created_by": ACCOUNT}, others="value"),
        Table(
            "tekotori_newsletter.SubscriberImport",
            personal={"file": (UNUSED_FILE, Stays("it is being taken in")), "created_by": ACCOUNT},
            others="name shape columns choices unknown counts problem",
        ),
        Table("tekotori_newsletter.SubscriberRefusal", others="codes"),
        Table(
            "tekotori_newsletter.Newsletter",
            others="slug name_fi name_sv name_en from_name from_address reply_to from_name_fi from_name_sv from_name_en reply_to_fi reply_to_sv reply_to_en",
        ),
        Table("tekotori_newsletter.NewsletterPage", others="intro share_image_alt"),
        Table("tekotori_newsletter.Issue", personal={"locked_by": ACCOUNT}, others="name items"),
        Table("tekotori_newsletter.IssueText", others="subject preheader intro outro correction"),
        Table(
            "tekotori_newsletter.Compilation",
            personal={"approved_by": ACCOUNT},
            others="language variants subject preheader html text sha256 content_sha256 item_refs topics "
            "source figures acknowledged",
        ),
        Table("tekotori_newsletter.Dispatch", personal={"created_by": ACCOUNT}, others="again"),
        Table("tekotori_newsletter.DispatchLanguage", others="language left_out"),
        Table("tekotori_newsletter.Edition", others="language"),
        # The same for every reader, and sums a day: nobody is in them.
        Table("tekotori_newsletter.MailLink", others="code url words"),
        Table("tekotori_newsletter.IssueLeavings", others="language"),
    )
