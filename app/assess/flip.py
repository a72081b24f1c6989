"""What would have to change: the smallest sets of questions whose other answers turn a finding round.

A search that follows the conditions. Where a finding is not as wanted, some part of its conditions is not;
every set of answers that turns it contains a step that settles such a part. So the sets are found by taking
those steps one after the other, fewest questions first, and by evaluating the rule after each. A set that
contains a smaller one is left out. Every set is therefore verified, and none up to `searched` questions is missed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.assess.answers import Answer, Answers, Value
from app.assess.evaluation import Evaluation, leaf_truth, rule_conditions
from app.assess.steps import Choices, Choose, Step, changed
from app.pack.condition import All, Any_, AtLeast, Condition, Not, RuleHolds, TermHolds, Test, leaves
from app.pack.model import Pack, Question, Rule

ENOUGH = 4  # questions: larger sets are only looked for while no smaller one is found
MAX_STATES = 800  # evaluations of one search; beyond it larger sets are not looked for
State = frozenset[Step]


@dataclass(frozen=True)
class Change:
    """Another answer to one question: any of `values`."""

    question: Question
    now: Value | None  # None where nobody has answered, or the answer is not known yet
    values: tuple[Value, ...]

    @property
    def answered(self) -> bool:
        """Whether somebody's answer would have to be another; else a missing answer is given."""
        return self.now is not None


@dataclass(frozen=True)
class Flip:
    """A smallest set of changes that together turn the finding."""

    changes: tuple[Change, ...]

    @property
    def facts(self) -> tuple[Change, ...]:
        """The changes that nobody can bring about by wishing: they make it another system, or another law."""
        return tuple(change for change in self.changes if change.question.settled_by in (None, "fact"))

    @property
    def choices(self) -> tuple[Change, ...]:
        """The changes that can be built or arranged."""
        return tuple(change for change in self.changes if change not in self.facts)

    def apply(self, answers: Answers) -> Answers:
        """The answers after the changes; of several values the first."""
        return Answers({**answers, **{one.question.id: Answer(one.values[0]) for one in self.changes}})


@dataclass(frozen=True)
class Flips:
    """Every smallest set that makes a rule hold, or not hold."""

    rule: Rule
    holds: bool  # what the sets lead to
    sets: tuple[Flip, ...]
    searched: int  # sets of at most so many questions are all here
    complete: bool  # whether larger sets are excluded too


def flips(
    pack: Pack, answers: Answers, evaluation: Evaluation, rule: Rule, holds: bool, most: int = MAX_STATES
) -> Flips:
    """The smallest sets of changes after which the rule holds, or after which it does not; none if it already is so.

    `most`: how many questions a set may have.
    """
    return _Search(pack, answers, evaluation, rule, holds).result(most)


class _Search:
    def __init__(self, pack: Pack, answers: Answers, evaluation: Evaluation, rule: Rule, holds: bool) -> None:
        self.pack, self.answers, self.before, self.rule, self.holds = pack, answers, evaluation, rule, holds
        regime = pack.regime_of(rule)
        bound = regime.applies_if is not None and pack.is_bound(rule) and regime.id not in evaluation.assume
        self.parts: tuple[tuple[Condition, bool], ...] = (
            (rule.if_, True),
            *((exception.if_, False) for exception in rule.unless),
            *(((regime.applies_if, True),) if bound else ()),
        )
        self.choices = Choices(_tests(pack, (condition for condition, _ in self.parts)))

    def result(self, most: int) -> Flips:
        """Search by number of questions, smallest first, up to the most that a set may have."""
        levels: list[dict[State, None]] = [{frozenset(): None}]
        found: list[State] = []
        evaluated = size = 0
        complete = True
        while size < len(levels) and complete:
            if size > most or size > ENOUGH and found:
                complete = False
                break
            here: list[State] = []
            waiting = list(levels[size])
            for state in waiting:
                if self._contains_smaller(state, found, here):
                    continue
                evaluated += 1
                if evaluated > MAX_STATES:
                    complete = False
                    break
                evaluation = self._evaluate(state)
                if evaluation.rule(self.rule.id) is self.holds:
                    here.append(state)
                    continue
                for step in self._steps(evaluation, state):
                    after = state | {step}
                    level = len(_questions(after))
                    levels += [{} for _ in range(level + 1 - len(levels))]
                    if after not in levels[level]:
                        levels[level][after] = None
                        waiting += [after] if level == size else []
            else:
                found += [one for one in here if not any(other < one for other in here)]
                size += 1
        sets = () if found == [frozenset()] else tuple(self._merged(found))
        return Flips(self.rule, self.holds, sets, size - 1, complete)

    def _contains_smaller(self, state: State, found: list[State], here: list[State]) -> bool:
        questions = _questions(state)
        return any(_questions(one) <= questions for one in found) or any(one <= state for one in here)

    def _evaluate(self, state: State) -> Evaluation:
        answers = changed(self.pack.questions, self.answers, state)
        return Evaluation(self.pack, answers, self.before.on, self.before.assume)

    # -- the steps that settle a condition ---------------------------------------------------------

    def _steps(self, evaluation: Evaluation, state: State) -> Iterable[Step]:
        """Steps of which every set that contains the state contains at least one."""
        return _Walk(self.pack, evaluation, self.choices, state).rule(self.parts, self.holds)

    # -- alternatives together -----------------------------------------------------------------------

    def _merged(self, found: list[State]) -> Iterator[Flip]:
        """The sets, those that differ in the value of one question only as one."""
        boxes: list[dict[str, tuple[Value, ...]]] = []
        for state in found:
            answers = changed(self.pack.questions, self.answers, state)
            box: dict[str, tuple[Value, ...]] = {name: (answers[name].value,) for name in _questions(state)}
            for step in state:
                if isinstance(step, Choose):
                    alike = self.choices.alike(self.pack.questions[step.question])
                    box[step.question] = next(values for values in alike if step.value in values)
            for name in [name for name, values in box.items() if values == ((),)]:
                box[name] = self._instead_of_nothing(answers, name)
            boxes.append(box)
        order = list(self.pack.questions)
        for box in _joined(boxes):
            names = sorted(box, key=order.index)
            yield Flip(
                tuple(Change(self.pack.questions[name], self.answers.known(name), tuple(box[name])) for name in names)
            )


    def _instead_of_nothing(self, answers: Answers, name: str) -> tuple[Value, ...]:
        """Single options that do what an empty answer does; the empty one only where there is none."""
        found: list[Value] = []
        for option in self.pack.questions[name].options:
            other = Answers({**answers, name: Answer((option,))})
            evaluation = Evaluation(self.pack, other, self.before.on, self.before.assume)
            found += [(option,)] if evaluation.rule(self.rule.id) is self.holds else []
        return tuple(found) or ((),)


