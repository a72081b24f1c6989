"""What follows from answers: findings with their status in time, and the legal position."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from app.assess.answers import Answers
from app.assess.evaluation import Evaluation, Truth
from app.assess.explain import deciding, support
from app.assess.impact import ImpactAssessment
from app.pack.model import (
    Exception_,
    FindingKind,
    Pack,
    Question,
    Regime,
    Rule,
    Section,
    SourceStatus,
)

Status = Literal["holds", "open", "does-not-hold"]
CLASSIFIES = "classifies"  # the finding kind that says how the law sees a system, and threatens nothing
STOP = "stop"  # what a kind of finding calls for when no measure makes the use lawful
CONTRADICTION = "contradiction"  # the finding kind that is shown beside the answers it rests on


@dataclass(frozen=True)
class Timing:
    """When a rule applies, seen from a date, and how sure its sources are."""

    when: Literal["applies-now", "applies-from", "no-longer"]
    from_: date | None
    until: date | None
    status: SourceStatus
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Deadline:
    """When a legal period ends: counted from the day that was answered, else from the day of evaluation."""

    starts: date
    known: bool  # whether the day on which it starts was answered
    ends: date
    extended: date | None


@dataclass(frozen=True)
class Finding:
    """What a rule concludes here: holds, open or does not hold. Its reasons are computed when somebody asks."""

    rule: Rule
    kind: FindingKind
    status: Status
    outside_regime: bool  # the conditions are met, but the regime does not apply, or that is not settled
    deadline: Deadline | None
    evaluation: Evaluation = field(repr=False, compare=False)

    @cached_property
    def timing(self) -> Timing:
        """When the rule applies, and how sure its sources are."""
        return timing(self.evaluation.pack, self.rule, self.evaluation.on)

    @cached_property
    def rests_on(self) -> tuple[str, ...]:
        """The questions whose answers make the status what it is."""
        return support(self.evaluation, self.rule)

    @cached_property
    def open_questions(self) -> tuple[str, ...]:
        """The questions that decide while it is open."""
        return deciding(self.evaluation, self.rule) if self.open else ()

    @cached_property
    def exceptions(self) -> tuple[tuple[Exception_, Truth], ...]:
        """The exceptions of the rule, and whether each applies."""
        return tuple((exception, self.evaluation.truth(exception.if_)) for exception in self.rule.unless)

    @property
    def holds(self) -> bool:
        """Whether the rule holds, now or from its date."""
        return self.status == "holds"

    @property
    def open(self) -> bool:
        """Whether unanswered questions still decide."""
        return self.status == "open"


@dataclass(frozen=True)
class Position:
    """The legal position under one regime: the gravest that holds, and what it could still be."""

    regime: Regime
    applies: Truth
    gravest: Finding | None
    holding: tuple[Finding, ...]
    could_still_be: tuple[Finding, ...]  # other open findings that are graver than the gravest that holds
    would_be: tuple[Finding, ...]  # conditions met, but the regime does not apply, or that is not settled


@dataclass(frozen=True)
class Progress:
    """How far a section is: questions asked, answered, and answered with "not known yet"."""

    section: Section
    asked: int
    answered: int
    not_known: int

    @property
    def done(self) -> bool:
        """Whether every question that is asked has some answer."""
        return self.answered + self.not_known == self.asked


class Result:
    """Everything that follows from answers to a pack on a date."""

    def __init__(self, pack: Pack, answers: Answers, on: date, assume: frozenset[str] = frozenset()) -> None:
        """Raises DateError where the pack does not describe the law of that date."""
        self.pack, self.answers, self.on = pack, answers, on
        self.evaluation = Evaluation(pack, answers, on, assume)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every rule with its status, in reading order."""
        return tuple(self.finding(rule.id) for rule in self.pack.rules.values())

    def finding(self, rule_id: str) -> Finding:
        """The status of one rule. Raises KeyError."""
        evaluation, rule = self.evaluation, self.pack.rules[rule_id]
        truth = evaluation.rule(rule_id)
        return Finding(
            rule=rule,
            kind=self.pack.kind(rule.finding),
            status="holds" if truth else "open" if truth is None else "does-not-hold",
            outside_regime=bool(evaluation.conditions(rule)) and not evaluation.in_regime(rule),
            deadline=self._deadline(rule),
            evaluation=evaluation,
        )

    def _deadline(self, rule: Rule) -> Deadline | None:
        if rule.clock is None:
            return None
        asked = self.evaluation.shown(rule.clock.starts)
        answer = self.answers.known(rule.clock.starts) if asked else None
        starts = date.fromisoformat(answer) if isinstance(answer, str) else self.on
        ends = rule.clock.lasts.after(starts)
        extension = rule.clock.extension
        return Deadline(starts, isinstance(answer, str), ends, extension.after(ends) if extension else None)

    @cached_property
    def headlines(self) -> tuple[Finding, ...]:
        """The questions that everybody asks first, with their answer: holds, open or does not hold."""
        return tuple(finding for finding in self.findings if finding.rule.headline)

    @cached_property
    def holding(self) -> tuple[Finding, ...]:
        """The findings that hold, gravest first."""
        return self._by_gravity(finding for finding in self.findings if finding.holds)

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The findings that are open, gravest first."""
        return self._by_gravity(finding for finding in self.findings if finding.open)

    @cached_property
    def contradictions(self) -> tuple[Finding, ...]:
        """The answers that cannot all be true."""
        return tuple(finding for finding in self.holding if finding.kind.id == CONTRADICTION)

    def contradictions_at(self, question: str) -> tuple[Finding, ...]:
        """The contradictions that rest on the answer to this question."""
        return tuple(finding for finding in self.contradictions if question in finding.rests_on)

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """The legal position per regime that can classify anything."""
        return tuple(self._position(regime) for regime in self.pack.regimes if regime.source)

    def _position(self, regime: Regime) -> Position:
        mine = [f for f in self.findings if self.pack.regime_of(f.rule).id == regime.id]
        order = self.pack.kind_order
        weighty = [f for f in mine if f.kind.gate or f.kind.classifies]
        holding = self._by_gravity(f for f in weighty if f.holds)
        gravest = holding[0] if holding else None
        rank = order[gravest.kind.id] if gravest else len(order)
        graver = self._by_gravity(
            f
            for f in weighty
            if f.open and not f.outside_regime and order[f.kind.id] < rank and f.kind.id != CLASSIFIES
        )
        would_be = self._by_gravity(f for f in weighty if f.outside_regime and f.kind.id != CLASSIFIES)
        applies = True if regime.applies_if is None else self.evaluation.truth(regime.applies_if)
        return Position(regime, applies, gravest, holding, graver, would_be)

    @cached_property
    def impact(self) -> ImpactAssessment | None:
        """The impact on people; None where the pack does not score it."""
        return ImpactAssessment(self.evaluation, self.pack.impact) if self.pack.impact else None

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are asked now, in reading order."""
        return self.evaluation.asked

    @cached_property
    def unanswered(self) -> tuple[Question, ...]:
        """Questions asked without an answer, or answered with "not known yet"."""
        return tuple(question for question in self.asked if self.answers.known(question.id) is None)

    @cached_property
    def decisive(self) -> tuple[Question, ...]:
        """The unanswered questions on which an open gate or class depends, in reading order."""
        wanted = {
            question
            for f in self.open
            if f.kind.gate or f.kind.classifies and f.kind.id != CLASSIFIES
            for question in f.open_questions
        }
        return tuple(question for question in self.pack.questions.values() if question.id in wanted)

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """How far each section is."""
        rows = []
        for section in self.pack.sections:
            asked = [q for q in self.asked if self.pack.section_of(q.id).id == section.id]
            known = sum(self.answers.known(q.id) is not None for q in asked)
            not_known = sum(q.id in self.answers and self.answers.known(q.id) is None for q in asked)
            rows.append(Progress(section, len(asked), known, not_known))
        return tuple(rows)

    def _by_gravity(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        order = self.pack.kind_order
        return tuple(sorted(findings, key=lambda finding: order[finding.kind.id]))


def timing(pack: Pack, rule: Rule, on: date) -> Timing:
    """When the rule applies, seen from a date."""
    validity = pack.validity(rule)
    when: Literal["applies-now", "applies-from", "no-longer"] = "applies-now"
    if validity.from_ and on < validity.from_:
        when = "applies-from"
    elif validity.until and on > validity.until:
        when = "no-longer"
    return Timing(when, validity.from_, validity.until, validity.status, validity.notes)
