from deeds.models.adoptions import Adoption
from deeds.models.campaigns import DeedCampaign
from deeds.models.changes import DeedChange
from deeds.models.collections import CollectedDeed, DeedCollection
from deeds.models.fingerprints import DeedFingerprint, DeedFingerprintKey
from deeds.models.follow_ups import FollowUp
from deeds.models.imports import DeedImport, DeedImportRow
from deeds.models.moderation import Appeal, Decision, DeedNotice, Ground, Part
from deeds.models.pages import DeedIndexPage, DeedPage
from deeds.models.picks import DeedPick
from deeds.models.pictures import SubmissionPicture
from deeds.models.reports import PeriodReport
from deeds.models.rows import Deed, DeedLanguage, DeedLead
from deeds.models.searches import SavedSearch
from deeds.models.shared import PARTICIPANTS, SHARED_FIELDS, SHARED_RELATIONS, SharedDeedFields
from deeds.models.submissions import DeedAuthor, DeedSubmission, DeedVersion
from deeds.models.terms import TermsVersion
from deeds.models.thanks import Thanks
from deeds.models.threads import DeedThread, ThreadBlock, ThreadMessage
from deeds.models.visits import DeedVisits

__all__ = [
    "PARTICIPANTS",
    "SHARED_FIELDS",
    "SHARED_RELATIONS",
    "Adoption",
    "Appeal",
    "CollectedDeed",
    "Decision",
    "Deed",
    "DeedAuthor",
    "DeedCampaign",
    "DeedChange",
    "DeedCollection",
    "DeedFingerprint",
    "DeedFingerprintKey",
    "DeedImport",
    "DeedImportRow",
    "DeedIndexPage",
    "DeedLanguage",
    "DeedLead",
    "DeedNotice",
    "DeedPage",
    "DeedPick",
    "DeedSubmission",
    "DeedThread",
    "DeedVersion",
    "DeedVisits",
    "FollowUp",
    "Ground",
    "Part",
    "PeriodReport",
    "SavedSearch",
    "SharedDeedFields",
    "SubmissionPicture",
    "TermsVersion",
    "Thanks",
    "ThreadBlock",
    "ThreadMessage",
]
