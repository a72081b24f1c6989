"""Read answers from a form: one question or a whole topic."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from app.assess.answers import NOT_KNOWN, AnswerError, Value, parse_value, plain_value
from app.pack.model import Question
from app.store.answer_log import Change
from app.store.tables import AnswerEntry

NONE = "none-of-these"
DOES_NOT_APPLY = "does-not-apply"
MAX_NOTE = 5_000  # characters


Form = ImmutableMultiDict[str, Any]  # of a form that was sent, or of the query of an address
Cells = Mapping[str, tuple[str, ...]]  # what was entered in the cells of a row, by column


@dataclass(frozen=True)
class Entered:
    """What a person entered for a question, and what is wrong with it, if anything."""

    question: Question
    values: tuple[str, ...]
    text: str
    reason: str
    note: str
    source: str
    error: AnswerError | None = None
    rows: tuple[Cells, ...] = field(default=())  # of a table
    seen: int = 0  # the entry of the answer log that was in the form before

    @property
    def checked(self) -> tuple[str, ...]:
        """The choices that are marked in the form."""
        return self.values


def read(question: Question, form: Form) -> tuple[Entered, Change | None]:
    """What was entered, and the change to keep; no change where the input does not fit."""
    values = tuple(str(value) for value in form.getlist(f"a.{question.id}"))
    text = str(form.get(f"t.{question.id}", "")).strip()
    reason = str(form.get(f"r.{question.id}", "")).strip()
    note = str(form.get(f"n.{question.id}", "")).replace("\r\n", "\n").strip()
    source = str(form.get(f"s.{question.id}", "")).strip()
    rows = _rows(question, form)
    number = seen(question.id, form)
    try:
        if len(note) > MAX_NOTE or len(source) > MAX_NOTE:
            raise AnswerError(question.id, "too-long", "")
        value = _table(question, values, rows) if question.columns else _value(question, values, text, reason)
    except AnswerError as error:
        return Entered(question, values, text, reason, note, source, error, rows, number or 0), None
    plain = None if value is None else plain_value(value)
    entered = Entered(question, values, text, reason, note, source, rows=rows, seen=number or 0)
    return entered, Change(question.id, plain, note, source, number)


def seen(question_id: str, form: Form) -> int | None:
    """The entry of the answer log that the form was shown with; that of the other, if told to keep one's own."""
    kept, _, other = str(form.get("keep-mine", "")).rpartition(".")
    number = other if kept == question_id else str(form.get(f"seen.{question_id}", ""))
    return int(number) if re.fullmatch("[0-9]{1,9}", number) else None


def _rows(question: Question, form: Form) -> tuple[Cells, ...]:
    """The rows of a table as entered; those without any entry, and the one to remove, are left out."""
    pattern = re.compile(rf"c\.{re.escape(question.id)}\.([0-9]{{1,4}})\.(.+)")
    rows: dict[int, dict[str, tuple[str, ...]]] = {}
    for name in form:
        if (match := pattern.fullmatch(name)) and f"{question.id}.{match[1]}" != form.get("remove-row"):
            entered = tuple(text for value in form.getlist(name) if (text := str(value).strip()))
            if entered:
                rows.setdefault(int(match[1]), {})[match[2]] = entered
    return tuple(rows[number] for number in sorted(rows))


def _table(question: Question, values: tuple[str, ...], rows: tuple[Cells, ...]) -> Value | None:
    several = {column.id for column in question.columns if column.kind == "several-of"}
    if values and rows:
        raise AnswerError(question.id, "both", "")
    if NOT_KNOWN in values:
        return NOT_KNOWN
    if NONE in values:
        return parse_value(question, [])
    if not rows:
        return None
    return parse_value(
        question, [{name: list(cell) if name in several else cell[0] for name, cell in row.items()} for row in rows]
    )


def _value(question: Question, values: tuple[str, ...], text: str, reason: str) -> Value | None:
    if DOES_NOT_APPLY in values:
        if not reason:
            raise AnswerError(question.id, "reason", "")
        return parse_value(question, {DOES_NOT_APPLY: reason})
    if NOT_KNOWN in values:
        if text:
            raise AnswerError(question.id, "both", "")
        if len(values) > 1:
            raise AnswerError(question.id, "exclusive", "")
        return NOT_KNOWN
    if question.kind in ("text", "number", "date"):
        return parse_value(question, text) if text else None
    if not values:
        return None
    if question.kind == "several-of":
        if NONE in values and len(values) > 1:
            raise AnswerError(question.id, "exclusive", "")
        return parse_value(question, [value for value in values if value != NONE])
    return parse_value(question, values[0])


def stored(question: Question, entry: AnswerEntry | None) -> Entered:
    """What a stored answer looks like in the form."""
    if entry is None:
        return shown(question, None)
    return replace(shown(question, entry.value, entry.note, entry.source), seen=entry.seq)


def shown(question: Question, value: Any, note: str = "", source: str = "") -> Entered:
    """What a value, as it stands in an answers file, looks like in the form."""
    values: tuple[str, ...] = ()
    text = reason = ""
    if isinstance(value, dict):
        values, reason = (DOES_NOT_APPLY,), str(value.get(DOES_NOT_APPLY, ""))
    elif value == NOT_KNOWN:
        values = (NOT_KNOWN,)
    elif question.columns and isinstance(value, list):
        rows = tuple({name: _cell(cell) for name, cell in row.items()} for row in value)
        return Entered(question, () if rows else (NONE,), "", "", note, source, rows=rows)
    elif isinstance(value, list):
        values = tuple(map(str, value)) or (NONE,)
    elif question.kind in ("text", "number", "date"):
        text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    elif value is not None:
        values = (str(value),)
    return Entered(question, values, text, reason, note, source)


def _cell(cell: Any) -> tuple[str, ...]:
    if isinstance(cell, list):
        return tuple(map(str, cell))
    return (f"{cell:g}" if isinstance(cell, float) else str(cell),)


def fields(entered: Entered) -> list[tuple[str, str]]:
    """The names and values by which a form sends the answer, without its note and source."""
    name = entered.question.id
    pairs = [(f"a.{name}", value) for value in entered.values]
    pairs += [(f"t.{name}", entered.text)] if entered.text else []
    pairs += [(f"r.{name}", entered.reason)] if entered.reason else []
    for number, row in enumerate(entered.rows):
        pairs += [(f"c.{name}.{number}.{column}", value) for column, cell in row.items() for value in cell]
    return pairs
