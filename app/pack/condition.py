"""Conditions: what must be true of the answers. Parsed once, then frozen.

There is no test for "unknown" in this language: that is what keeps a settled result settled
when another question is answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class All:
    """Every part is true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Any_:
    """At least one part is true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AtLeast:
    """At least so many of the parts are true."""

    number: int
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The part is false."""

    part: "Condition"


@dataclass(frozen=True)
class TermHolds:
    """The defined term is true."""

    term: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class RuleHolds:
    """The rule holds."""

    rule: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Is:
    """The answer is one of the options (for several-of: contains one of them)."""

    question: str
    options: tuple[str, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Between:
    """The number (or ISO date) lies between the limits, limits included."""

    question: str
    at_least: float | str | None
    at_most: float | str | None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Answered:
    """The text question has an answer."""

    question: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class AnyRow:
    """At least one row of the table meets every test; each test names a column as its question."""

    question: str
    cells: tuple[Is | Between | Answered, ...]
    line: int = field(default=0, compare=False)


Test = Is | Between | Answered | AnyRow  # what is asked of the answer to one question
Condition = All | Any_ | AtLeast | Not | TermHolds | RuleHolds | Test
Leaf = TermHolds | RuleHolds | Test
RESERVED = frozenset({"all", "any", "at-least", "not", "term", "rule"})


def parse_condition(raw: Any) -> Condition:
    """Read a condition as written in a topic file. Raises ValueError with a sentence."""
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise ValueError("a condition has exactly one key: all, any, at-least, not, term, rule or a question id")
    key, value = next(iter(raw.items()))
    line: int = getattr(raw, "line", 0)
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ValueError(f"'{key}' takes a list of conditions")
        parts = tuple(parse_condition(part) for part in value)
        return All(parts) if key == "all" else Any_(parts)
    if key == "at-least":
        if not isinstance(value, Mapping) or set(value) != {"number", "of"} or not isinstance(value["of"], list):
            raise ValueError("'at-least' takes a number and a list: {number: 2, of: [...]}")
        number, parts = value["number"], tuple(parse_condition(part) for part in value["of"])
        if not isinstance(number, int) or not 1 <= number <= len(parts):
            raise ValueError(f"'at-least' takes a number from 1 to {len(parts)}, not {number!r}")
        return AtLeast(number, parts)
    if key == "not":
        return Not(parse_condition(value))
    if key in ("term", "rule"):
        if not isinstance(value, str):
            raise ValueError(f"'{key}' takes an id")
        return TermHolds(value, line) if key == "term" else RuleHolds(value, line)
    return _about_question(key, value, line)


def _about_question(question: str, value: Any, line: int) -> Test:
    if isinstance(value, Mapping) and set(value) == {"any-row"}:
        row = value["any-row"]
        if not isinstance(row, Mapping) or not row:
            raise ValueError(f"'{question}': any-row takes tests of columns, for example {{any-row: {{country: eu}}}}")
        cells = tuple(_about_question(column, wanted, line) for column, wanted in row.items())
        if any(isinstance(cell, AnyRow) for cell in cells):
            raise ValueError(f"'{question}': a column holds no table")
        return AnyRow(question, cells, line)  # type: ignore[arg-type]
    if isinstance(value, Mapping):
        unknown = set(value) - {"at-least", "at-most"}
        if unknown or not value:
            raise ValueError(f"'{question}' takes at-least and at-most, not {', '.join(sorted(unknown)) or 'nothing'}")
        return Between(question, value.get("at-least"), value.get("at-most"), line)
    if value == "answered":
        return Answered(question, line)
    options = value if isinstance(value, list) else [value]
    if not options or not all(isinstance(option, str) for option in options):
        raise ValueError(f"'{question}' takes an option, a list of options, at-least/at-most, or the word answered")
    return Is(question, tuple(options), line)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every reference to a question, term or rule, in reading order."""
    match condition:
        case All(parts) | Any_(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition
