"""A real browser and a real server. Without Chromium these tests are skipped, unless WAARBORG_REQUIRE_BROWSER is set."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

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
    """`waarborg serve` with a database of its own."""

    def __init__(self, folder) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; return when requests are answered."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)],
            env={**os.environ, "WAARBORG_DATA_DIR": str(self.folder)},
            stdout=subprocess.DEVNULL,
        )
        while self.process.poll() is None:
            try:
                urlopen(f"{self.address}/health", timeout=5).close()
                return
            except OSError:
                continue
        raise RuntimeError("the server did not start")

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
