"""The eight stops that the demonstration ends with."""

from collections.abc import Sequence
from dataclasses import dataclass

PASSWORD = "tori-demo-2026"  # noqa: S105 - for accounts that exist on one's own machine only


@dataclass(frozen=True, slots=True)
class Login:
    """A sample account: its group is a role of cms/roles.py."""

    address: str
    role: str


LOGINS = (
    Login("yllapito@tekotori.example", "Administrator"),
    Login("toimitus@tekotori.example", "Editor"),
    Login("moderointi@tekotori.example", "Moderator"),
    Login("kaannos@tekotori.example", "Translator"),
    Login("kirje@tekotori.example", "Newsletter author"),
    Login("hyvaksynta@tekotori.example", "Newsletter approver"),
    Login("raati@tekotori.example", "Juror"),
)


@dataclass(frozen=True, slots=True)
class Stop:
    title: str
    paths: tuple[str, ...]
    what: str


def lines(base_url: str, stops: Sequence[Stop]) -> list[str]:
    """The tour as it is printed, followed by the logins."""
    printed = []
    for number, stop in enumerate(stops, start=1):
        printed.append(f"  {number}. {stop.title}: {stop.what}")
        printed += [f"     {base_url}{path}" for path in stop.paths]
    printed.append(f"\n  Sample logins at {base_url}/accounts/login/, all with the password {PASSWORD}")
    printed += [f"     {login.address:32} {login.role}" for login in LOGINS]
    return printed
