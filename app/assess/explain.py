"""Why: the reasons of a truth value as data, and the questions that decide an open one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.assess.evaluation import (
    Evaluation,
    Truth,
    conjunction,
    disjunction,
    leaf_truth,
    negation,
    threshold,
)
from app.pack.condition import (
    All,
    Answered,
    Any_,
    AnyRow,
    AtLeast,
    Between,
    Condition,
    Is,
    Not,
    RuleHolds,
    TermHolds,
    Test,
)
from app.pack.model import Question, Rule


@dataclass(frozen=True)
class Reason:
    """One node of an explanation: what was tested, its truth, and what it rests on."""

    kind: Literal["all", "any", "at-least", "not", "term", "rule", "question", "exception", "regime"]
    truth: Truth
    id: str = ""  # of the term, rule, question, exception or regime
    wanted: Test | None = None  # for a question: what would make it true
    asked: Truth = True  # for a question: whether it is asked
    parts: tuple["Reason", ...] = ()
    number: int = 0  # for at-least: how many parts must be true


def explain(evaluation: Evaluation, rule: Rule) -> Reason:
    """The reasons of a rule: its conditions, each exception, and its regime."""
    parts = [_reason(evaluation, rule.if_)]
    for exception in rule.unless:
        inner = _reason(evaluation, exception.if_)
        parts.append(Reason("exception", negation(inner.truth), exception.id, parts=(inner,)))
    regime = evaluation.pack.regime_of(rule)
    if regime.applies_if is not None and evaluation.pack.is_bound(rule) and regime.id not in evaluation.assume:
        inner = _reason(evaluation, regime.applies_if)
        parts.append(Reason("regime", inner.truth, regime.id, parts=(inner,)))
    return Reason("rule", conjunction(part.truth for part in parts), rule.id, parts=tuple(parts))


def why_asked(evaluation: Evaluation, question: Question) -> Reason | None:
    """The reasons why a question is asked; None for one that is always asked."""
    return None if question.when is None else _reason(evaluation, question.when)


def _reason(evaluation: Evaluation, condition: Condition) -> Reason:
    match condition:
        case All(parts):
            reasons = tuple(_reason(evaluation, part) for part in parts)
            return Reason("all", conjunction(reason.truth for reason in reasons), parts=reasons)
        case Any_(parts):
            reasons = tuple(_reason(evaluation, part) for part in parts)
            return Reason("any", disjunction(reason.truth for reason in reasons), parts=reasons)
        case AtLeast(number, parts):
            reasons = tuple(_reason(evaluation, part) for part in parts)
            truth = threshold(number, (reason.truth for reason in reasons))
            return Reason("at-least", truth, parts=reasons, number=number)
        case Not(part):
            inner = _reason(evaluation, part)
            return Reason("not", negation(inner.truth), parts=(inner,))
        case TermHolds(term):
            inner = _reason(evaluation, evaluation.pack.terms[term].if_)
            return Reason("term", inner.truth, term, parts=(inner,))
        case RuleHolds(rule):
            one = evaluation.pack.rules[rule]
            reasons = (
                _reason(evaluation, one.if_),
                *(
                    Reason("exception", negation(inner.truth), exception.id, parts=(inner,))
                    for exception in one.unless
                    for inner in (_reason(evaluation, exception.if_),)
                ),
            )
            return Reason("rule", conjunction(reason.truth for reason in reasons), rule, parts=reasons)
        case Is() | Between() | Answered() | AnyRow():
            return Reason(
                "question",
                leaf_truth(evaluation, condition),
                condition.question,
                condition,
                evaluation.shown(condition.question),
            )


def support(evaluation: Evaluation, rule: Rule) -> tuple[str, ...]:
    """The answered questions on which the present truth of a rule rests, in reading order.

    Together they suffice: whatever is answered elsewhere, the result stays. For an open rule,
    they are the answers that have been counted so far.
    """
    reason = explain(evaluation, rule)
    return _ordered(evaluation, _support(evaluation, reason))


def support_of(evaluation: Evaluation, condition: Condition) -> tuple[str, ...]:
    """As `support`, for any condition."""
    return _ordered(evaluation, _support(evaluation, _reason(evaluation, condition)))


def _support(evaluation: Evaluation, reason: Reason) -> Iterator[str]:
    if reason.kind == "question":
        when = evaluation.pack.questions[reason.id].when
        if evaluation.counts(reason.id):
            yield reason.id
        if when is not None and evaluation.shown(reason.id) is not None:
            yield from _support(evaluation, _reason(evaluation, when))
        return
    parts = reason.parts
    joined = reason.kind in ("all", "rule")
    if reason.kind == "any" and reason.truth is True or joined and reason.truth is False:
        # one part suffices; the first one that settles it is enough
        parts = tuple(part for part in parts if part.truth is reason.truth)[:1]
    elif reason.kind == "at-least" and reason.truth is True:
        parts = tuple(part for part in parts if part.truth is True)[: reason.number]
    elif reason.kind == "at-least" and reason.truth is False:
        parts = tuple(part for part in parts if part.truth is False)
    for part in parts:
        yield from _support(evaluation, part)


def deciding(evaluation: Evaluation, rule: Rule) -> tuple[str, ...]:
    """The unanswered questions that can still settle an open rule, in reading order.

    Complete (nothing else can settle it now), not minimal.
    """
    return _ordered(evaluation, _deciding(evaluation, explain(evaluation, rule)))


def deciding_rule(evaluation: Evaluation, rule: Rule) -> tuple[str, ...]:
    """As `deciding`, for the conditions of a rule without its regime."""
    return _ordered(evaluation, _deciding(evaluation, _reason(evaluation, RuleHolds(rule.id))))


def deciding_condition(evaluation: Evaluation, condition: Condition) -> tuple[str, ...]:
    """As `deciding`, for any condition."""
    return _ordered(evaluation, _deciding(evaluation, _reason(evaluation, condition)))


def _ordered(evaluation: Evaluation, found: Iterator[str]) -> tuple[str, ...]:
    questions = set(found)
    return tuple(question for question in evaluation.pack.questions if question in questions)


def _deciding(evaluation: Evaluation, reason: Reason) -> Iterator[str]:
    if reason.truth is not None:
        return
    if reason.kind == "question":
        when = evaluation.pack.questions[reason.id].when
        if reason.asked is None and when is not None:
            yield from _deciding(evaluation, _reason(evaluation, when))
        else:
            yield reason.id
        return
    for part in reason.parts:
        yield from _deciding(evaluation, part)
