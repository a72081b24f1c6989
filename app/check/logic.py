"""Logic: every question can be shown, every rule can hold and fail, nothing contradicts."""

from collections.abc import Iterator
from itertools import combinations

from app.assess.answers import plain_value
from app.assess.evaluation import Evaluation, questions_in, rule_conditions
from app.check.exclusive import exclude_each_other
from app.check.names import at
from app.check.search import Goal, TooWide, Values, goal_of_both, goal_of_condition, goal_of_rule, paths
from app.check.stable import Stability
from app.pack.condition import Test, leaves
from app.pack.load import Packs
from app.pack.model import Pack, Rule
from app.pack.problem import Problem

UNPROVED = "not proved, there are too many cases; say it in the conditions themselves"


def _given(evaluation: Evaluation) -> str:
    return ", ".join(f"{name}: {plain_value(answer.value)}" for name, answer in evaluation.answers.items())


def _reachable(pack: Pack, values: Values, goal: Goal, wanted: bool) -> Evaluation | None | bool:
    """A state in which the goal is settled as wanted; None if there is none; True where the search gave up."""
    try:
        return next(paths(pack, values, goal, wanted), None)
    except TooWide:
        return True


def questions_can_be_shown(packs: Packs) -> Iterator[Problem]:
    """Some answers show every question."""
    pack = packs.source
    values = Values(pack)
    for question in pack.questions.values():
        if question.when is not None and not _reachable(pack, values, goal_of_condition(question.when), True):
            yield at(
                pack, f"question:{question.id}", f"question {question.id} is never asked: nothing makes its `when` true"
            )


def questions_are_used(packs: Packs) -> Iterator[Problem]:
    """A question serves a rule, a term, another question, or says that it is for the report."""
    pack = packs.source
    used: set[str] = set()
    conditions = [question.when for question in pack.questions.values() if question.when is not None]
    conditions += [term.if_ for term in pack.terms.values()]
    conditions += [part for rule in pack.rules.values() for part in rule_conditions(rule)]
    if pack.impact:
        conditions += [right.concerned_if for right in pack.impact.rights]
        conditions += [right.gate_if for right in pack.impact.rights if right.gate_if is not None]
        conditions += [driver.if_ for driver in pack.impact.drivers.values()]
    conditions += [regime.applies_if for regime in pack.regimes if regime.applies_if is not None]
    for condition in conditions:
        used |= {leaf.question for leaf in leaves(condition) if isinstance(leaf, Test)}
    used |= {rule.clock.starts for rule in pack.rules.values() if rule.clock}
    for question in pack.questions.values():
        if question.id not in used and question.for_ is None:
            yield at(
                pack,
                f"question:{question.id}",
                f"nothing uses question {question.id}; if it is only printed, say `for: report`",
            )


def questions_say_what_settles_them(packs: Packs) -> Iterator[Problem]:
    """Every question on which a rule depends says whether its answer is a fact or a choice."""
    pack = packs.source
    conditions = [part for rule in pack.rules.values() for part in rule_conditions(rule)]
    conditions += [regime.applies_if for regime in pack.regimes if regime.applies_if is not None]
    decisive = set().union(*(questions_in(pack, condition) for condition in conditions))
    for question in pack.questions.values():
        if question.id in decisive and question.settled_by is None:
            message = f"question {question.id} decides a rule: say `settled-by: fact`, `design` or `safeguard`"
            yield at(pack, f"question:{question.id}", message)


def rules_can_hold_and_fail(packs: Packs) -> Iterator[Problem]:
    """Some answers make every rule hold, some make it fail (exhaustive search, see search.py)."""
    pack = packs.source
    values = Values(pack)
    for rule in pack.rules.values():
        for wanted, says in ((True, "never holds"), (False, "holds whatever is answered")):
            if not _reachable(pack, values, goal_of_rule(rule), wanted):
                yield at(pack, f"rule:{rule.id}", f"rule {rule.id} {says}")


def nothing_holds_because_unasked(packs: Packs) -> Iterator[Problem]:
    """Where a rule holds, it still holds when conditions over unasked questions are left open (see stable.py)."""
    pack = packs.source
    stability = Stability(pack)
    for rule in pack.rules.values():
        try:
            found = stability.unstable(rule)
        except TooWide:
            yield at(
                pack, f"rule:{rule.id}", f"whether rule {rule.id} rests on a question that is not asked: {UNPROVED}"
            )
            continue
        if found:
            yield at(
                pack, f"rule:{rule.id}", f"rule {rule.id} rests on a question that is not asked when {_given(found)}"
            )


def exclusive_rules(packs: Packs) -> Iterator[Problem]:
    """Rules that exclude each other never hold on the same answers."""
    pack = packs.source
    values = Values(pack)
    for topic in pack.topics.values():
        for left, right in sorted(_pairs(pack, topic.rules, topic.exclusive)):
            if exclude_each_other(pack, pack.rules[left], pack.rules[right]):
                continue
            both = _reachable(pack, values, goal_of_both(pack.rules[left], pack.rules[right]), True)
            if both is True:
                yield at(pack, f"rule:{right}", f"whether rules {left} and {right} exclude each other: {UNPROVED}")
            if isinstance(both, Evaluation):
                yield at(pack, f"rule:{right}", f"rules {left} and {right} both hold when {_given(both)}")


def _pairs(pack: Pack, rules: tuple[Rule, ...], exclusive: tuple[tuple[str, ...], ...]) -> set[tuple[str, str]]:
    pairs = {pair for group in exclusive for pair in combinations(group, 2)}
    for one, other in combinations(rules, 2):
        kinds = pack.kind(one.finding), pack.kind(other.finding)
        excluded = kinds[1].id in kinds[0].excludes or kinds[0].id in kinds[1].excludes
        if excluded and shares_question(one, other):
            pairs.add((one.id, other.id))
    return pairs


def shares_question(one: Rule, other: Rule) -> bool:
    """Whether two rules test the same question directly (only then are they about one thing)."""
    tested = [
        {leaf.question for condition in rule_conditions(rule) for leaf in leaves(condition) if isinstance(leaf, Test)}
        for rule in (one, other)
    ]
    return bool(tested[0] & tested[1])
