"""How often somebody may try something: enough for a class behind one address, too little to guess."""

from ipaddress import IPv6Address, ip_address

from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Attempts:
    """Counts attempts per client or account, e.g. "10 per 15 minutes". In memory: a restart forgets them."""

    def __init__(self, most: str) -> None:
        self._limit = parse(most)
        self._counter = FixedWindowRateLimiter(MemoryStorage())

    def note(self, who: str) -> None:
        """Count an attempt."""
        self._counter.hit(self._limit, who)

    def exhausted(self, who: str) -> bool:
        """Whether all attempts are used for now."""
        return not self._counter.test(self._limit, who)


def client_of(request: Request) -> str:
    """The client's address; of IPv6 only the network, within which a client chooses addresses freely."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
