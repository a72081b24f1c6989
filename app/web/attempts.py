"""How often a client may try something: enough for a class behind one address, too little to guess codes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic

from fastapi import Request

MOST_CLIENTS = 10_000  # of whom attempts are remembered


@dataclass
class Attempts:
    """Counts attempts per client in windows of some seconds; `most` in one window are allowed."""

    most: int
    seconds: float
    clock: Callable[[], float] = monotonic
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict)  # client -> when it began, attempts
    _lock: Lock = field(default_factory=Lock)

    def note(self, request: Request) -> None:
        """Count an attempt of the client."""
        client = client_of(request)
        with self._lock:
            if len(self._windows) >= MOST_CLIENTS:
                self._windows = {name: one for name, one in self._windows.items() if not self._over(one[0])}
            began, count = self._windows.get(client, (self.clock(), 0))
            self._windows[client] = (self.clock(), 1) if self._over(began) else (began, count + 1)

    def exhausted(self, request: Request) -> bool:
        """Whether the client has used all its attempts for now."""
        began, count = self._windows.get(client_of(request), (0.0, 0))
        return count >= self.most and not self._over(began)

    def _over(self, began: float) -> bool:
        return self.clock() - began >= self.seconds


def client_of(request: Request) -> str:
    """The client's address; of IPv6 only the network, within which a client chooses addresses freely."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
