"""A rule or a term as steps from question to question down to its conclusion, and the path that answers take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.assess.evaluation import Evaluation, Truth, negation
from app.assess.findings import Result, timing
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
from app.pack.model import Pack, Question, Rule, Term
from app.report.present import shortened, sources_text, timing_text, value_text
from app.report.reasons import wanted_text
from app.report.words import REPORT, word

Mark = Literal["", "yes", "no", "open"]  # empty where no answers are marked
ItemKind = Literal["question", "term", "rule", "regime", "all", "any", "at-least", "not-all", "none", "fewer"]
LONGEST_ANSWER = 110  # characters of an answer that a box shows; the page shows all of it elsewhere


@dataclass(frozen=True)
class Item:
    """Something that is so or not: a question with the answers that lead on, a named term, or several of them."""

    kind: ItemKind
    text: str
    on: str  # what leads on, e.g. "Yes"
    off: str  # what leads away, e.g. "No"
    mark: Mark = ""
    answer: str = ""  # what was answered, in words
    id: str = ""  # of the question, term or rule
    parts: tuple["Item", ...] = ()  # of several; of a term what it means, where it is opened for the first time

    @property
    def several(self) -> bool:
        """Whether it stands for several things that are listed."""
        return self.kind in ("all", "any", "at-least", "not-all", "none", "fewer")


@dataclass(frozen=True)
class Step:
    """One step of the main line: where it leads on, and where it leaves to the side."""

    role: Literal["condition", "exception", "regime"]
    item: Item
    down: str  # what leads down the main line
    side: str  # what leads to the side
    end: str  # what follows at the side
    sources: tuple[str, ...]  # of an exception
    mark: Mark  # whether the main line goes on here


@dataclass(frozen=True)
class Conclusion:
    """Where the main line ends."""

    label: str  # the kind of finding
    kind: str  # its id
    title: str
    sources: tuple[str, ...]
    timing: str
    mark: Mark


@dataclass(frozen=True)
class DecisionMap:
    """A rule or a term as a ladder of steps."""

    id: str
    title: str
    about: str
    is_rule: bool
    language: str
    steps: tuple[Step, ...]
    conclusion: Conclusion
    terms: tuple[str, ...]  # the terms and rules that it names, with maps of their own, in order

    @property
    def marked(self) -> bool:
        """Whether a path is marked."""
        return bool(self.conclusion.mark)


def decision_map(pack: Pack, part_id: str, result: Result | None = None) -> DecisionMap:
    """The map of a rule or a term, with the path of the answers of a result. Raises KeyError."""
    builder = _Builder(pack, result.evaluation if result else None)
    if part_id in pack.rules:
        return builder.rule(pack.rules[part_id])
    return builder.term(pack.terms[part_id])


class _Builder:
    """Walks conditions once; remembers which terms it has opened."""

    def __init__(self, pack: Pack, evaluation: Evaluation | None) -> None:
        self.pack, self.evaluation = pack, evaluation
        self.opened: set[str] = set()
        self.named: dict[str, None] = {}

    def word(self, key: str, **values: str) -> str:
        return word(key, self.pack.language, REPORT, **values)

    def rule(self, rule: Rule) -> DecisionMap:
        pack = self.pack
        steps = [self.step(part, self.word("map-not-met")) for part in _conjuncts(rule.if_)]
        for exception in rule.unless:
            item = self.item(exception.if_)
            sources = tuple(pack.cite(citation) for citation in exception.sources)
            mark = self.mark(exception.if_, negated=True)
            end = self.word("map-exception", because=exception.because)
            steps.append(Step("exception", item, item.off, item.on, end, sources, mark))
        named = tuple(self.named)
        regime = pack.regime_of(rule)
        if regime.applies_if is not None and pack.is_bound(rule):
            scope = regime.applies_if
            part = scope.term if isinstance(scope, TermHolds) else ""
            text = self.word("map-regime", regime=regime.title)
            item = Item("regime", text, self.word("yes"), self.word("no"), self.mark(scope), id=part)
            end = self.word("would-be", regime=regime.title)
            steps.append(Step("regime", item, item.on, item.off, end, (), item.mark))
        kind = pack.kind(rule.finding)
        when = timing_text(timing(pack, rule, self.evaluation.on if self.evaluation else pack.as_of), pack.language)
        truth = self.evaluation.rule(rule.id) if self.evaluation else None
        conclusion = Conclusion(
            kind.label, kind.id, rule.title, tuple(sources_text(pack, rule)), when, self.marked(truth)
        )
        return DecisionMap(
            rule.id, rule.title, rule.because, True, pack.language, tuple(steps), conclusion, named
        )

    def term(self, term: Term) -> DecisionMap:
        self.opened.add(term.id)
        steps = tuple(self.step(part, self.word("map-not-so")) for part in _conjuncts(term.if_))
        label, topic = self.word("map-term"), self.pack.topic_of(term.id)
        conclusion = Conclusion(label, "term", term.means, (), "", self.mark(term.if_))
        return DecisionMap(
            term.id, term.means, topic.title, False, self.pack.language, steps, conclusion, tuple(self.named)
        )

    def step(self, condition: Condition, end: str) -> Step:
        item = self.item(condition)
        return Step("condition", item, item.on, item.off, end, (), item.mark)

    # -- what is so or not ------------------------------------------------------------------------

    def item(self, condition: Condition, negated: bool = False) -> Item:
        """The condition, or its negation, as something that a reader can check."""
        match condition:
            case Not(part):
                return self.item(part, not negated)
            case All(parts):
                return self.group("not-all" if negated else "all", condition, parts, negated)
            case Any_(parts):
                return self.group("none" if negated else "any", condition, parts, negated)
            case AtLeast(number, parts):
                return self.group("fewer" if negated else "at-least", condition, parts, negated, number)
            case TermHolds(term):
                return self.named_part("term", term, self.pack.terms[term].means, condition, negated)
            case RuleHolds(rule):
                text = self.word("rule-holds", title=self.pack.rules[rule].title)
                return self.named_part("rule", rule, text, condition, negated)
            case Is() | Between() | Answered() | AnyRow():
                return self.question(condition, negated)

    def group(
        self, kind: ItemKind, condition: Condition, parts: tuple[Condition, ...], negated: bool, number: int = 0
    ) -> Item:
        values = {"number": str(number)}
        return Item(
            kind,
            self.word(f"map-{kind}", **values),
            self.word(f"map-{kind}-on", **values),
            self.word(f"map-{kind}-off", **values),
            self.mark(condition, negated),
            parts=tuple(self.item(part) for part in parts),
        )

    def named_part(
        self, kind: ItemKind, part: str, text: str, condition: TermHolds | RuleHolds, negated: bool
    ) -> Item:
        self.named[part] = None
        inside: tuple[Item, ...] = ()
        if kind == "term" and part not in self.opened:
            self.opened.add(part)
            known = dict(self.named)
            inside = tuple(self.item(one) for one in _conjuncts(self.pack.terms[part].if_))
            self.named = known  # what an opened term names belongs to the map of that term
        on, off = self.word("yes"), self.word("no")
        if negated:
            on, off = off, on
        return Item(kind, text, on, off, self.mark(condition, negated), id=part, parts=inside)

    def question(self, test: Test, negated: bool) -> Item:
        question = self.pack.questions[test.question]
        on, off = self.refusals(question, test) if negated else self.answers(question, test)
        answer = self.given(question) if self.evaluation else ""
        return Item("question", question.ask, on, off, self.mark(test, negated), answer, question.id)

    def given(self, question: Question) -> str:
        """What was answered, in words; that it is not asked, where it is not."""
        assert self.evaluation is not None
        if self.evaluation.shown(question.id) is False:
            return self.word("not-asked")
        answer = self.evaluation.answers.get(question.id)
        return shortened(value_text(question, answer.value if answer else None, self.pack.language), LONGEST_ANSWER)

    def answers(self, question: Question, test: Test) -> tuple[str, str]:
        """The answers that make the test true, and those that do not."""
        language = self.pack.language
        if isinstance(test, Answered):
            return self.word("map-answered"), self.word("unanswered")
        wanted = wanted_text(question, test, language)
        if not isinstance(test, Is):
            return wanted, self.word("map-otherwise")
        if question.kind == "yes-no":
            others = [value_text(question, one, language) for one in ("yes", "no") if one not in test.options]
            return wanted, " / ".join(others) or self.word("map-otherwise")
        others = [text for option, text in question.options.items() if option not in test.options]
        if question.kind == "several-of":
            contains = self.word("map-contains" if len(test.options) == 1 else "map-contains-one", options=wanted)
            return contains, self.word("map-contains-not")
        return wanted, others[0] if len(others) == 1 else self.word("map-otherwise")

    def refusals(self, question: Question, test: Test) -> tuple[str, str]:
        """The answers that make the test false, and those that make it true: its negation is what counts."""
        on, off = self.answers(question, test)
        if not isinstance(test, Is) or question.kind == "yes-no":
            return off, on
        wanted = wanted_text(question, test, self.pack.language)
        if question.kind == "several-of":
            return self.word("map-contains-none", options=wanted), self.word("map-contains-some")
        return self.word("map-any-but", options=wanted), wanted

    # -- truth ------------------------------------------------------------------------------------

    def mark(self, condition: Condition, negated: bool = False) -> Mark:
        if self.evaluation is None:
            return ""
        truth = self.evaluation.truth(condition)
        return self.marked(negation(truth) if negated else truth)

    def marked(self, truth: Truth) -> Mark:
        if self.evaluation is None:
            return ""
        return "open" if truth is None else "yes" if truth else "no"


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    """What must all be so, one after another: nested conjunctions are one ladder."""
    match condition:
        case All(parts):
            for part in parts:
                yield from _conjuncts(part)
        case Not(Not(part)):
            yield from _conjuncts(part)
        case Not(Any_(parts)):
            for part in parts:
                yield from _conjuncts(Not(part))
        case _:
            yield condition
