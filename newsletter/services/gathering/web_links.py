"""What answers at the web addresses that a mail links to: asked in the background, kept for some hours.

The answers lie in the cache: losing one costs a question, and a mail whose links nobody asked is shown as unchecked.
"""

import hashlib
import http.client
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

from newsletter.preflight import LinkAnswer, LinkState
from newsletter.services.gathering.guarded import PORTS, Guard, NoSuchHost, Refused

KEPT_FOR = timedelta(hours=6)
AT_ONCE = 6
BUDGET_SECONDS = 120.0  # for all links of an issue
_PROGRESS_KEPT = timedelta(minutes=10)  # after this a run that says nothing more counts as lost
NOT_REACHED = LinkAnswer(LinkState.UNKNOWN, "not asked in time")


@dataclass(frozen=True, slots=True)
class Asking:
    """How far a run has come."""

    done: int
    total: int

    @property
    def is_running(self) -> bool:
        return self.done < self.total


def own_guard() -> Guard:
    """For strangers' servers, and for our own site wherever it stands."""
    own = urlsplit(settings.BASE_URL)
    port = own.port or PORTS.get(own.scheme, 80)
    return Guard(
        allowed=frozenset({(own.hostname or "", port)}), agent=f"Tekotori link check ({settings.BASE_URL})"
    )


def known_answers(addresses: Iterable[str]) -> dict[str, LinkAnswer]:
    """What was found out within the last hours; others are left out."""
    keys = {_key(address): address for address in addresses}
    found = cache.get_many(list(keys))
    return {keys[key]: LinkAnswer(LinkState(state), detail) for key, (state, detail) in found.items()}


def forget_answers(addresses: Iterable[str]) -> None:
    cache.delete_many([_key(address) for address in addresses])


def ask_all(addresses: Sequence[str], *, guard: Guard, run: str = "") -> dict[str, LinkAnswer]:
    """Ask every address, a few at once and within the budget, and keep what they say; `run` names the progress."""
    ends = time.monotonic() + BUDGET_SECONDS
    answers: dict[str, LinkAnswer] = {}
    note_progress(run, 0, len(addresses))
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        asked = {pool.submit(_ask_in_time, address, guard, ends): address for address in addresses}
        for done, future in enumerate(as_completed(asked), start=1):
            address = asked[future]
            answers[address] = future.result()
            # Another time may bring what this one did not: only what a server said is kept.
            if answers[address].state is not LinkState.UNKNOWN or answers[address].detail.isdigit():
                cache.set(_key(address), _stored(answers[address]), KEPT_FOR.total_seconds())
            else:
                cache.set(_key(address), _stored(answers[address]), _PROGRESS_KEPT.total_seconds())
            note_progress(run, done, len(addresses))
    return answers


def note_progress(run: str, done: int, total: int) -> None:
    if run:
        cache.set(f"newsletter-links:{run}", (done, total), _PROGRESS_KEPT.total_seconds())


def progress(run: str) -> Asking | None:
    """How far the newest run of this name has come; None long after it, and where there was none."""
    found = cache.get(f"newsletter-links:{run}")
    return Asking(*found) if found else None


def ask(address: str, guard: Guard) -> LinkAnswer:
    """What one address answers; nothing that happens on the way is an exception."""
    try:
        status = guard.status(address)
    except NoSuchHost:
        return LinkAnswer(LinkState.GONE, "no such host")
    except Refused as refusal:
        return LinkAnswer(LinkState.UNKNOWN, str(refusal))
    except TimeoutError:
        return LinkAnswer(LinkState.UNKNOWN, "no answer in time")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return LinkAnswer(LinkState.UNKNOWN, type(error).__name__)
    if 200 <= status < 300:
        return LinkAnswer(LinkState.ANSWERS)
    return LinkAnswer(LinkState.GONE if status in (404, 410) else LinkState.UNKNOWN, str(status))


def _ask_in_time(address: str, guard: Guard, ends: float) -> LinkAnswer:
    return ask(address, guard) if time.monotonic() < ends else NOT_REACHED


def _stored(answer: LinkAnswer) -> tuple[str, str]:
    return answer.state.value, answer.detail


def _key(address: str) -> str:
    return f"newsletter-link:{hashlib.sha256(address.encode()).hexdigest()}"
