"""Steps by which an answer changes, and the answer that comes of several steps on one question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, product

from app.assess.answers import Answer, Answers, Table, Value
from app.assess.evaluation import fits, row_truth
from app.pack.condition import AnyRow, Between, Is, Test
from app.pack.model import Column, Question

SOME_TEXT = "…"  # stands for any text that answers a question


@dataclass(frozen=True)
class Choose:
    """The answer becomes this value."""

    question: str
    value: Value


@dataclass(frozen=True)
class Include:
    """The option belongs to the answer."""

    question: str
    option: str


@dataclass(frozen=True)
class Exclude:
    """None of the options belongs to the answer."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class AddRow:
    """The table has a row with these cells."""

    question: str
    cells: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class DropRows:
    """The table has no row that meets, or may meet, the test."""

    question: str
    test: AnyRow


Step = Choose | Include | Exclude | AddRow | DropRows


class Choices:
    """The steps that can settle a test of a question, given every test that matters.

    Values that no test tells apart count as one; "does not apply" is never proposed.
    """

    def __init__(self, tests: Iterable[Test]) -> None:
        self._tests: dict[str, dict[Test, None]] = {}
        for test in tests:
            self._tests.setdefault(test.question, {})[test] = None
        self._alike: dict[str, list[tuple[Value, ...]]] = {}

    def settle(self, question: Question, test: Test, wanted: bool, before: Iterable[Step]) -> Iterator[Step]:
        """Every step that makes the test come out as wanted without undoing the steps before it."""
        mine = [step for step in before if step.question == question.id]
        match test:
            case AnyRow():
                yield from self._of_table(question, test, wanted, mine)
            case Is(_, options) if question.kind == "several-of":
                yield from _of_several(question, options, wanted, mine)
            case _ if not mine:
                for alike in self.alike(question):
                    if fits(test, alike[0]) is wanted:
                        yield Choose(question.id, alike[0])

    def alike(self, question: Question) -> list[tuple[Value, ...]]:
        """The values of a question with one answer, grouped by what the tests make of them."""
        if question.id not in self._alike:
            self._alike[question.id] = _grouped(question, tuple(self._tests.get(question.id, ())))
        return self._alike[question.id]

    def _of_table(self, question: Question, test: AnyRow, wanted: bool, mine: list[Step]) -> Iterator[Step]:
        if not wanted:
            if not any(isinstance(step, AddRow) and row_truth(test, dict(step.cells)) for step in mine):
                yield DropRows(question.id, test)
            return
        barred = [step.test for step in mine if isinstance(step, DropRows)]
        for row in self._rows(question):
            if row_truth(test, row) and not any(row_truth(one, row) for one in barred):
                yield AddRow(question.id, tuple(row.items()))

    def _rows(self, question: Question) -> Iterator[dict[str, Value]]:
        """A row for every combination of cells that some test tells apart."""
        tests: dict[str, tuple[Test, ...]] = {}
        for test in self._tests.get(question.id, ()):
            for cell in test.cells if isinstance(test, AnyRow) else ():
                tests[cell.question] = (*tests.get(cell.question, ()), cell)
        columns = [column for column in question.columns if column.id in tests]
        for cells in product(*([group[0] for group in _grouped(one, tests[one.id])] for one in columns)):
            yield dict(zip((column.id for column in columns), cells, strict=True))


def _of_several(question: Question, options: tuple[str, ...], wanted: bool, mine: list[Step]) -> Iterator[Step]:
    inside = {step.option for step in mine if isinstance(step, Include)}
    outside = {option for step in mine if isinstance(step, Exclude) for option in step.options}
    if wanted:
        yield from (Include(question.id, option) for option in options if option not in outside)
    elif not inside & set(options):
        yield Exclude(question.id, options)


def _grouped(question: Question | Column, tests: tuple[Test, ...]) -> list[tuple[Value, ...]]:
    """The values of a question or cell, grouped by what the tests make of them."""
    groups: dict[tuple[bool, ...], tuple[Value, ...]] = {}
    for value in _values(question, tests):
        key = tuple(fits(test, value) for test in tests if not isinstance(test, AnyRow))
        groups[key] = (*groups.get(key, ()), value)
    return list(groups.values())


def _values(question: Question | Column, tests: tuple[Test, ...]) -> list[Value]:
    """Values of a question or cell, at least one of each kind that the tests tell apart."""
    limits = [
        limit
        for test in tests
        if isinstance(test, Between)
        for limit in (test.at_least, test.at_most)
        if limit is not None
    ]
    match question.kind:
        case "yes-no":
            return ["yes", "no"]
        case "one-of":
            return list(question.options)
        case "several-of":
            return [*((option,) for option in question.options), ()]
        case "date":
            days = sorted({date.fromisoformat(str(limit)) for limit in limits} or {date(2026, 1, 1)})
            return [(day + timedelta(step)).isoformat() for day in days for step in (0, -1, 1)]
        case "number":
            marks = sorted({float(limit) for limit in limits} or {0.0})
            near = [mark + step for mark in marks for step in (0, -1, 1)]
            between = [(low + high) / 2 for low, high in pairwise(marks)]
            least = -float("inf") if question.min is None else question.min
            most = float("inf") if question.max is None else question.max
            return [value for value in (*near, *between) if least <= value <= most]
    return [SOME_TEXT]


def changed(questions: Mapping[str, Question], answers: Answers, steps: Iterable[Step]) -> Answers:
    """The answers after the steps; notes and sources of changed answers fall away."""
    by_question: dict[str, list[Step]] = {}
    for step in steps:
        by_question.setdefault(step.question, []).append(step)
    new = {name: Answer(_after(questions[name], answers.known(name), mine)) for name, mine in by_question.items()}
    return Answers({**answers, **new})


def _after(question: Question, now: Value | None, steps: list[Step]) -> Value:
    if isinstance(steps[0], Choose):
        return steps[0].value
    if question.columns:
        rows = now.rows if isinstance(now, Table) else ()
        barred = [step.test for step in steps if isinstance(step, DropRows)]
        kept = [row for row in rows if all(row_truth(test, row) is False for test in barred)]
        return Table((*kept, *(dict(step.cells) for step in steps if isinstance(step, AddRow))))
    chosen = set(now) if isinstance(now, tuple) else set()
    chosen |= {step.option for step in steps if isinstance(step, Include)}
    chosen -= {option for step in steps if isinstance(step, Exclude) for option in step.options}
    return tuple(option for option in question.options if option in chosen)
