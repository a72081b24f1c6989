"""One file that holds all that a service remembers, and the way back: also into the other kind of database.

The file is a zip: `manifest.json` with the schema and the sha256 of every part, `tables/NAME.jsonl` with the rows as
they were at one moment, and the files of the data folder. Reports are not in it: they are made again.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.settings import settings
from app.store import database
from app.store.rows import drop_everything, insert_rows, is_empty, rows_of, tables_of
from app.store.tables import now

FORMAT = "waarborg-backup/1"
FOLDERS = ("files", "packs", "versions")  # of the data folder: evidence, questions as they were, frozen reports
CHUNK = 1 << 20  # bytes


class BackupError(Exception):
    """The backup cannot be made or restored; nothing was changed."""


@dataclass(frozen=True)
class Counts:
    """What a backup holds."""

    schema: str
    tables: dict[str, int]  # rows
    files: int


# -- make --------------------------------------------------------------------------------------------


def backup(target: Path) -> Counts:
    """Write everything to a new file, as it is at one moment, while the service runs. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target}: exists already")
    partial = target.with_name(f"{target.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            counts = _fill(archive)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.rename(target)
    except OSError as error:
        raise BackupError(f"{error.filename or target}: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)
    return counts


def _fill(archive: zipfile.ZipFile) -> Counts:
    parts: dict[str, str] = {}
    counts: dict[str, int] = {}
    with database.one_moment() as connection:
        schema = database.revision(connection)
        if schema is None:
            raise BackupError("the database has no tables yet")
        for table in tables_of(connection):
            lines = ((row + "\n").encode() for row in rows_of(connection, table))
            parts[f"tables/{table.name}.jsonl"], counts[table.name] = _add(archive, f"tables/{table.name}.jsonl", lines)
    files = [path for folder in FOLDERS for path in sorted((settings().data_dir / folder).rglob("*")) if path.is_file()]
    for path in files:
        name = path.relative_to(settings().data_dir).as_posix()
        with path.open("rb") as content:
            parts[name], _ = _add(archive, name, iter(lambda: content.read(CHUNK), b""))
    manifest = {
        "format": FORMAT,
        "made": now().isoformat(),
        "version": version("waarborg"),
        "schema": schema,
        "rows": counts,
        "sha256": parts,
    }
    archive.writestr("manifest.json", json.dumps(manifest, indent=1) + "\n")
    return Counts(schema, counts, len(files))


def _add(archive: zipfile.ZipFile, name: str, content: Iterator[bytes]) -> tuple[str, int]:
    """Add a part; returns its sha256 and the number of pieces."""
    digest, number = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as part:
        for number, piece in enumerate(content, start=1):  # noqa: B007  (the last number counts)
            digest.update(piece)
            part.write(piece)
    return digest.hexdigest(), number


# -- restore -----------------------------------------------------------------------------------------


def restore(source: Path, replace: bool = False) -> Counts:
    """Bring back a backup, whole or not at all. Raises BackupError.

    A target that holds anything is only replaced when asked for. An older schema is brought to the present one.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _checked(archive)
            settings().data_dir.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=".restore-", dir=settings().data_dir) as staging:
                _extract(archive, manifest, Path(staging))
                _exchange(archive, manifest, Path(staging), replace)
    except (zipfile.BadZipFile, EOFError, UnicodeDecodeError) as error:
        raise BackupError(f"{source}: this is not a whole backup ({error})") from error
    except OSError as error:
        raise BackupError(f"{error.filename or source}: {error.strerror or error}") from error
    files = sum(_belongs(name) for name in manifest["sha256"])
    return Counts(manifest["schema"], manifest["rows"], files)


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every part has the hash that it names. Raises BackupError."""
    try:
        manifest = json.loads(archive.read("manifest.json"))
        known, schema, parts = manifest["format"], str(manifest["schema"]), dict(manifest["sha256"])
        tables = {f"tables/{name}.jsonl" for name in manifest["rows"]}
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError("this is not a backup of Waarborg: it has no manifest") from error
    if known != FORMAT:
        raise BackupError(f"the backup has format {known}, not {FORMAT}")
    if schema not in database.revisions():
        raise BackupError(f"the backup has schema {schema}, which this version of Waarborg does not know")
    if set(archive.namelist()) - {"manifest.json"} != set(parts) or not tables <= set(parts):
        raise BackupError("the parts of the backup are not those that its manifest names")
    for name, digest in parts.items():
        if not _belongs(name) and name not in tables:
            raise BackupError(f"{name}: this does not belong in a backup")
        with archive.open(name) as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                raise BackupError(f"{name}: changed after the backup was made")
    return dict(manifest)


def _belongs(name: str) -> bool:
    """Whether a name is that of a file in one of our folders."""
    path = PurePosixPath(name)
    return len(path.parts) > 1 and path.parts[0] in FOLDERS and ".." not in path.parts and path.as_posix() == name


def _extract(archive: zipfile.ZipFile, manifest: dict[str, Any], staging: Path) -> None:
    for name in manifest["sha256"]:
        if _belongs(name):
            target = staging / "new" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as content, target.open("wb") as written:
                shutil.copyfileobj(content, written)


def _exchange(archive: zipfile.ZipFile, manifest: dict[str, Any], staging: Path, replace: bool) -> None:
    """Replace rows in one transaction, and the folders just before it is kept; back again where it is not."""
    with _folders(staging) as put_in_place:
        try:
            with database.schema_change() as connection:
                in_use = not is_empty(connection) or any((settings().data_dir / "files").glob("*"))
                if in_use and not replace:
                    raise BackupError("there are data already; to replace them, say --replace")
                drop_everything(connection)
                database.upgrade(connection, manifest["schema"])
                for table in tables_of(connection):
                    if table.name not in manifest["rows"]:
                        continue
                    with archive.open(f"tables/{table.name}.jsonl") as lines:
                        insert_rows(connection, table, lines)
                database.upgrade(connection)
                put_in_place()
        except (SQLAlchemyError, database.SchemaError, KeyError, ValueError, TypeError) as error:
            raise BackupError(f"the rows cannot be restored: {error}") from error


@contextmanager
def _folders(staging: Path) -> Iterator[Any]:
    """A function that puts the extracted folders in place of ours; ours come back where anything fails afterwards."""
    data, done = settings().data_dir, []

    def put_in_place() -> None:
        (staging / "old").mkdir()
        for name in FOLDERS:
            if (data / name).exists():
                (data / name).rename(staging / "old" / name)
            done.append(name)
            if (staging / "new" / name).exists():
                (staging / "new" / name).rename(data / name)

    try:
        yield put_in_place
    except BaseException:
        for name in done:
            shutil.rmtree(data / name, ignore_errors=True)
            if (staging / "old" / name).exists():
                (staging / "old" / name).rename(data / name)
        raise
