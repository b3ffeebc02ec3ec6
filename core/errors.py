"""Errors of the kernel."""


class LedgerIsAppendOnly(Exception):
    """Somebody tried to change or delete an entry of the ledger."""

    def __init__(self) -> None:
        super().__init__("The ledger only grows: an entry is never changed or deleted. Append a new one.")
