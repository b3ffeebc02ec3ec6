"""What can be wrong with a mail's template. Each says where, what, and what to write instead."""

from mail.errors import MailError


class MjmlError(MailError):
    """Base of all errors of compiling; nothing was sent or stored."""


class UnknownTag(MjmlError):
    """A tag that the compiler would leave in the mail unchanged, or that has no place in a mail."""

    def __init__(self, *, tag: str, line: int, closest: str = "") -> None:
        hint = f" Did you mean <{closest}>?" if closest else ""
        super().__init__(f"Line {line}: <{tag}> cannot be used in a mail.{hint}")
        self.tag, self.line, self.closest = tag, line, closest


class MisplacedTag(MjmlError):
    """A known tag in a place where the compiler drops it or breaks the layout."""

    def __init__(self, *, tag: str, parent: str, line: int, allowed: tuple[str, ...] = ()) -> None:
        where = f" Put it into {', '.join(f'<{name}>' for name in allowed)}." if allowed else ""
        super().__init__(f"Line {line}: <{tag}> cannot stand in <{parent}>.{where}")
        self.tag, self.parent, self.line, self.allowed = tag, parent, line, allowed


class UnknownAttribute(MjmlError):
    """An attribute that the compiler would drop in silence."""

    def __init__(self, *, tag: str, attribute: str, line: int, closest: str = "") -> None:
        hint = f" Did you mean {closest!r}?" if closest else ""
        super().__init__(f"Line {line}: <{tag}> has no attribute {attribute!r}.{hint}")
        self.tag, self.attribute, self.line, self.closest = tag, attribute, line, closest


class BadValue(MjmlError):
    """An attribute's value that mail programs would not understand, such as a length without a unit."""

    def __init__(self, *, tag: str, attribute: str, value: str, line: int, expected: str) -> None:
        super().__init__(f"Line {line}: {attribute}={value!r} of <{tag}> is not {expected}.")
        self.tag, self.attribute, self.value, self.line = tag, attribute, value, line


class BrokenMarkup(MjmlError):
    """Tags that do not close each other, or text where none can stand."""

    def __init__(self, *, what: str, line: int) -> None:
        super().__init__(f"Line {line}: {what}")
        self.what, self.line = what, line


class MissingPart(MjmlError):
    """Something without which a mail is not accessible: its language or its title."""

    def __init__(self, *, part: str) -> None:
        super().__init__(f"The template has no {part}. Add it.")
        self.part = part


class TooDeep(MjmlError):
    """More nested tags than any mail has; some ten thousand end the compiler's process."""

    def __init__(self, *, limit: int, line: int) -> None:
        super().__init__(f"Line {line}: more than {limit} tags stand in each other.")
        self.limit, self.line = limit, line


class TooLarge(MjmlError):
    """More source than any mail has."""

    def __init__(self, *, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"The template has {size_bytes} bytes; at most {limit_bytes} are compiled. Shorten it."
        )
        self.size_bytes, self.limit_bytes = size_bytes, limit_bytes


class ForbiddenHost(MjmlError):
    """The mail would load something from another host, which tells that host who reads it."""

    def __init__(self, *, host: str, address: str) -> None:
        super().__init__(f"The mail would load {address} from {host}. Serve it from the site itself.")
        self.host, self.address = host, address


class NotCompiled(MjmlError):
    """The compiler refused or panicked; it lives and takes the next mail."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"The MJML compiler refused the template: {why}")
        self.why = why


class CompilerDied(MjmlError):
    """The compiler's process ended or did not answer in time; a new one is started for the next mail."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"The MJML compiler {why}. Look for unusual input in the template.")
        self.why = why
