"""Search over answers: only the questions that can still decide are tried, so paths stay few."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from app.assess.answers import Answer, Answers, Table, Value
from app.assess.evaluation import Evaluation, Truth, conjunction, rule_conditions
from app.assess.explain import deciding_condition, deciding_rule
from app.pack.condition import Answered, AnyRow, Between, Condition, Is, leaves
from app.pack.model import Pack, Question, Rule

MAX_NODES = 15_000  # evaluations of one search; beyond it the search says that it proved nothing


class TooWide(Exception):
    """The search was given up; nothing is proved."""


class Values:
    """The values of a question that can make a difference to some condition of the pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.limits: dict[str, set[float | str]] = {}
        self.tested: dict[str, set[str]] = {}
        self.rows: dict[str, dict[AnyRow, None]] = {}
        for question in pack.questions.values():
            self._note(question.when)
        for term in pack.terms.values():
            self._note(term.if_)
        for rule in pack.rules.values():
            for condition in rule_conditions(rule):
                self._note(condition)

    def _note(self, condition: Condition | None) -> None:
        for leaf in leaves(condition) if condition is not None else ():
            if isinstance(leaf, Between):
                limits = {limit for limit in (leaf.at_least, leaf.at_most) if limit is not None}
                self.limits.setdefault(leaf.question, set()).update(limits)
            elif isinstance(leaf, AnyRow):
                self.rows.setdefault(leaf.question, {})[leaf] = None
            elif isinstance(leaf, Is):
                self.tested.setdefault(leaf.question, set()).update(leaf.options)

    def of(self, question: Question) -> list[Value]:
        """Every value worth trying."""
        found: list[Value] = []
        match question.kind:
            case "yes-no":
                found += ["yes", "no"]
            case "one-of":
                found += self._options(question)
            case "several-of":
                options = self._options(question)
                pairs = combinations([option for option in options if option in self.tested.get(question.id, ())], 2)
                found += [(), *[(option,) for option in options], *pairs]
            case "number":
                found += sorted(
                    {float(limit) + step for limit in self.limits.get(question.id, ()) for step in (-1, 0, 1)}
                ) or [0.0]
            case "date":
                days = {date.fromisoformat(str(limit)) for limit in self.limits.get(question.id, ())}
                found += sorted((day + timedelta(step)).isoformat() for day in days for step in (-1, 0, 1)) or [
                    "2026-01-01"
                ]
            case "text":
                found += ["text"]
            case "table":
                rows = [
                    {cell.question: _meets(cell) for cell in wanted.cells} for wanted in self.rows.get(question.id, ())
                ]
                found += [Table(()), *(Table((row,)) for row in rows), *([Table(tuple(rows))] if len(rows) > 1 else [])]
        return found

    def _options(self, question: Question) -> list[str]:
        """The options that some condition tests, and one that none does."""
        tested = self.tested.get(question.id, set())
        rest = [option for option in question.options if option not in tested]
        return [*(option for option in question.options if option in tested), *rest[:1]]


def _meets(cell: Is | Between | Answered) -> Value:
    """A value of a cell that meets the test."""
    match cell:
        case Is(_, options):
            return options[0]
        case Between(_, at_least, at_most):
            return float(at_least if at_least is not None else at_most or 0)
    return "text"


@dataclass(frozen=True)
class Goal:
    """Something that can be true, false or open, and the questions that decide it while it is open."""

    truth: Callable[[Evaluation], Truth]
    deciders: Callable[[Evaluation], tuple[str, ...]]


def goal_of_rule(rule: Rule) -> Goal:
    """The conditions of a rule, whether or not its regime applies."""
    return Goal(lambda evaluation: evaluation.conditions(rule), lambda evaluation: deciding_rule(evaluation, rule))


def goal_of_condition(condition: Condition) -> Goal:
    """Any condition."""
    return Goal(
        lambda evaluation: evaluation.truth(condition), lambda evaluation: deciding_condition(evaluation, condition)
    )


def goal_of_both(one: Rule, other: Rule) -> Goal:
    """Both rules at once."""
    goals = goal_of_rule(one), goal_of_rule(other)
    return Goal(
        lambda evaluation: conjunction(goal.truth(evaluation) for goal in goals),
        lambda evaluation: next(found for goal in goals if (found := goal.deciders(evaluation))),
    )


def paths(pack: Pack, values: Values, goal: Goal, wanted: bool | None = None) -> Iterator[Evaluation]:
    """Every way to settle the goal: answers to the deciding questions, one at a time.

    With `wanted`, only the ways that settle it so. Every regime is taken to apply.
    Raises TooWide after MAX_NODES evaluations.
    """
    regimes = frozenset(regime.id for regime in pack.regimes)
    day = pack.law_state.from_ or pack.as_of
    nodes = 0
    stack = [Answers()]
    while stack:
        answers = stack.pop()
        evaluation = Evaluation(pack, answers, day, assume=regimes)
        nodes += 1
        if nodes > MAX_NODES:
            raise TooWide
        truth = goal.truth(evaluation)
        if truth is not None:
            if wanted is None or truth is wanted:
                yield evaluation
            continue
        question = pack.questions[goal.deciders(evaluation)[0]]
        if question.id in answers:
            continue  # open because of an empty cell of a table: no answer of another question settles it
        stack += [Answers({**answers, question.id: Answer(value)}) for value in reversed(values.of(question))]