class _Walk:
    """The steps that settle conditions as wanted, from one state on."""

    def __init__(self, pack: Pack, evaluation: Evaluation, choices: Choices, state: State) -> None:
        self.pack, self.evaluation, self.choices, self.state = pack, evaluation, choices, state
        self._known: dict[tuple[int, bool], tuple[Step, ...]] = {}

    def joint(self, parts: Iterable[tuple[Condition, bool]]) -> tuple[Step, ...]:
        """All parts must come out so: the steps for one that does not yet, the one with the fewest."""
        failing = [self.steps(part, wanted) for part, wanted in self._failing(parts)]
        return min(failing, key=len, default=())

    def either(self, parts: Iterable[tuple[Condition, bool]]) -> tuple[Step, ...]:
        """Some part must come out so: the steps for each that does not yet."""
        steps = (step for part, wanted in self._failing(parts) for step in self.steps(part, wanted))
        return tuple(dict.fromkeys(steps))

    def _failing(self, parts: Iterable[tuple[Condition, bool]]) -> Iterator[tuple[Condition, bool]]:
        return ((part, wanted) for part, wanted in parts if self.evaluation.truth(part) is not wanted)

    def steps(self, condition: Condition, wanted: bool) -> tuple[Step, ...]:
        """The steps for a condition that is not yet as wanted."""
        key = id(condition), wanted
        if key not in self._known:
            self._known[key] = self._found(condition, wanted)
        return self._known[key]

    def _found(self, condition: Condition, wanted: bool) -> tuple[Step, ...]:
        match condition:
            case All(parts):
                return (self.joint if wanted else self.either)((part, wanted) for part in parts)
            case Any_(parts):
                return (self.either if wanted else self.joint)((part, wanted) for part in parts)
            case AtLeast(_, parts):  # more of them must come out so
                return self.either((part, wanted) for part in parts)
            case Not(part):
                return self.steps(part, not wanted)
            case TermHolds(term):
                return self.steps(self.pack.terms[term].if_, wanted)
            case RuleHolds(rule):
                first, *exceptions = rule_conditions(self.pack.rules[rule])
                return self.rule([(first, True), *((one, False) for one in exceptions)], wanted)
        return self._test(condition, wanted)

    def rule(self, parts: Iterable[tuple[Condition, bool]], wanted: bool) -> tuple[Step, ...]:
        """The steps for a rule, given what each of its parts must be for it to hold."""
        return self.joint(parts) if wanted else self.either((part, not truth) for part, truth in parts)

    def _test(self, test: Test, wanted: bool) -> tuple[Step, ...]:
        question = self.pack.questions[test.question]
        shown = self.evaluation.shown(question.id)
        steps: list[Step] = []
        if question.when is not None and not wanted:  # a question that is not asked meets no test
            steps += self.steps(question.when, False)
        if question.when is not None and shown is not True and (wanted or shown is None):
            steps += self.steps(question.when, True)
        if shown is True and leaf_truth(self.evaluation, test) is not wanted:
            steps += self.choices.settle(question, test, wanted, self.state)
        return tuple(dict.fromkeys(steps))


def _questions(state: State) -> frozenset[str]:
    return frozenset(step.question for step in state)


def _tests(pack: Pack, conditions: Iterable[Condition]) -> list[Test]:
    """Every test on which the conditions can depend, through terms, rules and `when`."""
    found: dict[Test, None] = {}
    waiting, seen = list(conditions), set()
    while waiting:
        for leaf in leaves(waiting.pop()):
            if leaf in seen:
                continue
            seen.add(leaf)
            match leaf:
                case TermHolds(term):
                    waiting.append(pack.terms[term].if_)
                case RuleHolds(rule):
                    waiting += rule_conditions(pack.rules[rule])
                case _:
                    found[leaf] = None
                    when = pack.questions[leaf.question].when
                    waiting += [when] if when is not None else []
    return list(found)


def _joined(boxes: list[dict[str, tuple[Value, ...]]]) -> list[dict[str, tuple[Value, ...]]]:
    """Boxes that differ in one question become one, as long as there are such."""
    done: list[dict[str, tuple[Value, ...]]] = []
    for box in boxes:
        while other := next((one for one in done if _one_apart(one, box)), None):
            done.remove(other)
            box = {name: (*other[name], *(one for one in box[name] if one not in other[name])) for name in other}
        done.append(box)
    return done


def _one_apart(one: dict[str, tuple[Value, ...]], other: dict[str, tuple[Value, ...]]) -> bool:
    return one.keys() == other.keys() and sum(not _same(one[name], other[name]) for name in one) <= 1


def _same(one: tuple[Value, ...], other: tuple[Value, ...]) -> bool:
    return len(one) == len(other) and all(value in other for value in one)
