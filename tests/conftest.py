from datetime import date
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.pack.load import Packs, load
from app.settings import settings
from app.store import database
from tests.databases import configured, postgresql_database, postgresql_server

TINY = Path(__file__).parent / "packs" / "tiny"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def tiny() -> Packs:
    """The small pack that uses every feature of the format."""
    return load(TINY)


@pytest.fixture(scope="session")
def assess(tiny):
    """Evaluate the tiny pack over raw answers."""

    def run(on: date = TODAY, **answers) -> Result:
        parsed, errors = parse_answers(tiny.source, {key.replace("_", "-"): value for key, value in answers.items()})
        assert not errors, errors
        return Result(tiny.source, parsed, on)

    return run


@pytest.fixture(scope="session")
def real() -> Packs:
    """The pack that is served."""
    return load(settings().pack_dir)


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """An empty SQLite database and report folder."""
    with configured(monkeypatch, tmp_path):
        database.migrate()
        yield tmp_path


@pytest.fixture(scope="session")
def postgresql():
    """The address of a PostgreSQL server, started when the first test asks for it."""
    with postgresql_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path, monkeypatch):
    """A data folder, and a database without tables: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        with configured(monkeypatch, tmp_path):
            yield tmp_path
        return
    server = request.getfixturevalue("postgresql")
    with postgresql_database(server) as address, configured(monkeypatch, tmp_path, address):
        yield tmp_path


@pytest.fixture
def each_database(empty_database):
    """The same with the present tables: for workflows that must hold on both."""
    database.migrate()
    return empty_database


@pytest.fixture
def quick_passwords(monkeypatch):
    """Passwords that are as cheap to check as they may be; the real cost would be most of the time of these tests."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr("app.people.accounts._hashes", cheap)
    monkeypatch.setattr("app.people.accounts._NOBODY", cheap.hash("nobody"))
