"""What goes into the outbox and what comes out of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mail import conf


@dataclass(frozen=True)
class Sender:
    address: str
    name: str
    reply_to: str = ""


@dataclass(frozen=True)
class Content:
    """`html` or `text` may be empty, not both. In bulk content `%%name%%` is a merge token."""

    subject: str
    html: str
    text: str
    language: str


@dataclass(frozen=True)
class Recipient:
    """`reference` is the caller's own key ("subscription:12"), given to the claim checks."""

    address: str
    name: str = ""
    tokens: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""


@dataclass
class SendReport:
    """What one run did, in deliveries."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0  # rejected by the server, or given up
    uncertain: int = 0
    cancelled: int = 0  # suppressed or no longer wanted when claimed

    def __add__(self, other: "SendReport") -> "SendReport":
        return SendReport(**{name: value + getattr(other, name) for name, value in vars(self).items()})

    @property
    def handled(self) -> int:
        return sum(vars(self).values())


def default_sender() -> Sender:
    return Sender(conf.text("MAIL_FROM_ADDRESS"), conf.text("MAIL_FROM_NAME"), conf.text("MAIL_REPLY_TO"))
