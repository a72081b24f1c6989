"""Answers: values that fit their question, or a sentence that says why they do not."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.pack.model import Column, Pack, Question

NOT_KNOWN = "not-known"
MAX_TEXT = 20_000  # characters
MAX_ROWS = 200  # of a table


@dataclass(frozen=True)
class DoesNotApply:
    """The question does not apply, for a reason."""

    reason: str


@dataclass(frozen=True)
class Table:
    """Rows of cells by column id, in the order in which they were entered; an empty cell is left out."""

    rows: tuple[Mapping[str, Any], ...]


# str for yes-no, one-of, text and date (ISO); tuple for several-of; float for number; Table; NOT_KNOWN for any.
Value = str | tuple[str, ...] | float | DoesNotApply | Table


@dataclass(frozen=True)
class Evidence:
    """A file that proves an answer, or one measure in it: its name, and the hash by which it is recognised."""

    name: str
    sha256: str
    measure: str = ""  # id; empty where it proves the whole answer


@dataclass(frozen=True)
class Answer:
    """The answer to one question."""

    value: Value
    note: str = ""
    source: str = ""
    evidence: tuple[Evidence, ...] = ()


class AnswerError(ValueError):
    """A value does not fit its question. `code` names the mistake, the message is English."""

    def __init__(self, question: str, code: str, message: str) -> None:
        self.question, self.code = question, code
        super().__init__(message)


class Answers(Mapping[str, Answer]):
    """The answers of one assessment, immutable."""

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        self._answers = dict(answers or {})

    def __getitem__(self, question: str) -> Answer:
        return self._answers[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def known(self, question: str) -> Value | None:
        """The value, or None where there is no answer or it is not known yet."""
        answer = self._answers.get(question)
        return None if answer is None or answer.value == NOT_KNOWN else answer.value


def parse_value(question: Question | Column, raw: Any) -> Value:
    """Read a value as written in an answers file or a form. Raises AnswerError."""

    def wrong(code: str, message: str) -> AnswerError:
        return AnswerError(question.id, code, f"{question.id}: {message}")

    if raw == NOT_KNOWN:
        return NOT_KNOWN
    if isinstance(raw, Mapping):
        if set(raw) != {"does-not-apply"} or not str(raw["does-not-apply"] or "").strip():
            raise wrong("kind", "expected a value, not-known, or {does-not-apply: reason}")
        if not question.does_not_apply:
            raise wrong("does-not-apply", "this question cannot be answered with does-not-apply")
        return DoesNotApply(str(raw["does-not-apply"]).strip())
    match question.kind:
        case "yes-no":
            value = {True: "yes", False: "no"}.get(raw, raw) if isinstance(raw, bool) else raw
            if value not in ("yes", "no"):
                raise wrong("option", f"expected yes, no or not-known, not {_shown(raw)}")
            return str(value)
        case "one-of":
            if not isinstance(raw, str) or raw not in question.options:
                raise wrong("option", f"expected one of {', '.join(question.options)}, not {_shown(raw)}")
            return raw
        case "several-of":
            items = raw if isinstance(raw, list | tuple) else [raw]
            for item in items:
                if not isinstance(item, str) or item not in question.options:
                    raise wrong("option", f"expected some of {', '.join(question.options)}, not {_shown(item)}")
            return tuple(option for option in question.options if option in items)
        case "number":
            return _number(question, raw, wrong)
        case "date":
            try:
                return date.fromisoformat(str(raw)).isoformat()
            except ValueError:
                raise wrong("date", f"expected a date such as 2026-11-23, not {_shown(raw)}") from None
        case "text":
            if not isinstance(raw, str | int | float) or isinstance(raw, bool):
                raise wrong("kind", f"expected text, not {_shown(raw)}")
            text = str(raw).replace("\r\n", "\n").strip()
            if not text:
                raise wrong("empty", "the text is empty")
            if len(text) > MAX_TEXT:
                raise wrong("too-long", f"the text has {len(text)} characters; at most {MAX_TEXT} fit")
            return text
        case "table":
            assert isinstance(question, Question)
            return _table(question, raw, wrong)


def _table(question: Question, raw: Any, wrong: Any) -> Table:
    if not isinstance(raw, list | tuple):
        raise wrong("kind", f"expected a list of rows, not {_shown(raw)}")
    if len(raw) > MAX_ROWS:
        raise wrong("too-long", f"the table has {len(raw)} rows; at most {MAX_ROWS} fit")
    columns = {column.id: column for column in question.columns}
    rows = []
    for number, cells in enumerate(raw, start=1):
        if not isinstance(cells, Mapping):
            raise wrong("kind", f"row {number}: expected cells by column, not {_shown(cells)}")
        unknown = [str(name) for name in cells if name not in columns]
        if unknown:
            raise wrong(
                "unknown", f"row {number}: there is no column {', '.join(unknown)}; there are {', '.join(columns)}"
            )
        row = {}
        for name, column in columns.items():
            if cells.get(name) in (None, "", NOT_KNOWN):
                continue
            try:
                row[name] = parse_value(column, cells[name])
            except AnswerError as error:
                raise AnswerError(question.id, error.code, f"{question.id}, row {number}: {error}") from None
        if row:
            rows.append(row)
    return Table(tuple(rows))


def _number(question: Question | Column, raw: Any, wrong: Any) -> float:
    try:
        number = float(str(raw).replace(",", ".")) if not isinstance(raw, bool) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise wrong("number", f"expected a number, not {_shown(raw)}")
    if question.min is not None and number < question.min:
        raise wrong("too-small", f"expected at least {question.min:g}, not {number:g}")
    if question.max is not None and number > question.max:
        raise wrong("too-large", f"expected at most {question.max:g}, not {number:g}")
    return number


def _shown(raw: Any) -> str:
    text = repr(raw)
    return text if len(text) <= 60 else text[:57] + "..."


def plain_value(value: Value) -> Any:
    """The value as it stands in an answers file."""
    match value:
        case DoesNotApply(reason):
            return {"does-not-apply": reason}
        case tuple():
            return list(value)
        case Table(rows):
            return [{name: plain_value(cell) for name, cell in row.items()} for row in rows]
        case float():
            return int(value) if value.is_integer() else value
    return value


def _evidence(question: str, raw: Any) -> tuple[Evidence, ...]:
    """Read `[{name, sha256}]`, of a measure with its id as `measure`. Raises AnswerError."""
    if not isinstance(raw, list | tuple):
        raise AnswerError(question, "kind", f"{question}: expected a list of files, not {_shown(raw)}")
    for one in raw:
        fields = {name for name in one if isinstance(one[name], str)} if isinstance(one, Mapping) else set()
        if fields - {"measure"} != {"name", "sha256"} or len(one) != len(fields):
            raise AnswerError(question, "kind", f"{question}: expected a file with name and sha256, not {_shown(one)}")
    return tuple(Evidence(**one) for one in raw)


def parse_answers(pack: Pack, raw: Mapping[str, Any]) -> tuple[Answers, list[AnswerError]]:
    """Read `{question: value}` or `{question: {value, note, source, evidence}}`; unknown ids are errors."""
    answers: dict[str, Answer] = {}
    errors: list[AnswerError] = []
    for name, item in raw.items():
        question = pack.questions.get(name)
        if question is None:
            errors.append(AnswerError(name, "unknown", f"{name}: there is no such question"))
            continue
        note = source = ""
        evidence: tuple[Evidence, ...] = ()
        value = item
        if isinstance(item, Mapping) and "value" in item:
            extra = set(item) - {"value", "note", "source", "evidence"}
            if extra:
                errors.append(AnswerError(name, "kind", f"{name}: unknown field {', '.join(sorted(map(str, extra)))}"))
                continue
            value, note, source = item["value"], str(item.get("note") or ""), str(item.get("source") or "")
        try:
            if isinstance(item, Mapping) and "value" in item:
                evidence = _evidence(name, item.get("evidence") or ())
            answers[name] = Answer(parse_value(question, value), note, source, evidence)
        except AnswerError as error:
            errors.append(error)
    return Answers(answers), errors
