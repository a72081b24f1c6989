"""The files of a pack in another language: where their texts stand, what a translation lacks, what changed since."""

from collections.abc import Callable
from pathlib import Path

from app.pack import translate
from app.pack.problem import Problem
from app.pack.read_yaml import Map, line_at

IMPACT = "impact"  # the folder that says how the impact on people is scored
JURISDICTION = "jurisdiction.yaml"  # in the folder of the jurisdiction: names and transpositions
SOURCES = "sources.yaml"  # in the same folder: the national instruments
CASES, CARDS = "cases/", "cards/"  # about real systems; no assessment is measured by them
NO_TEXTS = ("language", "topic", "pack", "case", "jurisdiction")  # of a translation: what says which file it is


def holds_sources(name: str) -> bool:
    """Whether the file lists instruments."""
    return name.startswith("sources/") or name.endswith(f"/{SOURCES}")


class Languages:
    """Lays translations over source files and remembers what they lack."""

    def __init__(self, folder: Path, read: Callable[[str], Map | None]) -> None:
        """`read` reads a file of the folder, or notes why it cannot be read and returns None."""
        self.folder, self.read = folder, read
        self.missing: list[Problem] = []
        self.fingerprints: dict[str, dict[str, str]] = {}  # file -> entry -> fingerprint of its source texts

    def note(self, name: str, raw: Map) -> None:
        """Take the fingerprints of the source texts of a file."""
        self.fingerprints[name] = translate.fingerprints(_texts(name, raw))

    def laid(self, name: str, raw: Map, language: str) -> Map:
        """The file with its texts in the language; what the translation lacks is noted."""
        sidecar = _sidecar(name, language)
        if not (self.folder / sidecar).exists():
            self.missing.append(Problem(sidecar, 0, "the translation is missing"))
            return raw
        translation = self.read(sidecar)
        if translation is None:
            return raw
        wanted = _texts(name, raw)
        found = translate.flat({key: value for key, value in translation.items() if key not in NO_TEXTS})
        for path in wanted.keys() - found.keys():
            self._lacks(sidecar, translation, path, f"no text for {' > '.join(path)}")
        for path in found.keys() - wanted.keys():
            if not (name.startswith(CASES) and path[0] in translate.OPTIONAL):
                self._lacks(sidecar, translation, path, f"a text for {' > '.join(path)}, which does not exist")
        part_shape = _part_shape(name)
        if part_shape is None:
            laid: Map = translate.lay_over(raw, _shape(name), found)
            return laid
        result = Map(raw)
        result.line, result.lines = raw.line, raw.lines
        for part, value in raw.items():
            mine = {path[1:]: text for path, text in found.items() if path[0] == part}
            result[part] = translate.lay_over(value, part_shape, mine)
        return result

    def stale(self, language: str) -> list[Problem]:
        """Entries whose source text changed since their translation was confirmed."""
        file = f"confirmed.{language}.yaml"
        confirmed = self.read(file) if (self.folder / file).exists() else Map()
        problems = []
        for name, entries in self.fingerprints.items():
            known = (confirmed.get(name) if confirmed else None) or {}
            for entry, fingerprint in entries.items():
                if known.get(entry) != fingerprint:
                    says = "changed since it was translated" if entry in known else "has no confirmed translation"
                    then = "read it again, then: waarborg translations confirm"
                    problems.append(Problem(_sidecar(name, language), 0, f"the text of {entry} {says}; {then}"))
        return problems

    def _lacks(self, sidecar: str, translation: Map, path: translate.Path, message: str) -> None:
        self.missing.append(Problem(sidecar, line_at(translation, path), message))


def _sidecar(name: str, language: str) -> str:
    return name.removesuffix(".yaml") + f".{language}.yaml"


def _texts(name: str, raw: Map) -> dict[translate.Path, str]:
    """Every text of a source file by its path in the translation."""
    part_shape = _part_shape(name)
    if part_shape is None:
        return translate.texts(raw, _shape(name))
    return {
        (part, *path): text
        for part, value in raw.items()
        if isinstance(value, Map)
        for path, text in translate.texts(value, part_shape).items()
    }


def _part_shape(name: str) -> translate.Shape | None:
    """Where texts stand in each part of a file that is a mapping from id to part; None for other files."""
    return translate.SOURCE if holds_sources(name) else translate.CARD if name.startswith(CARDS) else None


def _shape(name: str) -> translate.Shape:
    """Where texts stand in any other file."""
    if name == "pack.yaml":
        return translate.PACK
    if name == "findings.yaml":
        return translate.FINDINGS
    if name.startswith(CASES):
        return translate.CASE
    if name.endswith(f"/{JURISDICTION}"):
        return translate.JURISDICTION
    if name.startswith(f"{IMPACT}/"):
        return translate.IMPACT[Path(name).stem]
    return translate.TOPIC
