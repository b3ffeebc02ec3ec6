from datetime import date


class RegistersError(Exception):
    """Something that the registers refuse."""


class OrganisationNotActive(RegistersError):
    """An organisation that has merged or ended can't be changed or merged into again."""

    def __init__(self, *, code: str, status: str) -> None:
        super().__init__(f"The organisation {code!r} is {status}. Choose one that is active.")
        self.code, self.status = code, status


class MergeIntoItself(RegistersError):
    def __init__(self, *, code: str) -> None:
        super().__init__(f"The organisation {code!r} can't merge into itself. Choose another one.")
        self.code = code


class CodeTaken(RegistersError):
    def __init__(self, *, code: str) -> None:
        super().__init__(f"An organisation with the code {code!r} exists. Choose another code.")
        self.code = code


class UnknownCode(RegistersError):
    """A data file or caller names a code that no row has."""

    def __init__(self, *, register: str, code: str, near: list[str] | None = None) -> None:
        hint = f" Near it: {', '.join(near)}." if near else ""
        super().__init__(f"{register} has no row with the code {code!r}.{hint}")
        self.register, self.code, self.near = register, code, near or []


class EndsBeforeItBegins(RegistersError):
    def __init__(self, *, code: str, valid_from: date, valid_to: date) -> None:
        super().__init__(
            f"{code!r} would end on {valid_to}, before it begins on {valid_from}. Check the date."
        )
        self.code, self.valid_from, self.valid_to = code, valid_from, valid_to
