"""Server-sent events that say: something changed. What changed is fetched as a page; it never stands here."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

STREAM = "text/event-stream"
ENDED = "event: ended\ndata:\n\n"
MOST_LISTENERS = 300  # of one channel
LOOK_AGAIN = 5.0  # seconds: another process may have changed the database
GATHER = 0.2  # seconds: several changes at once are told once


@dataclass
class Hub:
    """Wakes those who listen to a channel. In memory: one per process."""

    _listeners: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def changed(self, *channels: str) -> None:
        """Wake the listeners; from any thread."""
        with self._lock:
            listeners = [one for channel in channels for one in self._listeners.get(channel, ())]
        for loop, event in listeners:
            loop.call_soon_threadsafe(event.set)

    @contextmanager
    def listening(self, channel: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the channel changes."""
        one = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._listeners.setdefault(channel, set()).add(one)
        try:
            yield one[1]
        finally:
            with self._lock:
                self._listeners[channel].discard(one)
                if not self._listeners[channel]:
                    del self._listeners[channel]

    def stream(self, channel: str, version: Callable[[], int | None]) -> Response:
        """A response that tells each new version, and the end when there is none; refused where too many listen."""
        if len(self._listeners.get(channel, ())) >= MOST_LISTENERS:
            return Response(status_code=503)
        headers = {"x-accel-buffering": "no"}  # proxies pass it on at once
        return StreamingResponse(self.events(channel, version), media_type=STREAM, headers=headers)

    async def events(self, channel: str, version: Callable[[], int | None]) -> AsyncIterator[str]:
        """The events of the stream, until there is no version any more."""
        with self.listening(channel) as woken:
            told: int | None = None
            while (now := await run_in_threadpool(version)) is not None:
                yield ": still here\n\n" if now == told else f"data: {now}\n\n"
                told = now
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), LOOK_AGAIN)
                    await asyncio.sleep(GATHER)
                woken.clear()
        yield ENDED


def ended() -> Response:
    """What a stream says after the end, so that nobody keeps asking."""
    return Response(ENDED, media_type=STREAM)
