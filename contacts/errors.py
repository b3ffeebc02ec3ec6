"""What can be wrong with an access link. The texts are for logs; pages say it in the person's language."""


class AccessLinkError(Exception):
    """Base of what can be wrong with an access link."""


class LinkUnknown(AccessLinkError):
    """No such link was ever sent for this purpose, or it was altered or deleted since."""

    def __init__(self, *, purpose: str) -> None:
        super().__init__(f"No access link for {purpose!r} has this token. Ask for a new link.")
        self.purpose = purpose


class LinkExpired(AccessLinkError):
    """The link is older than it may be."""

    def __init__(self, *, purpose: str, reference: str) -> None:
        super().__init__(f"The access link for {purpose!r} is too old. Ask for a new link.")
        self.purpose, self.reference = purpose, reference


class LinkUsed(AccessLinkError):
    """The link works once, and that was before."""

    def __init__(self, *, purpose: str, reference: str) -> None:
        super().__init__(f"The access link for {purpose!r} was used before. Ask for a new link.")
        self.purpose, self.reference = purpose, reference
