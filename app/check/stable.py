"""Proof that nothing holds merely because a question was not asked, part by part.

A condition is *stable* where it is as true as before when unasked questions are left open instead of
counting as false. "all", "any", "at least" and "not" keep stability (a "not" of what is stably false is
stably true), so most conditions are proved by their shape alone. A negated question proves stable where
its neighbours guarantee that it is asked. A term whose shape proves nothing is searched by itself, once;
only a rule that this does not settle is searched as a whole.
"""

from collections.abc import Iterator

from app.assess.evaluation import Evaluation, rule_conditions
from app.check.search import Goal, TooWide, Values, goal_of_condition, goal_of_rule, paths
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
)
from app.pack.model import Pack, Rule

Given = frozenset[Condition]  # stably true, or at least not false, wherever the part in hand matters


class Stability:
    """Which conditions are stable where they are true, and where they are false."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.values = Values(pack)
        self._known: dict[tuple[str, bool, Given], bool] = {}

    def unstable(self, rule: Rule) -> Evaluation | None:
        """Answers on which the rule holds only because something was not asked. Raises TooWide."""
        if self._stable(_as_one(rule), True):
            return None
        return self._search(goal_of_rule(rule), True)

    def _stable(self, condition: Condition, wanted: bool, given: Given = frozenset()) -> bool:
        match condition:
            case All(parts):
                return self._all_true(parts, given) if wanted else self._all_false(parts, given)
            case Any_(parts) | AtLeast(_, parts):
                return all(self._stable(part, wanted, given) for part in parts)
            case Not(part):
                return self._stable(part, not wanted, given)
            case TermHolds(term):
                return self._named(f"term:{term}", self.pack.terms[term].if_, wanted, given)
            case RuleHolds(name):
                return self._named(f"rule:{name}", _as_one(self.pack.rules[name]), wanted, given)
        when = self.pack.questions[condition.question].when
        return when is None or (wanted or self._implied(when, given)) and self._stable(when, True, given)

    def _all_true(self, parts: tuple[Condition, ...], given: Given) -> bool:
        """Where all hold, each may lean on the others that are proved."""
        left, before = list(parts), -1
        while left and len(left) != before:
            before = len(left)
            for part in list(left):
                if self._stable(part, True, given):
                    given |= frozenset(self._spread(part))
                    left.remove(part)
        return not left

    def _all_false(self, parts: tuple[Condition, ...], given: Given) -> bool:
        """Where not all hold, the first that fails may lean on those before it, which do not fail."""
        for part in parts:
            if not self._stable(part, False, given):
                return False
            if self._stable(part, True, given):
                given |= frozenset(self._spread(part))
        return True

    def _named(self, name: str, inner: Condition, wanted: bool, given: Given) -> bool:
        key = (name, wanted, given)
        if key not in self._known:
            self._known[key] = self._stable(inner, wanted, given) or (
                not given
                and self._proved(goal_of_condition(inner), wanted)
                or bool(given)
                and self._named(name, inner, wanted, frozenset())
            )
        return self._known[key]

    def _spread(self, condition: Condition) -> Iterator[Condition]:
        """The condition and everything that must hold with it."""
        yield condition
        match condition:
            case All(parts):
                for part in parts:
                    yield from self._spread(part)
            case TermHolds(term):
                yield from self._spread(self.pack.terms[term].if_)
            case Is() | Between() | Answered() | AnyRow():  # what is answered was asked
                when = self.pack.questions[condition.question].when
                if when is not None:
                    yield from self._spread(when)

    def _implied(self, condition: Condition, given: Given) -> bool:
        """Whether the condition cannot be false where everything given holds or is open."""
        if condition in given:
            return True
        match condition:
            case All(parts):
                return all(self._implied(part, given) for part in parts)
            case Any_(parts):
                return any(self._implied(part, given) for part in parts)
            case TermHolds(term):
                return bool(given) and self._implied(self.pack.terms[term].if_, given)
        return False

    def _proved(self, goal: Goal, wanted: bool) -> bool:
        try:
            return self._search(goal, wanted) is None
        except TooWide:
            return False

    def _search(self, goal: Goal, wanted: bool) -> Evaluation | None:
        for evaluation in paths(self.pack, self.values, goal, wanted):
            strict = Evaluation(self.pack, evaluation.answers, evaluation.on, evaluation.assume, unasked=None)
            if goal.truth(strict) is None:
                return evaluation
        return None


def _as_one(rule: Rule) -> Condition:
    first, *exceptions = rule_conditions(rule)
    return All((first, *(Not(one) for one in exceptions)))
