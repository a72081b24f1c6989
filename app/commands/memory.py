"""What is remembered: bring it to the present schema, audit it, keep a copy and bring it back."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.commands import Refused
from app.store import database
from app.store.audit import audit
from app.store.backup import BackupError, Counts, backup, restore
from app.store.erasing import erasures
from app.store.trail import against, trail


@contextmanager
def _database_errors() -> Iterator[None]:
    """What keeps the database from being used, as a line for the reader."""
    try:
        yield
    except (database.SchemaError, SQLAlchemyError) as error:
        raise Refused(f"the database: {error}") from error
    except ModuleNotFoundError as error:
        raise Refused(f"the database needs {error.name}: pip install 'waarborg[postgresql]'") from error


def ready() -> None:
    """Bring the database to the present schema. Raises Refused."""
    with _database_errors():
        database.migrate()


def audit_logs(options: argparse.Namespace) -> int:
    """Verify every log, and against an earlier trail; export the trail."""
    ready()
    entries = logs = 0
    with database.one_moment() as connection, Session(connection) as session:
        breaks, erased = [], erasures(session)
        for _, number, found in audit(session):
            logs, entries = logs + 1, entries + number
            breaks += [found] if found else []
        try:
            if options.against:
                with options.against.open(encoding="utf-8") as earlier:
                    known = {one.assessment for one in breaks}
                    breaks += [one for one in against(session, earlier) if one.assessment not in known]
            if options.export:
                with options.export.open("w", encoding="utf-8") as file:
                    file.writelines(f"{line}\n" for line in trail(session))
        except OSError as error:
            raise Refused(f"{error.filename}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(f"{options.against}: this is no exported trail") from error
    for name, erasure in sorted(erased.items()):
        left = "none of which stays" if erasure.whole else "which stay without content"
        when = f"erased on {erasure.at:%Y-%m-%d} ({erasure.reason})"
        print(f"assessment {name}: {when}; it had {erasure.entries} entries, {left}")
    for one in breaks:
        question = f" ({one.question})" if one.question else ""
        print(f"assessment {one.assessment}, entry {one.seq}{question}: {one.wrong}: {one.what}")
    named = "assessment" if logs == 1 else "assessments"
    print(f"{logs} {named}, {entries} entries: {f'{len(breaks)} broken' if breaks else 'whole'}")
    return int(bool(breaks))


def keep(options: argparse.Namespace) -> int:
    """Make a backup, of whatever schema: it is wise to make one before a new version changes it."""
    return _told(options.file, lambda: backup(options.file))


def bring_back(options: argparse.Namespace) -> int:
    """Restore a backup."""
    return _told(options.file, lambda: restore(options.file, options.replace))


def _told(file: Path, act: Callable[[], Counts]) -> int:
    try:
        with _database_errors():
            counts = act()
    except BackupError as error:
        raise Refused(f"{file}: {error}" if str(file) not in str(error) else str(error)) from error
    rows = ", ".join(f"{number} {table}" for table, number in counts.tables.items())
    print(f"{file}: schema {counts.schema}, {rows}, {counts.files} files")
    return 0
