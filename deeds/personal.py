"""What deeds and everything around them hold of a person, and until when.

The words of a deed are public and its organisation's, so they are not among these: what names somebody there is found
by screening, before it is published.
"""

from core import personal
from core.personal import ACCOUNT, Ends, Stays, Table
from deeds.authoring.access import INVITATION_FOR
from deeds.authoring.authors import WITHDRAWN_FOR
from deeds.importing.jobs import KEEP_FOR
from deeds.moderating.access import ANSWER_FOR
from deeds.moderating.keeping import SEEN_FOR, WORDS_FOR
from deeds.pictures.tidying import UNCHOSEN_FOR
from deeds.relay.threads import KEEP_ASKED, KEEP_ENDED, KEEP_QUIET
from deeds.saving.services import CONFIRM_WITHIN
from deeds.spreading import adopting
from deeds.staying.access import LINK_FOR
from deeds.submitting.drafting import DRAFT_FOR
from deeds.submitting.keeping import ACCEPTED_FOR, REFUSED_FOR, RETURNED_FOR
from deeds.submitting.sending import UNDO_FOR

SUBMISSION = tuple(
    Ends(after, since, "deeds.keep_submissions")
    for after, since in (
        (DRAFT_FOR, "the last save of a draft"),
        (UNDO_FOR, "the author withdrew it"),
        (RETURNED_FOR, "it was returned"),
        (REFUSED_FOR, "the refusal"),
        (ACCEPTED_FOR, "the publishing"),
    )
)
AUTHOR = (
    Ends(INVITATION_FOR, "the invitation, where nobody answered", "deeds.expire_invitations"),
    Ends(WITHDRAWN_FOR, "the deed left the square", "deeds.forget_authors"),
    Stays("the deed stands on the square and its author stands by it"),
)
PICTURE = (
    Ends(UNCHOSEN_FOR, "the decision, where it is not published", "deeds.check_picture_files"),
    Stays("the deed shows it"),
)
ADOPTION = tuple(
    Ends(after, since, "deeds.tidy_adoptions")
    for after, since in (
        (adopting.LINK_FOR, "it was said, where nobody confirmed"),
        (adopting.KEEP_REFUSED, "the refusal"),
        (adopting.KEEP_CONTACT, "it was accepted"),
    )
)
THREAD = tuple(
    Ends(after, since, "deeds.tidy_threads")
    for after, since in (
        (KEEP_ASKED, "the first message, where the reader did not confirm"),
        (KEEP_ENDED, "its end"),
        (KEEP_QUIET, "the last message"),
    )
)
SEARCH = (
    Ends(CONFIRM_WITHIN, "it was asked for, where nobody confirmed", "deeds.tidy_searches"),
    Stays("the reader does not stop it"),
)
FOLLOW_UP = (Ends(LINK_FOR, "it was asked, where nobody answered", "deeds.ask_what_stayed"),)
WORDS = Ends(WORDS_FOR, "the decision", "deeds.keep_moderation")
SEEN = Ends(SEEN_FOR, "the decision", "deeds.keep_moderation")
LIFTED = Ends(SEEN_FOR, "the restriction was lifted", "deeds.keep_moderation")
UNCONFIRMED = Ends(ANSWER_FOR, "it came, where the address is not confirmed", "deeds.keep_moderation")
IMPORTED = Ends(KEEP_FOR, "the last step of the import", "deeds.tidy_imports")
HELD = Stays("a restriction holds")
IN_THREE = "{0}_fi {0}_sv {0}_en"


def register() -> None:
    personal.register(*_from_outside(), *_of_moderation(), *_of_editors())


