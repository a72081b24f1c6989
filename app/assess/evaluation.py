"""Evaluate a pack over answers on a date. Three truth values: True, False, None (open).

Truth is computed once per question, term and rule; reasons are computed on demand (explain.py).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from app.assess.answers import Answers, DoesNotApply, Table, Value
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
    leaves,
)
from app.pack.model import Pack, Question, Rule

Truth = bool | None


class DateError(ValueError):
    """The date lies outside the state of the law that the pack describes."""


def conjunction(values: Iterator[Truth]) -> Truth:
    """Kleene and: False wins, then open."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjunction(values: Iterator[Truth]) -> Truth:
    """Kleene or: True wins, then open."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def threshold(number: int, values: Iterator[Truth]) -> Truth:
    """At least so many: true or false as soon as the open ones cannot change it."""
    found = list(values)
    if sum(value is True for value in found) >= number:
        return True
    return None if sum(value is not False for value in found) >= number else False


def negation(value: Truth) -> Truth:
    """Kleene not."""
    return None if value is None else not value


@dataclass
class Evaluation:
    """What follows from the answers. `assume` names regimes taken to apply (examples, checks).

    `unasked` is what a condition over a question that is not asked is worth: False, except in the
    check that nothing holds merely because it was not asked.
    """

    pack: Pack
    answers: Answers
    on: date
    assume: frozenset[str] = frozenset()
    unasked: Truth = False
    _shown: dict[str, Truth] = field(default_factory=dict, repr=False)
    _terms: dict[str, Truth] = field(default_factory=dict, repr=False)
    _rules: dict[str, Truth] = field(default_factory=dict, repr=False)
    _regimes: dict[str, Truth] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        period = self.pack.law_state
        if (period.from_ and self.on < period.from_) or (period.until and self.on > period.until):
            raise DateError(
                f"the pack describes the law from {period.from_ or '...'} until {period.until or 'further notice'}; "
                f"{self.on} lies outside"
            )

    # -- truth -------------------------------------------------------------------------------

    def shown(self, question: str) -> Truth:
        """Whether the question is asked: True, False, or None while that still depends."""
        if question not in self._shown:
            when = self.pack.questions[question].when
            self._shown[question] = True if when is None else self.truth(when)
        return self._shown[question]

    def term(self, term: str) -> Truth:
        """The truth of a term."""
        if term not in self._terms:
            self._terms[term] = self.truth(self.pack.terms[term].if_)
        return self._terms[term]

    def conditions(self, rule: Rule) -> Truth:
        """The truth of a rule's own conditions, whether or not its regime applies."""
        if rule.id not in self._rules:
            self._rules[rule.id] = conjunction(
                value
                for value in (self.truth(rule.if_), *(negation(self.truth(exception.if_)) for exception in rule.unless))
            )
        return self._rules[rule.id]

    def rule(self, rule: str) -> Truth:
        """The truth of a rule, its regime included."""
        one = self.pack.rules[rule]
        return conjunction(iter((self.conditions(one), self.in_regime(one))))

    def in_regime(self, rule: Rule) -> Truth:
        """Whether the regime of the rule applies."""
        regime = self.pack.regime_of(rule)
        if regime.applies_if is None or regime.id in self.assume or not self.pack.is_bound(rule):
            return True
        if regime.id not in self._regimes:
            self._regimes[regime.id] = self.truth(regime.applies_if)
        return self._regimes[regime.id]

    def truth(self, condition: Condition) -> Truth:
        """The truth of a condition, compiled once and then run."""
        return compiled(condition)(self)

    # -- the interview ---------------------------------------------------------------------------

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are asked now, in reading order."""
        return tuple(question for question in self.pack.questions.values() if self.shown(question.id))

    def counts(self, question: str) -> bool:
        """Whether an answer to the question counts: it is asked and known."""
        return bool(self.shown(question)) and self.answers.known(question) is not None


# -- conditions as functions -----------------------------------------------------------------------

Compiled = Callable[[Evaluation], Truth]
_COMPILED: dict[int, tuple[Condition, Compiled]] = {}


def compiled(condition: Condition) -> Compiled:
    """The condition as a function of an evaluation; compiled once per condition object."""
    known = _COMPILED.get(id(condition))
    if known is None or known[0] is not condition:
        known = (condition, _compile(condition))
        _COMPILED[id(condition)] = known
    return known[1]


def _compile(condition: Condition) -> Compiled:
    match condition:
        case All(parts):
            functions = [_compile(part) for part in parts]
            return lambda evaluation: conjunction(function(evaluation) for function in functions)
        case Any_(parts):
            functions = [_compile(part) for part in parts]
            return lambda evaluation: disjunction(function(evaluation) for function in functions)
        case AtLeast(number, parts):
            functions = [_compile(part) for part in parts]
            return lambda evaluation: threshold(number, (function(evaluation) for function in functions))
        case Not(part):
            inner = _compile(part)
            return lambda evaluation: negation(inner(evaluation))
        case TermHolds(term):
            return lambda evaluation: evaluation.term(term)
        case RuleHolds(rule):
            return lambda evaluation: evaluation.conditions(evaluation.pack.rules[rule])
        case Is() | Between() | Answered() | AnyRow():
            return lambda evaluation: leaf_truth(evaluation, condition)


def leaf_truth(evaluation: Evaluation, leaf: Test) -> Truth:
    """The truth of a condition on one question."""
    shown = evaluation.shown(leaf.question)
    if shown is False:
        return evaluation.unasked
    value = evaluation.answers.known(leaf.question) if shown else None
    if value is None:
        return None
    if isinstance(value, DoesNotApply):
        return False
    if isinstance(leaf, AnyRow):
        return disjunction(row_truth(leaf, row) for row in (value.rows if isinstance(value, Table) else ()))
    return fits(leaf, value)


def row_truth(test: AnyRow, row: Mapping[str, Value]) -> Truth:
    """Whether one row of a table meets the test; an empty cell is open."""
    cells = ((cell, row.get(cell.question)) for cell in test.cells)
    return conjunction(None if value is None else fits(cell, value) for cell, value in cells)


def fits(leaf: Is | Between | Answered, value: Value) -> bool:
    """Whether a known value is what the test looks for."""
    match leaf:
        case Answered():
            return True
        case Is(_, options):
            return bool(set(options) & set(value)) if isinstance(value, tuple) else value in options
        case Between(_, at_least, at_most):
            low = at_least is None or value >= at_least  # type: ignore[operator]
            return bool(low and (at_most is None or value <= at_most))  # type: ignore[operator]


def questions_in(pack: Pack, condition: Condition, seen: set[str] | None = None) -> set[str]:
    """Every question on which a condition can depend, through terms, rules and `when`."""
    found: set[str] = set()
    seen = set() if seen is None else seen
    for leaf in leaves(condition):
        match leaf:
            case TermHolds(term):
                if f"term:{term}" not in seen:
                    seen.add(f"term:{term}")
                    found |= questions_in(pack, pack.terms[term].if_, seen)
            case RuleHolds(rule):
                if f"rule:{rule}" not in seen:
                    seen.add(f"rule:{rule}")
                    for part in rule_conditions(pack.rules[rule]):
                        found |= questions_in(pack, part, seen)
            case (
                Is(question=question)
                | Between(question=question)
                | Answered(question=question)
                | AnyRow(question=question)
            ):
                if f"question:{question}" not in seen:
                    seen.add(f"question:{question}")
                    found.add(question)
                    when = pack.questions[question].when
                    found |= questions_in(pack, when, seen) if when is not None else set()
    return found


def rule_conditions(rule: Rule) -> tuple[Condition, ...]:
    """The conditions of a rule: its `if` and each `unless`."""
    return (rule.if_, *(exception.if_ for exception in rule.unless))
