"""Which worked cases are most alike, and why: a count that anybody can repeat by hand.

Decisive questions are the closed ones (yes-no, one-of, several-of) on which a rule of a gate or a class rests,
directly or through terms, other rules and `when`. An answer counts if the question is asked and the answer is known.
Likeness is the share of one's own decisive answers that the case answers the same; several-of answers are the same
if exactly the same options are chosen. What is not known, on either side, is never the same. No answer weighs more
than another. Of equally alike cases those that differ in fewer answers come first, then by name.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.assess.answers import DoesNotApply
from app.assess.evaluation import questions_in, rule_conditions
from app.assess.findings import Result
from app.pack.model import Pack

CLOSED = ("yes-no", "one-of", "several-of")
LEAST_COMMON = 8  # decisive questions that both answer; with fewer nothing is said
DOES_NOT_APPLY = "does-not-apply"

Decided = Mapping[str, str | tuple[str, ...]]  # decisive question -> answer


@dataclass(frozen=True)
class Neighbour:
    """A case beside an assessment: which decisive answers are the same, which differ, on how many it is silent."""

    case: str
    equal: tuple[str, ...]  # questions; those with the answer that fewest cases give come first
    differ: tuple[str, ...]  # questions, in reading order
    silent: int

    @property
    def answers(self) -> int:
        """How many decisive answers were compared: equal, different, and those on which the case is silent."""
        return len(self.equal) + len(self.differ) + self.silent


@dataclass(frozen=True)
class Nearest:
    """The nearest cases, nearest first, and how many others are exactly as alike as the last of them."""

    neighbours: tuple[Neighbour, ...]
    as_alike: int


def decisive(pack: Pack) -> tuple[str, ...]:
    """The closed questions on which a gate or a class rests, in reading order."""
    found: set[str] = set()
    for rule in pack.rules.values():
        kind = pack.kind(rule.finding)
        if kind.gate or kind.classifies:
            for condition in rule_conditions(rule):
                found |= questions_in(pack, condition)
    return tuple(name for name, question in pack.questions.items() if name in found and question.kind in CLOSED)


class Neighbourhood:
    """The decisive answers of every case, prepared once; comparing then takes about a millisecond."""

    def __init__(self, pack: Pack, results: Mapping[str, Result]) -> None:
        self.questions = decisive(pack)
        self.decided: dict[str, Decided] = {name: self.decided_by(result) for name, result in results.items()}
        self._given = Counter(pair for decided in self.decided.values() for pair in decided.items())

    def decided_by(self, result: Result) -> Decided:
        """The decisive answers of a result."""
        found: dict[str, str | tuple[str, ...]] = {}
        for name in self.questions:
            value = result.answers.known(name)
            if value is not None and result.evaluation.shown(name):
                found[name] = DOES_NOT_APPLY if isinstance(value, DoesNotApply) else value  # type: ignore[assignment]
        return found

    def nearest(
        self, mine: Decided, number: int = 3, leave_out: str = "", least_common: int = LEAST_COMMON
    ) -> Nearest:
        """The cases most like these answers. `leave_out` is a case that is not compared, e.g. with itself."""
        compared = [self._compare(mine, case, theirs) for case, theirs in self.decided.items() if case != leave_out]
        alike = sorted(
            (one for one in compared if one.equal and len(one.equal) + len(one.differ) >= least_common),
            key=lambda one: (-len(one.equal), len(one.differ), one.case),
        )
        last = [_rank(one) for one in alike[:number]][-1:]
        return Nearest(tuple(alike[:number]), sum(_rank(one) in last for one in alike[number:]))

    def _compare(self, mine: Decided, case: str, theirs: Decided) -> Neighbour:
        common = [name for name in mine if name in theirs]
        equal = [name for name in common if mine[name] == theirs[name]]
        differ = tuple(name for name in common if mine[name] != theirs[name])
        equal.sort(key=lambda name: self._given[name, mine[name]])
        return Neighbour(case, tuple(equal), differ, len(mine) - len(common))


def _rank(one: Neighbour) -> tuple[int, int]:
    return len(one.equal), len(one.differ)
