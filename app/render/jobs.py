"""Draw PDFs off the event loop: a pool of worker processes, finished bytes cached by content."""

import gc
import multiprocessing
import os
from concurrent.futures import Future, ProcessPoolExecutor, wait
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import Literal

from app.render.pdf import Drawing, draw, weasyprint

State = Literal["running", "done", "failed", "unknown"]
TASKS_PER_CHILD = 50


def _warm_up() -> None:
    """Make a process ready to draw: import once, yield to requests, look for garbage seldom, end with the service."""
    Thread(target=_end_with_the_service, daemon=True).start()
    weasyprint()
    os.nice(5)
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # a drawing is a million objects that live as long as it does: a fifth faster


def _end_with_the_service() -> None:
    """A worker waits for work for ever: where the service was killed, nobody would tell it to stop."""
    service = multiprocessing.parent_process()
    if service:
        service.join()
        os._exit(0)


def _draw(wanted: Drawing) -> bytes:
    """Draw, and give the memory back before the next one."""
    content = draw(wanted)
    gc.collect()
    return content


class PdfJobs:
    """PDFs being made and made. The key is the hash of all that the bytes depend on."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        """`folder` keeps finished PDFs; `workers` is the number of processes, started when first needed."""
        self._folder = folder
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._running: dict[str, Future[bytes]] = {}
        self._failed: dict[str, str] = {}
        self._lock = Lock()

    def submit(self, wanted: Drawing) -> str:
        """Begin to make a PDF, unless it is made or being made, and return its key."""
        key = wanted.key
        with self._lock:
            if key not in self._running and not self._path(key).exists():
                self._failed.pop(key, None)
                future = self._workers_pool().submit(_draw, wanted)
                self._running[key] = future
                future.add_done_callback(lambda done: self._finish(key, done))
        return key

    def state(self, key: str) -> State:
        """Where a PDF stands."""
        if self._path(key).exists():
            return "done"
        if key in self._failed:
            return "failed"
        return "running" if key in self._running else "unknown"

    def failure(self, key: str) -> str:
        """Why a PDF failed, in words for the reader."""
        return self._failed.get(key, "")

    def content(self, key: str) -> bytes:
        """The bytes of a finished PDF. Raises FileNotFoundError."""
        return self._path(key).read_bytes()

    def wait(self, key: str) -> None:
        """Return when the PDF is no longer running."""
        future = self._running.get(key)
        if future:
            wait([future])
        while key in self._running:  # the callback that keeps the bytes runs after the future is done
            sleep(0.01)

    def close(self) -> None:
        """Stop the workers."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def _path(self, key: str) -> Path:
        if len(key) != 64 or not all(character in "0123456789abcdef" for character in key):
            raise FileNotFoundError(key)
        return self._folder / f"{key}.pdf"

    def _workers_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=context, initializer=_warm_up, max_tasks_per_child=TASKS_PER_CHILD
            )
        return self._pool

    def _finish(self, key: str, future: "Future[bytes]") -> None:
        try:
            content = future.result()
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._path(key).with_suffix(".part")
            part.write_bytes(content)
            part.rename(self._path(key))  # whole or not at all
        except Exception as error:  # noqa: BLE001  (whatever a worker dies of, the reader must be told)
            self._failed[key] = str(error) or type(error).__name__
            self._pool = None if "pool" in type(error).__name__.lower() else self._pool
        finally:
            self._running.pop(key, None)
