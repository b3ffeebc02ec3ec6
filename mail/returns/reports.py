"""What a returned mail or a hosted service's event says of one delivery. Pure: no Django."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    HARD = "hard"  # no mail will ever arrive there
    SOFT = "soft"  # given up, and another mail may arrive
    DELAYED = "delayed"  # not yet; the server goes on trying
    DELIVERED = "delivered"
    COMPLAINT = "complaint"  # the reader said that it is spam
    OPT_OUT = "opt-out"  # the reader wants no more of it, and said so to somebody else than us
    AUTO_REPLY = "auto-reply"  # a holiday note, a receipt: written by a machine, and no bounce
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Report:
    """`public_id` is the delivery's, where the report names it; else only `recipient` may say which one is meant."""

    kind: Kind
    public_id: str = ""
    recipient: str = ""
    status: str = ""  # RFC 3463 "5.1.1", else the three digits of SMTP
    diagnostic: str = ""  # the server's words, with no address in them