def _from_outside() -> tuple[Table, ...]:
    """What people without an account give."""
    return (
        Table(
            "tekotori_deeds.DeedSubmission",
            holding="deeds.submissions",
            personal={
                "contact texts facts flags new_organisation author_name author_role idempotency_key": SUBMISSION
            },
            others="reference language look_alikes terms_version withdrawn_from other_bases",
        ),
        Table(
            "tekotori_deeds.DeedAuthor",
            holding="deeds.authorships",
            personal={"contact name role": AUTHOR},
            is_person=True,
        ),
        Table(
            "tekotori_deeds.SubmissionPicture",
            holding="deeds.pictures",
            personal={"file credit": PICTURE},
            others="key alt other_alts content_type",
        ),
        Table(
            "tekotori_deeds.Adoption",
            holding="deeds.adoptions",
            personal={"contact mail_domain reason": ADOPTION, "decided_by": ACCOUNT},
            others="reference language",
        ),
        Table(
            "tekotori_deeds.DeedThread",
            holding="deeds.threads",
            personal={"reader author report": THREAD},
            others="reference language",
        ),
        Table("tekotori_deeds.ThreadMessage", holding="deeds.threads", personal={"text": THREAD}),
        Table(
            "tekotori_deeds.ThreadBlock",
            holding="deeds.threads",
            personal={
                "author reader_key": (Stays("the author's address is known: the reader is a keyed hash"),)
            },
        ),
        Table(
            "tekotori_deeds.FollowUp",
            holding="deeds.follow_ups",
            personal={"contact": FOLLOW_UP},
            others="reference language",
        ),
        Table(
            "tekotori_deeds.Thanks",
            holding="deeds.thanks",
            personal={"address_key": (Stays("the deed exists: a keyed hash, with no address anywhere"),)},
        ),
        Table(
            "tekotori_deeds.SavedSearch",
            holding="deeds.searches",
            personal={"contact query": SEARCH},
            others="reference language",
        ),
    )


def _of_moderation() -> tuple[Table, ...]:
    """What readers and authors write to moderators, and what these decide."""
    return (
        Table(
            "tekotori_deeds.DeedNotice",
            holding="deeds.moderation",
            personal={"contact": (UNCONFIRMED, WORDS), "text": (WORDS,)},
            others="reference subject language",
        ),
        Table(
            "tekotori_deeds.Appeal",
            holding="deeds.moderation",
            personal={"contact text": (WORDS,)},
            others="subject language",
        ),
        Table(
            "tekotori_deeds.Decision",
            holding="deeds.moderation",
            personal={
                "contact reason": (WORDS, HELD),
                "seen": (SEEN,),
                "hidden": (LIFTED, HELD),
                "decided_by": ACCOUNT,
            },
            others="subject language",
        ),
    )


def _of_editors() -> tuple[Table, ...]:
    """What is public, or written by the staff."""
    return (
        Table("tekotori_deeds.DeedIndexPage", others="introduction share_image_alt"),
        Table(
            "tekotori_deeds.DeedPage",
            holding="deeds.pictures",
            personal={"image_credit": (Stays("the deed shows the picture"),)},
            others=(
                "unit goal result body measure_indicator measure_before measure_after measure_unit measure_period "
                "conditions did_not_work after_year cost_hours image_alt share_image_alt"
            ),
        ),
        Table("tekotori_deeds.Deed", others="title retired_reason retired_languages facet_values"),
        Table("tekotori_deeds.DeedChange", others="versions sha256"),
        Table(
            "tekotori_deeds.DeedImport",
            personal={"created_by": ACCOUNT},
            others="name language columns matches spoken",
        ),
        Table(
            "tekotori_deeds.DeedImportRow", personal={"values notes": (IMPORTED,)}, others="meaning old_path"
        ),
        Table("tekotori_deeds.DeedLanguage", others="language"),
        Table("tekotori_deeds.DeedLead", others="title text"),
        Table("tekotori_deeds.DeedVersion", others="language values removed sha256"),
        Table("tekotori_deeds.DeedFingerprint", others="language pairs"),
        Table(
            "tekotori_deeds.DeedCollection",
            others=f"slug {IN_THREE.format('title')} {IN_THREE.format('introduction')}",
        ),
        Table(
            "tekotori_deeds.DeedCampaign",
            others=f"slug {IN_THREE.format('title')} {IN_THREE.format('introduction')}",
        ),
        Table(
            "tekotori_deeds.DeedPick",
            personal={"picked_by": ACCOUNT},
            others=IN_THREE.format("sentence"),
        ),
        Table("tekotori_deeds.PeriodReport", personal={"frozen_by": ACCOUNT}, others="values"),
        Table("tekotori_deeds.TermsVersion", others=f"label {IN_THREE.format('text')}"),
    )
