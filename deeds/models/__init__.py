from deeds.models.pages import DeedIndexPage, DeedPage
from deeds.models.rows import Deed, DeedLead
from deeds.models.shared import PARTICIPANTS, SHARED_FIELDS, SHARED_RELATIONS, SharedDeedFields

__all__ = [
    "PARTICIPANTS",
    "SHARED_FIELDS",
    "SHARED_RELATIONS",
    "Deed",
    "DeedIndexPage",
    "DeedLead",
    "DeedPage",
    "SharedDeedFields",
]
