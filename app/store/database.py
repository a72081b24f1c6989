"""The database: connection, migrations, sessions. SQLite (WAL, synchronous FULL) unless set to PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, text
from sqlmodel import Session, create_engine

from app.settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON")
_SCHEMA_LOCK = 7_261_102  # a number of our own: who changes the schema of a PostgreSQL database holds it


class SchemaError(Exception):
    """The database cannot be brought to the wanted schema."""


@lru_cache
def engine() -> Engine:
    """The engine of the configured database, made once."""
    address = settings().database
    if address.startswith("sqlite"):
        settings().data_dir.mkdir(parents=True, exist_ok=True)
        made = create_engine(address)
        event.listen(made, "connect", _prepare_sqlite)
        return made
    return create_engine(address, pool_pre_ping=True)  # a server may have restarted


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def is_sqlite(bound: Connection | Session) -> bool:
    """Whether this speaks to SQLite; else to PostgreSQL."""
    return (bound if isinstance(bound, Connection) else bound.get_bind()).dialect.name == "sqlite"


def begin_writing(session: Session) -> None:
    """Begin a transaction that writes, unless one has begun. On SQLite writers queue here, on PostgreSQL at rows."""
    if is_sqlite(session) and not session.connection().connection.in_transaction:  # of the driver: reading begins none
        session.connection().execute(text("BEGIN IMMEDIATE"))


def config(connection: Connection) -> Config:
    """The configuration of the migrations on a connection."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def revisions() -> list[str]:
    """Every released schema, oldest first."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(made).walk_revisions()][::-1]


def revision(connection: Connection) -> str | None:
    """The schema that a database has, or None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def schema_change() -> Iterator[Connection]:
    """One transaction in which the schema may change, with nobody else changing it: whole or not at all.

    SQLite checks foreign keys at the end only, since its tables are copied to change them.
    """
    with engine().connect() as connection:
        if is_sqlite(connection):
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _SCHEMA_LOCK})
        try:
            yield connection
            if is_sqlite(connection) and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise SchemaError(f"table {broken[0]}: row {broken[1]} points to nothing in {broken[2]}")
            connection.commit()
        finally:
            connection.rollback()
            if is_sqlite(connection):
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the schema to a revision, inside `schema_change`. Raises SchemaError where the database is newer."""
    known = revision(connection)
    if known is not None and known not in revisions():
        raise SchemaError(f"the database has schema {known}, which this version of Waarborg does not know")
    command.upgrade(config(connection), to)


def migrate(to: str = "head") -> None:
    """Bring the database to the present schema, or to that of a revision. Raises SchemaError."""
    with schema_change() as connection:
        upgrade(connection, to)


@contextmanager
def session() -> Iterator[Session]:
    """A session; what is committed in it is on disk."""
    with Session(engine(), expire_on_commit=False) as one:
        yield one


@contextmanager
def one_moment() -> Iterator[Connection]:
    """A connection that sees the database as it was when it began, whatever others write."""
    with engine().connect() as connection:
        if is_sqlite(connection):
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def let_go(thorough: bool = False) -> None:
    """Let nothing of what was deleted stay in the write-ahead log of SQLite.

    `thorough` cleans up the whole database; on SQLite writers wait meanwhile.
    """
    with engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if thorough:
            connection.exec_driver_sql("VACUUM")
        if is_sqlite(connection):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
