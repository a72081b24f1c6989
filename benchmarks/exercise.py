"""A class of sixty: join, follow by server-sent events, answer all at once, see the answer.

Usage: python benchmarks/exercise.py [number of trainees]. It serves a database of its own.
Target: with 60 trainees on two cores nobody waits longer than a second and a half for what the trainer shows.
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from httpx2 import AsyncClient, HTTPError, Limits, Timeout

CASE = "sensing-roermond"
CHOICES = ("holds", "does-not-hold", "open")


@contextmanager
def service() -> Iterator[str]:
    """`waarborg serve` on a free port, with an empty database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        settings, root = {**os.environ, "WAARBORG_DATA_DIR": folder}, Path(__file__).parents[1]
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=settings, cwd=root, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


class Trainee:
    """One participant: a browser with a cookie and an open stream."""

    def __init__(self, address: str, code: str) -> None:
        self.client, self.path = browser(address), f"/join/{code}"
        self.told, self.seen = asyncio.Event(), ""

    async def join(self) -> float:
        """Join; the seconds until the page stands there."""
        start = perf_counter()
        (await self.client.post(self.path)).raise_for_status()
        return perf_counter() - start

    async def follow(self) -> None:
        """Listen, and fetch what is shown whenever something changed, as the page does."""
        first = True
        async with self.client.stream("GET", f"{self.path}/events") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    if not first:
                        self.seen = (await self.client.get(f"{self.path}/live")).text
                    first = False
                    self.told.set()

    async def answer(self, choice: str) -> float:
        """Answer; the seconds until it is acknowledged."""
        start = perf_counter()
        data = {"number": "1", "choice": choice}
        (await self.client.post(f"{self.path}/answer", data=data, headers={"hx-request": "true"})).raise_for_status()
        return perf_counter() - start

    async def wait(self, start: float) -> float:
        """The seconds from the start until the next thing is on the screen."""
        await self.told.wait()
        self.told.clear()
        return perf_counter() - start


def browser(address: str) -> AsyncClient:
    """A client that keeps its stream open."""
    timeout = Timeout(60, read=None)
    return AsyncClient(
        base_url=address, headers={"origin": address}, timeout=timeout, limits=Limits(), follow_redirects=True
    )


async def ready(client: AsyncClient) -> None:
    """Wait until the service answers."""
    while True:
        try:
            (await client.get("/health")).raise_for_status()
            return
        except HTTPError:
            await asyncio.sleep(0.1)


async def everybody(what: str, actions: list[Awaitable[float]]) -> None:
    """Do it all at once and print how long it took them."""
    times = sorted(await asyncio.gather(*actions))
    near_all = times[int(len(times) * 0.95) - 1]
    print(f"{what:<52} median {median(times):5.2f} s   95 % {near_all:5.2f} s   last {times[-1]:5.2f} s")


async def lesson(address: str, number: int) -> None:
    """One question from joining to the end."""
    trainer = browser(address)
    await ready(trainer)
    made = await trainer.post("/exercises", data={"case": CASE})
    desk, found = made.url.path, re.search(r"/projector/([A-Z0-9]{6})", made.text)
    assert found
    trainees = [Trainee(address, found[1]) for _ in range(number)]
    await everybody(f"{number} join at the same moment", [one.join() for one in trainees])
    streams = [asyncio.create_task(one.follow()) for one in trainees]
    start = perf_counter()
    await everybody("their streams are open", [one.wait(start) for one in trainees])
    start = perf_counter()
    await trainer.post(f"{desk}/go", data={"to": "next"})
    await everybody("the first question is on every screen", [one.wait(start) for one in trainees])
    answers = [one.answer(CHOICES[place % 3]) for place, one in enumerate(trainees)]
    await everybody("all answer at the same moment", answers)
    start = perf_counter()
    page = await trainer.get(f"{desk}/live")
    assert f"{number} answered" in page.text
    print(f"{'the trainer sees all of it':<52}  fetch {perf_counter() - start:5.2f} s")
    start = perf_counter()
    await trainer.post(f"{desk}/reveal")
    await everybody("the answer is on every screen", [one.wait(start) for one in trainees])
    assert all("tag-of-case" in one.seen for one in trainees)
    await trainer.post(f"{desk}/end")
    await asyncio.gather(*streams)


def main() -> None:
    """Print what a class waits for."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with service() as address:
        asyncio.run(lesson(address, number))


if __name__ == "__main__":
    main()
