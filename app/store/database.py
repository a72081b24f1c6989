"""The database: connection, migrations, sessions. SQLite (WAL, synchronous FULL) unless set otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event
from sqlmodel import Session, create_engine

from app.settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")


@lru_cache
def engine() -> Engine:
    """The engine of the configured database, made once."""
    address = settings().database
    if address.startswith("sqlite"):
        settings().data_dir.mkdir(parents=True, exist_ok=True)
    made = create_engine(address)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def migrate() -> None:
    """Bring the database to the present schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine().begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def session() -> Iterator[Session]:
    """A session; what is committed in it is on disk."""
    with Session(engine(), expire_on_commit=False) as one:
        yield one
