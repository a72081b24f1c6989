from datetime import date
from pathlib import Path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.pack.load import Packs, load
from app.settings import settings
from tests.databases import (
    KINDS,
    PostgresqlTemplate,
    SqliteTemplate,
    configured,
    postgresql_database,
    postgresql_server,
)

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


def pytest_generate_tests(metafunc):
    """Run what is marked `both_databases` on SQLite and on PostgreSQL."""
    if "own_data" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("own_data", KINDS, indirect=True)


@pytest.fixture
def own_data(request, tmp_path, monkeypatch):
    """A data folder, and a database with the present tables: SQLite, or what the mark `both_databases` asks for."""
    kind = getattr(request, "param", "sqlite")
    template = request.getfixturevalue(f"{kind}_template")
    with template.copy(tmp_path) as address, configured(monkeypatch, tmp_path, address):
        yield tmp_path


@pytest.fixture(scope="session")
def postgresql():
    """The address of a PostgreSQL server, started when the first test asks for it."""
    with postgresql_server() as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A SQLite file with the present tables, migrated once."""
    return SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_template(postgresql):
    """A PostgreSQL database with the present tables, migrated once."""
    with postgresql_database(postgresql) as address:
        yield PostgresqlTemplate(postgresql, address)


@pytest.fixture(params=KINDS)
def empty_database(request, tmp_path, monkeypatch):
    """A data folder, and a database without tables: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        with configured(monkeypatch, tmp_path):
            yield tmp_path
        return
    server = request.getfixturevalue("postgresql")
    with postgresql_database(server) as address, configured(monkeypatch, tmp_path, address):
        yield tmp_path


@pytest.fixture(params=KINDS)
def each_database(request, tmp_path, monkeypatch):
    """The same with the present tables: for workflows that must hold on both."""
    template = request.getfixturevalue(f"{request.param}_template")
    with template.copy(tmp_path) as address, configured(monkeypatch, tmp_path, address):
        yield tmp_path


@pytest.fixture
def quick_passwords(monkeypatch):
    """Passwords that are as cheap to check as they may be; the real cost would be most of the time of these tests."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr("app.people.accounts._hashes", cheap)
    monkeypatch.setattr("app.people.accounts._NOBODY", cheap.hash("nobody"))
