"""Read a pack from its folder: every file once, every mistake as file:line: sentence."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.pack import translate
from app.pack.case import Card, Case
from app.pack.impact import Impact
from app.pack.jurisdiction import fill
from app.pack.languages import CARDS, CASES, IMPACT, JURISDICTION, SOURCES, Languages, holds_sources
from app.pack.model import FindingKind, Jurisdiction, Pack, Regime, Section, Source, Topic
from app.pack.problem import PackError, Problem
from app.pack.read_yaml import List, Map, line_at, read_yaml

Lines = dict[str, tuple[str, int]]
M = TypeVar("M", bound=BaseModel)


class Packs(dict[str, Pack]):
    """The same pack in each of its languages, its own first, and what its translations lack."""

    missing: list[Problem]
    stale: list[Problem]
    fingerprints: dict[str, dict[str, str]]  # file -> entry -> fingerprint of its source texts

    @property
    def source(self) -> Pack:
        """The pack in the language in which it is written."""
        return next(pack for pack in self.values() if pack.language == pack.source_language)


def load(folder: Path) -> Packs:
    """Read the pack in every language that it declares.

    Raises PackError with every problem that keeps the pack from being read. Missing translations
    do not: they are listed in `missing`, and the source text stands in.
    """
    return _Reader(folder).packs()


def identity(folder: Path) -> str:
    """The content hash of a pack: sha256 over the names and bytes of its files.

    Worked cases and cards are left out: they are not part of what an assessment is measured by.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        if name.startswith((CASES, CARDS)):
            continue
        digest.update(name.encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.languages = Languages(folder, self._read)
        self.lines: Lines = {}

    def packs(self) -> Packs:
        head = self._read("pack.yaml")
        if head is None:
            raise PackError(self.problems)
        languages = [str(language) for language in head.get("languages", [])]
        source = str(head.get("language"))
        if source not in languages:
            raise PackError([Problem("pack.yaml", head.line, "`languages` must contain `language`")])
        raw = self._files(head)
        number = identity(self.folder)
        result = Packs()
        for language in [source, *(other for other in languages if other != source)]:
            pack = self._pack(raw, head, language, source, number)
            if self.problems:
                raise PackError(sorted(set(self.problems)))
            assert pack is not None
            result[language] = pack
        result.missing = sorted(set(self.languages.missing))
        result.fingerprints = self.languages.fingerprints
        result.stale = [
            problem for language in languages if language != source for problem in self.languages.stale(language)
        ]
        return result

    # -- files -----------------------------------------------------------------------------

    def _read(self, file: str) -> Map | None:
        try:
            value = read_yaml(self.folder / file, file)
        except PackError as error:
            self.problems += error.problems
            return None
        if not isinstance(value, Map):
            self.problems.append(Problem(file, 1, "the file must be a mapping"))
            return None
        return value

    def _files(self, head: Map) -> dict[str, Map]:
        """Every source file of the pack by its name, `pack.yaml` first."""
        names = ["findings.yaml"]
        listed = [
            (str(path), section.lines.get("topics", 0))
            for section in head.get("sections") or []
            for path in section.get("topics") or []
        ]
        for path, line in listed:
            if (self.folder / f"{path}.yaml").exists():
                names.append(f"{path}.yaml")
            else:
                self.problems.append(Problem("pack.yaml", line, f"there is no file {path}.yaml"))
        for room in ("sources", "cases", "cards"):
            names += [
                f"{room}/{path.name}"
                for path in sorted((self.folder / room).glob("*.yaml"))
                if path.name.count(".") == 1
            ]
        national = str(head.get("jurisdiction") or "")
        if national:
            names += [f"{national}/{JURISDICTION}", f"{national}/{SOURCES}"]
        names += [name for part in translate.IMPACT if (self.folder / (name := f"{IMPACT}/{part}.yaml")).exists()]
        known = {*names, "pack.yaml"}
        for found in sorted(self.folder.rglob("*.yaml")):
            name = found.relative_to(self.folder).as_posix()
            if found.name.count(".") == 1 and name not in known and not name.startswith("confirmed"):
                self.problems.append(Problem(name, 1, "pack.yaml does not list this topic"))
        files = {"pack.yaml": head}
        for name in names:
            value = self._read(name)
            if value is not None:
                files[name] = value
        return files

    # -- parts ------------------------------------------------------------------------------

    def _pack(self, files: dict[str, Map], head: Map, language: str, source: str, number: str) -> Pack | None:
        raw = files
        try:
            if language == source:
                for name, value in files.items():
                    self.languages.note(name, value)
            else:
                raw = {name: self.languages.laid(name, value, language) for name, value in files.items()}
        except (KeyError, TypeError, AttributeError, IndexError, StopIteration):
            pass  # the shape is wrong; the model says where
        head = raw["pack.yaml"]
        jurisdiction = self._jurisdiction(raw, str(head.get("jurisdiction") or ""))
        raw = {name: fill(value, jurisdiction.words, name, self.problems) for name, value in raw.items()}
        impact, choices = self._impact(raw)
        sources: dict[str, Source] = {}
        topics: dict[str, Topic] = {}
        cases: dict[str, Case] = {}
        cards: dict[str, Card] = {}
        kinds: list[FindingKind] = []
        for name, value in raw.items():
            if name == "pack.yaml" or name.endswith(f"/{JURISDICTION}") or name.startswith(f"{IMPACT}/"):
                continue
            if name == "findings.yaml":
                kinds = self._each(FindingKind, value.get("findings"), name, "finding")
            elif holds_sources(name):
                for one in self._each(Source, value, name, "source"):
                    if one.id in sources:
                        self.problems.append(Problem(name, 0, f"source {one.id} stands in two files"))
                    sources[one.id] = one
            elif name.startswith(CARDS):
                cards |= {one.id: one for one in self._each(Card, value, name, "card")}
            elif name.startswith(CASES):
                case = self._parse(Case, value, name)
                if case:
                    cases[case.case] = case
                    self._note("case", case.case, name, value.line)
                    self._is_named(name, case.case, value)
            else:
                topic = self._topic(value, name, choices)
                if topic:
                    topics[name.removesuffix(".yaml")] = topic
                    self._is_named(name, topic.topic, value)
        self._twice(topics)
        regimes = self._each(Regime, head.get("regimes"), "pack.yaml", "regime")
        sections = [
            one for one in (self._parse(Section, item, "pack.yaml") for item in head.get("sections") or []) if one
        ]
        rest = {key: head.get(key) for key in ("pack", "title", "languages", "as-of", "law-state", "people")}
        if self.problems:
            return None
        return self._parse(
            Pack,
            {
                **rest,
                "language": language,
                "source-language": source,
                "identity": number,
                "jurisdiction": jurisdiction,
                "impact": impact,
                "regimes": regimes,
                "sections": sections,
                "kinds": kinds,
                "sources": sources,
                "topics": topics,
                "cases": cases,
                "cards": cards,
                "lines": dict(self.lines),
            },
            "pack.yaml",
        )

    def _jurisdiction(self, raw: dict[str, Map], national: str) -> Jurisdiction:
        name = f"{national}/{JURISDICTION}"
        found = self._parse(Jurisdiction, raw[name], name) if name in raw else None
        return found or Jurisdiction(jurisdiction=national or "none", title=national or "none")

    def _impact(self, raw: dict[str, Map]) -> tuple[Impact | None, dict[str, dict[str, str]]]:
        """How the impact is scored, and the choices that tables offer from it."""
        parts = {part: raw.get(f"{IMPACT}/{part}.yaml") for part in translate.IMPACT}
        if not any(parts.values()):
            return None, {}
        lists = ("rights", "risks", "measures", "coverage")
        parts = {part: value if value is not None else Map({part: List()}) for part, value in parts.items()}
        for kind in lists:
            for item in parts[kind][kind]:  # type: ignore[index]
                self._note(kind.removesuffix("s"), str(item.get("id")), f"{IMPACT}/{kind}.yaml", item.line)
                for driver in item.get("drivers") or []:
                    self._note("driver", str(driver.get("id")), f"{IMPACT}/{kind}.yaml", driver.line)
        whole = {"method": parts["method"], **{kind: parts[kind][kind] for kind in lists}}  # type: ignore[index]
        impact = self._parse(Impact, whole, f"{IMPACT}/")
        if impact is None:
            return None, {}
        return impact, {
            "rights": {right.id: right.title for right in impact.rights},
            "measures": {measure.id: measure.title for measure in impact.measures},
            "factors": {factor.id: factor.label for factor in impact.method.factors},
        }

    def _topic(self, raw: Map, name: str, choices: dict[str, dict[str, str]]) -> Topic | None:
        for question in raw.get("questions") or []:
            for column in question.get("columns") or [] if isinstance(question, Map) else []:
                if isinstance(column, Map) and column.get("options-from") in choices:
                    column["options"] = choices[column["options-from"]]
        for kind, key in (("question", "questions"), ("rule", "rules")):
            for item in raw.get(key) or []:
                if isinstance(item, Map):
                    self._note(kind, str(item.get("id")), name, item.line)
        value = Map(raw)
        value.line, value.lines = raw.line, raw.lines
        if isinstance(raw.get("terms"), Map):
            terms = []
            for term, body in raw["terms"].items():
                self._note("term", str(term), name, raw["terms"].lines.get(term, 0))
                item = Map(body if isinstance(body, Mapping) else {})
                item["id"], item.line, item.lines = term, getattr(body, "line", 0), getattr(body, "lines", {})
                terms.append(item)
            value["terms"] = terms
        for index, example in enumerate(raw.get("examples") or []):
            if isinstance(example, Map):
                self._note("example", f"{raw.get('topic')}/{index}", name, example.line)
        return self._parse(Topic, value, name)

    def _each(self, model: type[M], raw: Any, name: str, kind: str) -> list[M]:
        """Parse a mapping id -> body."""
        if not isinstance(raw, Map):
            self.problems.append(Problem(name, 1, f"expected a mapping from {kind} id to its fields"))
            return []
        parsed = []
        for key, body in raw.items():
            self._note(kind, key, name, raw.lines.get(key, 0))
            item = Map(body if isinstance(body, Mapping) else {})
            item["id"] = key
            item.line = raw.lines.get(key, 0)
            item.lines = getattr(body, "lines", {})
            one = self._parse(model, item, name)
            if one:
                parsed.append(one)
        return parsed

    def _parse(self, model: type[M], raw: Any, name: str) -> M | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for mistake in error.errors():
                where = [part for part in mistake["loc"] if not str(part).startswith("function-")]
                message = mistake["msg"].removeprefix("Value error, ")
                self.problems.append(
                    Problem(name, line_at(raw, where), f"{'.'.join(map(str, where)) or model.__name__}: {message}")
                )
            return None

    # -- names ------------------------------------------------------------------------------

    def _note(self, kind: str, name: str, file: str, line: int) -> None:
        self.lines[f"{kind}:{name}"] = (file, line)

    def _is_named(self, file: str, name: str, raw: Map) -> None:
        if Path(file).stem != name:
            self.problems.append(Problem(file, raw.line, f"the file is named {Path(file).stem}, but says it is {name}"))

    def _twice(self, topics: dict[str, Topic]) -> None:
        for kind in ("questions", "terms", "rules"):
            seen: dict[str, str] = {}
            for path, topic in topics.items():
                for part in getattr(topic, kind):
                    if part.id in seen:
                        line = self.lines.get(f"{kind[:-1]}:{part.id}", ("", 0))[1]
                        self.problems.append(
                            Problem(f"{path}.yaml", line, f"{kind[:-1]} {part.id} stands also in {seen[part.id]}")
                        )
                    seen[part.id] = f"{path}.yaml"
