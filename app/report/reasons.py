"""The reasons of a finding as indented lines, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.assess.explain import Reason
from app.assess.findings import Result
from app.pack.condition import Answered, Between, Is
from app.pack.model import Question
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


def reason_lines(result: Result, reason: Reason, depth: int = 0) -> Iterator[Line]:
    """The lines of a reason. A single part is not wrapped in "all of these"."""
    language = result.pack.language
    truth = _word(reason.truth)
    if reason.kind == "question":
        question = result.pack.questions[reason.id]
        assert reason.wanted is not None
        answer = result.answers.get(reason.id) if reason.asked else None
        shown = value_text(question, answer.value if answer else None, language)
        if reason.asked is False:
            shown = word("not-asked", language)
        wanted = wanted_text(question, reason.wanted, language)
        yield Line(depth, truth, f"{question.ask} {wanted}".strip(), question.id, shown, bool(reason.asked))
        return
    if reason.kind == "rule" and depth == 0 or reason.kind in ("all", "any") and len(reason.parts) == 1:
        for part in reason.parts:
            yield from reason_lines(result, part, depth)
        return
    yield Line(depth, truth, _title(result, reason))
    for part in reason.parts:
        yield from reason_lines(result, part, depth + 1)


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
    return word(reason.kind, language)


def exception_text(result: Result, exception_id: str) -> str:
    """Why the exception lifts the rule."""
    return next(e.because for rule in result.pack.rules.values() for e in rule.unless if e.id == exception_id)


def wanted_text(question: Question, wanted: Is | Between | Answered, language: str) -> str:
    """What answer the condition looks for, e.g. "[Yes]"."""
    match wanted:
        case Is(_, options):
            return (
                "["
                + " / ".join(
                    value_text(question, (o,) if question.kind == "several-of" else o, language) for o in options
                )
                + "]"
            )
        case Between(_, at_least, at_most):
            low = f"≥ {at_least}" if at_least is not None else ""
            high = f"≤ {at_most}" if at_most is not None else ""
            return f"[{' '.join(part for part in (low, high) if part)}]"
    return ""


def _word(truth: bool | None) -> Literal["yes", "no", "open"]:
    return "open" if truth is None else "yes" if truth else "no"
