"""The reasons of a finding as indented lines, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from app.assess.explain import Reason, explain
from app.assess.findings import Finding, Result
from app.pack.condition import AnyRow, Between, Is, Test
from app.pack.model import Column, Question
from app.report.present import value_text
from app.report.words import word


@dataclass(frozen=True)
class Line:
    """One line of an explanation: depth from 0, its truth, what was tested, and the answer if it is a question."""

    depth: int
    truth: Literal["yes", "no", "open"]
    text: str
    question: str | None = None
    answer: str | None = None
    asked: bool = True
    about: str = ""  # of a term, rule or regime: its kind and id, which name the place where it is told
    told_before: bool = False  # whether what it rests on was told where it came first


MANY = 3  # lines that are not told twice
Told = set[str]


def reason_lines(result: Result, reason: Reason, told: Told | None = None) -> list[Line]:
    """The lines of a finding's reasons: only the parts on which its truth rests, each term once in full.

    `told` names what other findings of the same document have told already; it is added to.
    """
    told = set() if told is None else told
    if reason.kind in ("question", "term", "not"):
        return list(_lines(result, reason, 0, told))
    return [line for part in _resting_on(reason) for line in _lines(result, part, 0, told)]


def told_once(result: Result, findings: Iterable[Finding]) -> dict[str, list[Line]]:
    """The reasons of findings that stand below one another in a document, by rule: what recurs is told once."""
    told: Told = set()
    return {one.rule.id: reason_lines(result, explain(result.evaluation, one.rule), told) for one in findings}


def _lines(result: Result, reason: Reason, depth: int, told: Told, one_of_several: bool = False) -> Iterator[Line]:
    if reason.kind == "question":
        yield _question_line(result, reason, depth)
        return
    parts = _resting_on(reason)
    several = reason.kind == "any" and len(parts) > 1
    # what stands below one another is all required; only alternatives need a heading
    if reason.kind in ("all", "any") and not several and not (one_of_several and len(parts) > 1):
        for part in parts:
            yield from _lines(result, part, depth, told, one_of_several)
        return
    about = f"{reason.kind}-{reason.id}" if reason.id else ""
    line = Line(depth, _word(reason.truth), _title(result, reason), about=about)
    if reason.kind == "regime" and reason.truth:
        yield replace(line, about="")
        return
    below = [one for part in parts for one in _lines(result, part, depth + 1, told, several)]
    if about and about in told and len(below) >= MANY:
        yield replace(line, told_before=True)
        return
    yield replace(line, about="" if about in told else about)
    told.add(about)
    yield from below


def _resting_on(reason: Reason) -> tuple[Reason, ...]:
    """The parts that settle a settled reason, or that keep an open one open."""
    match reason.kind, reason.truth:
        case (("all" | "rule"), False):
            return tuple(part for part in reason.parts if part.truth is False)
        case "at-least", True | False:
            return tuple(part for part in reason.parts if part.truth is reason.truth)
        case "at-least", None:
            return tuple(part for part in reason.parts if part.truth is not False)
        case "any", True:
            met = tuple(part for part in reason.parts if part.truth)
            return tuple(part for part in met if part.kind == "question") or met  # the shortest proof suffices
        case "any", None:
            return tuple(part for part in reason.parts if part.truth is None)
    return reason.parts


def _question_line(result: Result, reason: Reason, depth: int) -> Line:
    language = result.pack.language
    question = result.pack.questions[reason.id]
    assert reason.wanted is not None
    answer = result.answers.get(reason.id) if reason.asked else None
    shown = value_text(question, answer.value if answer else None, language)
    if reason.asked is False:
        shown = word("not-asked", language)
    wanted = "" if reason.truth else wanted_text(question, reason.wanted, language)
    text = f"{question.ask} ({word('met-by', language, answer=wanted)})" if wanted else question.ask
    return Line(depth, _word(reason.truth), text, question.id, shown, bool(reason.asked))


def _title(result: Result, reason: Reason) -> str:
    pack, language = result.pack, result.pack.language
    match reason.kind:
        case "term":
            return pack.terms[reason.id].means
        case "rule":
            return word("rule-holds", language, title=pack.rules[reason.id].title)
        case "exception":
            return word("no-exception", language, because=exception_text(result, reason.id))
        case "regime":
            title = next(regime.title for regime in pack.regimes if regime.id == reason.id)
            return word("regime-applies", language, regime=title)
    return word(reason.kind, language, number=str(reason.number))


def exception_text(result: Result, exception_id: str) -> str:
    """Why the exception lifts the rule."""
    return next(e.because for rule in result.pack.rules.values() for e in rule.unless if e.id == exception_id)


def wanted_text(question: Question | Column, wanted: Test, language: str) -> str:
    """What answer the condition looks for, e.g. "Yes"."""
    match wanted:
        case Is(_, options):
            return " / ".join(
                value_text(question, (o,) if question.kind == "several-of" else o, language) for o in options
            )
        case Between(_, at_least, at_most):
            low = f"≥ {at_least}" if at_least is not None else ""
            high = f"≤ {at_most}" if at_most is not None else ""
            return " ".join(part for part in (low, high) if part)
        case AnyRow(_, cells) if isinstance(question, Question):
            columns = {column.id: column for column in question.columns}
            tests = [
                ": ".join(filter(None, (column.label, wanted_text(column, cell, language))))
                for cell, column in ((cell, columns[cell.question]) for cell in cells)
            ]
            return f"{word('any-row', language)}: {'; '.join(tests)}"
    return ""


def _word(truth: bool | None) -> Literal["yes", "no", "open"]:
    return "open" if truth is None else "yes" if truth else "no"
