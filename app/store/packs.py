"""The questions and rules as they were: each version that was served is kept, so that an assessment keeps its own."""

import logging
import os
import re
import zipfile
from collections import OrderedDict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from app.pack.languages import CARDS, CASES
from app.pack.load import Packs, identity, load
from app.pack.problem import PackError

log = logging.getLogger("waarborg")
IDENTITY = re.compile(r"[0-9a-f]{64}")
IN_MEMORY = 24  # versions; each takes some ten megabytes, and a second or two to read


class PackArchive:
    """A folder with one zip per version, named after its identity."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: OrderedDict[str, Packs | None] = OrderedDict()
        self._reading = Lock()

    def keep(self, folder: Path) -> str:
        """Keep the version that stands in a folder, without its worked cases; returns its identity."""
        number = identity(folder)
        target = self.folder / f"{number}.zip"
        if target.exists():
            return number
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}")  # another process may keep the same version
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*.yaml")):
                name = path.relative_to(folder).as_posix()
                if not name.startswith((CASES, CARDS)):
                    archive.write(path, name)
        partial.replace(target)
        return number

    def get(self, number: str) -> Packs | None:
        """A version in its languages; None where it is not kept or cannot be read any more."""
        with self._reading:
            if number not in self._read:
                self._read[number] = self._open(number)
            self._read.move_to_end(number)
            while len(self._read) > IN_MEMORY:
                self._read.popitem(last=False)
            return self._read[number]

    def _open(self, number: str) -> Packs | None:
        file = self.folder / f"{number}.zip"
        if not IDENTITY.fullmatch(number) or not file.exists():
            return None
        try:
            with TemporaryDirectory() as folder, zipfile.ZipFile(file) as archive:
                archive.extractall(folder)
                packs = load(Path(folder))
        except (PackError, zipfile.BadZipFile, OSError) as error:
            log.warning("%s cannot be read: %s", file, error)
            return None
        if packs.source.identity != number:
            log.warning("%s holds another version than its name says", file)
            return None
        return packs
