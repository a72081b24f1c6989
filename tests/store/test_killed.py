"""`kill -9` of the service during saves, two hundred times: no answer of which a browser was told that it is saved is lost.

What is killed is the service, and not the database server or the machine: a power cut is another matter (SQLite writes
with `synchronous=FULL`; the PostgreSQL of the tests runs with `fsync=off`).
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
from itertools import count
from threading import Event, Thread
from time import sleep
from urllib.parse import urlencode

import pytest

from app.settings import settings
from app.store import answer_log, database
from app.store.audit import audit
from tests.conftest import TINY

ROUNDS = 100  # on each database
WRITERS = ("is-ai", "name", "scored")  # questions; each is answered again and again by a browser of its own
LATEST = 0.05  # seconds after the first saved answer of a round until the service is killed, at most


class Service:
    """The forking server: where it is reached, and the process that serves now."""

    def __init__(self) -> None:
        known = settings()
        environment = {
            "WAARBORG_DATA_DIR": str(known.data_dir),
            "WAARBORG_DATABASE_URL": known.database_url,
            "WAARBORG_PACK_DIR": str(TINY),
        }
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "tests.store.forking_server"],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port, self.serving = self._number(), self._number()

    def _number(self) -> int:
        assert self.parent.stdout
        return int(self.parent.stdout.readline())

    def kill(self) -> None:
        """End it as `kill -9` does; another begins at once."""
        os.kill(self.serving, signal.SIGKILL)
        self.serving = self._number()

    def end(self) -> None:
        """End both processes."""
        self.parent.kill()
        os.kill(self.serving, signal.SIGKILL)
        self.parent.wait()


class Browser:
    """Requests, each over a connection of its own, with the cookies that the first one brings."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""

    def send(self, method: str, path: str, **form: str) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer and its body. Raises OSError or HTTPException where the connection is cut."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"cookie": self.cookie, "origin": f"http://127.0.0.1:{self.port}"}
        if form:
            headers["content-type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answered = connection.getresponse()
            return answered, answered.read()
        finally:
            connection.close()


class Writer(Thread):
    """Saves one answer after the other and notes each that it was told is saved."""

    def __init__(self, browser: Browser, address: str, question: str, saved: Event) -> None:
        super().__init__(daemon=True)
        self.browser, self.path, self.question = browser, f"{address}/questions/{question}", question
        self.acknowledged: list[int] = [0]
        self.cut, self.saved, self.stop = 0, saved, False

    def run(self) -> None:
        """Until told to stop."""
        for number in count(1):
            if self.stop:
                return
            form = {f"a.{self.question}": "not-known", f"n.{self.question}": str(number)}
            try:
                answered, body = self.browser.send("POST", self.path, **form)
            except (OSError, http.client.HTTPException):
                self.cut += 1
                continue
            assert answered.status == 200 and b">Saved<" in body, answered.status
            self.acknowledged.append(number)
            self.saved.set()


@pytest.fixture
def service(each_database):
    one = Service()
    yield one
    one.end()


def kept(browser: Browser, address: str) -> dict[str, int]:
    """The last answer to each question, as the service tells it."""
    body = browser.send("GET", f"{address}/answers.json")[1]
    answers = json.loads(body)["answers"]
    return {question: int(answers[question]["note"]) if question in answers else 0 for question in WRITERS}


def test_no_answer_that_was_acknowledged_is_lost(service):
    browser, moments, saved = Browser(service.port), random.Random(6), Event()
    begun, _ = browser.send("POST", "/assessments")
    address = begun.headers["location"].partition("/topics")[0]
    browser.cookie = begun.headers["set-cookie"].partition(";")[0]
    writers = [Writer(browser, address, question, saved) for question in WRITERS]
    for writer in writers:
        writer.start()
    for _ in range(ROUNDS):
        saved.clear()
        assert saved.wait(30)
        sleep(moments.uniform(0, LATEST))
        service.kill()
        told = {writer.question: writer.acknowledged[-1] for writer in writers}
        now = kept(browser, address)
        assert all(now[question] >= number for question, number in told.items())
    for writer in writers:
        writer.stop = True
        writer.join()
    assert sum(writer.cut for writer in writers) > ROUNDS / 2  # it was killed while it saved, and not between
    with database.session() as session:
        log = answer_log.entries_of(session, address.rpartition("/")[2])
        assert [found for _, _, found in audit(session) if found] == []
    for writer in writers:
        written = [int(entry.note) for entry in log if entry.question == writer.question]
        assert set(writer.acknowledged) <= {0, *written} and written == sorted(written)
