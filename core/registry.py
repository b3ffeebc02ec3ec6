"""One small class for the registries through which lower layers learn of higher ones (design decision 3)."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class AlreadyRegistered(Exception):
    """Two entries claim one key; the second app must choose another."""

    def __init__(self, *, registry: str, key: str) -> None:
        super().__init__(f"{registry}: the key {key!r} is taken. Choose another key.")
        self.registry, self.key = registry, key


class Registry(Generic[Entry]):
    """Entries by key, in the order of their keys, so that nothing depends on the order of imports."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def register(self, entry: Entry) -> Entry:
        """Add an entry; raises AlreadyRegistered if another entry has its key."""
        if self._entries.get(entry.key, entry) is not entry:
            raise AlreadyRegistered(registry=self.name, key=entry.key)
        self._entries[entry.key] = entry
        return entry

    def get(self, key: str) -> Entry | None:
        """None for a key whose app is not installed: callers show it as such, and it matches nobody."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[Entry]:
        return iter(entry for _key, entry in sorted(self._entries.items()))

    def __len__(self) -> int:
        return len(self._entries)
