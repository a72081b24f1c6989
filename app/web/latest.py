"""A memory of bounded size, shared by threads."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Latest(Generic[Kept]):
    """What was asked for last, by key; whatever nobody asked for longest is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most, self._kept, self._lock = most, OrderedDict[Hashable, Kept](), Lock()

    def get(self, key: Hashable) -> Kept | None:
        """What is kept under the key, if anything."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, one: Kept) -> None:
        """Keep it under the key."""
        with self._lock:
            self._kept[key] = one
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
