"""Who has an assessment open, in the memory of this process."""

from collections.abc import Callable
from threading import Lock
from time import monotonic

MOMENT = 120  # seconds after which somebody is gone


class Presence:
    """When each person was last seen at each assessment. With several processes each knows only its own readers."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._seen: dict[str, dict[str, float]] = {}

    def note(self, assessment_id: str, person: str) -> None:
        """Somebody looks at it now."""
        with self._lock:
            self._seen.setdefault(assessment_id, {})[person] = self._clock()

    def here(self, assessment_id: str) -> set[str]:
        """Who looked at it within the last two minutes; everybody else, everywhere, is forgotten."""
        with self._lock:
            oldest = self._clock() - MOMENT
            for name, seen in list(self._seen.items()):
                self._seen[name] = {one: when for one, when in seen.items() if when > oldest}
                if not self._seen[name]:
                    del self._seen[name]
            return set(self._seen.get(assessment_id, ()))
