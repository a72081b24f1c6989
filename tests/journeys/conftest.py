"""A real browser and a real server. Without Chromium these tests are skipped, unless WAARBORG_REQUIRE_BROWSER is set."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.databases import KINDS, postgresql_database

expect.set_options(timeout=30_000)  # milliseconds; a slow machine may take its time, a broken page never comes

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    if CHROMIUM or os.environ.get("WAARBORG_REQUIRE_BROWSER"):
        return
    for item in items:
        if "journeys" in item.nodeid:
            item.add_marker(pytest.mark.skip(reason="Chromium was not found"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


class Server:
    """`waarborg serve` with a database of its own: SQLite in its folder, or the one of an address."""

    def __init__(self, folder, database: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = {"WAARBORG_DATA_DIR": str(folder), "WAARBORG_DATABASE_URL": database}
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; return when requests are answered."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)],
            env={**os.environ, **self.settings},
            stdout=subprocess.DEVNULL,
        )
        while self.process.poll() is None:
            try:
                urlopen(f"{self.address}/health", timeout=5).close()
                return
            except OSError:
                continue
        raise RuntimeError("the server did not start")

    def run(self, *command: str) -> str:
        """What a command of `waarborg` prints, with the same settings."""
        call = [sys.executable, "-m", "app.cli", *command]
        done = subprocess.run(call, env={**os.environ, **self.settings}, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    one = Server(tmp_path_factory.mktemp("data"))
    one.start()
    yield one
    one.kill()


@pytest.fixture(scope="session")
def base_url(server):
    """The address of the server."""
    return server.address


@pytest.fixture(params=KINDS)
def own_server(request, tmp_path):
    """A server for one test, on each database; the test may begin it anew with other settings."""
    with ExitStack() as kept:
        address = ""
        if request.param == "postgresql":
            address = kept.enter_context(postgresql_database(request.getfixturevalue("postgresql")))
        one = Server(tmp_path, address)
        one.start()
        kept.callback(one.kill)
        yield one
