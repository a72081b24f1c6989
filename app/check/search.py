"""Search over answers: only the questions that can still decide are tried, so paths stay few."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations

from app.assess.answers import Answer, Answers, Value
from app.assess.evaluation import Evaluation, Truth, rule_conditions
from app.pack.condition import Between, Is, leaves
from app.pack.model import Pack, Question

MAX_NODES = 60_000  # evaluations of one search; beyond it the search says that it proved nothing


class TooWide(Exception):
    """The search was given up; nothing is proved."""


class Values:
    """The values of a question that can make a difference to some condition of the pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.limits: dict[str, set[float | str]] = {}
        self.tested: dict[str, set[str]] = {}
        for question in pack.questions.values():
            self._note(question.when)
        for term in pack.terms.values():
            self._note(term.if_)
        for rule in pack.rules.values():
            for condition in rule_conditions(rule):
                self._note(condition)

    def _note(self, condition: object) -> None:
        if condition is None:
            return
        for leaf in leaves(condition):  # type: ignore[arg-type]
            if isinstance(leaf, Between):
                limits = {limit for limit in (leaf.at_least, leaf.at_most) if limit is not None}
                self.limits.setdefault(leaf.question, set()).update(limits)
            elif isinstance(leaf, Is):
                self.tested.setdefault(leaf.question, set()).update(leaf.options)

    def of(self, question: Question) -> list[Value]:
        """Every value worth trying."""
        match question.kind:
            case "yes-no":
                return ["yes", "no"]
            case "one-of":
                return self._options(question)
            case "several-of":
                options = self._options(question)
                pairs = combinations(self.tested.get(question.id, ()), 2)
                return [(), *((option,) for option in options), *(tuple(sorted(pair)) for pair in pairs)]  # type: ignore[misc]
            case "number":
                around = {float(limit) + step for limit in self.limits.get(question.id, ()) for step in (-1, 0, 1)}
                return sorted(around) or [0.0]
            case "date":
                days = {date.fromisoformat(str(limit)) for limit in self.limits.get(question.id, ())}
                return sorted((day + timedelta(step)).isoformat() for day in days for step in (-1, 0, 1)) or ["2026-01-01"]
        return ["text"]

    def _options(self, question: Question) -> list[Value]:
        """The options that some condition tests, and one that none does."""
        tested = self.tested.get(question.id, set())
        rest = [option for option in question.options if option not in tested]
        return [*(option for option in question.options if option in tested), *rest[:1]]


Target = Callable[[Evaluation], Truth]
Deciders = Callable[[Evaluation], tuple[str, ...]]


def paths(pack: Pack, values: Values, on: date, target: Target, deciders: Deciders, wanted: bool | None = None) -> Iterator[Evaluation]:
    """Every way to settle the target: answers to the deciding questions, one at a time.

    With `wanted`, only settled states of that truth. Raises TooWide after MAX_NODES evaluations.
    """
    regimes = frozenset(regime.id for regime in pack.regimes)
    nodes = 0
    stack = [Answers()]
    while stack:
        answers = stack.pop()
        evaluation = Evaluation(pack, answers, on, assume=regimes)
        nodes += 1
        if nodes > MAX_NODES:
            raise TooWide
        truth = target(evaluation)
        if truth is not None:
            if wanted is None or truth is wanted:
                yield evaluation
            continue
        question = pack.questions[deciders(evaluation)[0]]
        stack += [Answers({**answers, question.id: Answer(value)}) for value in reversed(values.of(question))]
