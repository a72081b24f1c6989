"""Read an answers file: YAML or JSON with `pack`, `language`, `answers`. It is untrusted input."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.assess.answers import AnswerError, Answers, parse_answers
from app.pack.load import Packs
from app.pack.problem import PackError, Problem
from app.pack.read_yaml import Map, parse_yaml

MAX_BYTES = 4_000_000


@dataclass(frozen=True)
class AnswerFile:
    """Answers that fit the pack, and the language the file asks for."""

    answers: Answers
    language: str


def read_answer_file(packs: Packs, path: Path) -> AnswerFile:
    """Read and check an answers file. Raises PackError with one problem per mistake, with its line."""
    file = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PackError([Problem(file, 0, f"larger than {MAX_BYTES // 1_000_000} MB")])
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackError([Problem(file, 0, error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        raise PackError([Problem(file, 0, "not text in UTF-8")]) from error
    return parse_answer_file(packs, content, file)


def parse_answer_file(packs: Packs, content: str, file: str) -> AnswerFile:
    """As read_answer_file, from text."""
    raw = parse_yaml(content, file)
    answers, errors, language = checked_answer_file(packs, raw, file)
    if errors:
        lines = raw["answers"].lines
        raise PackError(sorted(Problem(file, lines.get(error.question, 0), str(error)) for error in errors))
    return AnswerFile(answers, language)


def checked_answer_file(packs: Packs, raw: object, file: str) -> tuple[Answers, list[AnswerError], str]:
    """The answers that fit, those that do not, and the language. Raises PackError where it is no answers file."""
    pack = packs.source
    if not isinstance(raw, Map):
        raise PackError([Problem(file, 1, "expected a mapping with pack, language and answers")])
    problems = [
        Problem(file, raw.lines[key], f"unknown field '{key}'")
        for key in raw
        if key not in ("pack", "language", "answers", "title", "notes")
    ]
    if str(raw.get("pack", pack.pack)).partition("@")[0] != pack.pack:
        problems.append(Problem(file, raw.lines["pack"], f"the file is for pack '{raw['pack']}', not '{pack.pack}'"))
    language = str(raw.get("language", pack.language))
    if language not in packs:
        problems.append(Problem(file, raw.lines["language"], f"the pack has {', '.join(packs)}, not '{language}'"))
    answers = raw.get("answers")
    if not isinstance(answers, Map):
        problems.append(
            Problem(file, raw.lines.get("answers", 1), "`answers` must be a mapping from question id to value")
        )
    if problems or not isinstance(answers, Map):
        raise PackError(sorted(problems))
    return *parse_answers(pack, _with_notes(answers, raw.get("notes"))), language


def _with_notes(answers: Map, notes: object) -> dict[str, object]:
    if not isinstance(notes, Mapping):
        return dict(answers)
    return {
        name: {**value, "note": notes.get(name, value.get("note"))}
        if isinstance(value, Mapping) and "value" in value
        else {"value": value, "note": notes[name]}
        if name in notes
        else value
        for name, value in answers.items()
    }
