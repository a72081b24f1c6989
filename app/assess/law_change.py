"""What another version of the questions and rules, or another day, changes for the same answers.

Pure: two results of the same assessment. Which findings move and why, what is asked anew, which answers no longer
count, and which scores move.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from app.assess.answers import AnswerError
from app.assess.findings import Finding, Result
from app.assess.impact import STAGES, Stage
from app.pack.impact import Right
from app.pack.model import Question, Rule

# How a finding stands: status and time together. "if-applies": its own conditions are met, its regime is open.
Standing = Literal["holds", "holds-later", "holds-no-longer", "if-applies", "open", "does-not-hold"]
# Why it moved, the most telling first; "elsewhere": a term, a question or a regime on which it rests.
Cause = Literal["new", "gone", "answer-lost", "rule-changed", "dates", "elsewhere"]


@dataclass(frozen=True)
class Move:
    """A finding that does not stand as it stood."""

    before: Finding | None  # None where the earlier version has no such rule
    after: Finding | None
    from_: Standing
    to: Standing
    cause: Cause

    @property
    def rule(self) -> Rule:
        """The rule, in its newest version."""
        found = self.after or self.before
        assert found is not None
        return found.rule

    @property
    def settles(self) -> bool:
        """Whether it held or holds, now or on another day; else it only opens or closes."""
        return not {self.from_, self.to} <= {"open", "does-not-hold"}


@dataclass(frozen=True)
class ScoreMove:
    """The highest risk for a right at a stage, before and after; 0 where the right is not touched."""

    right: Right
    stage: Stage
    before: int
    after: int


class LawChange:
    """Everything that differs between two results of the same assessment."""

    def __init__(self, before: Result, after: Result, lost: list[AnswerError] | None = None) -> None:
        """`lost`: the answers that no longer fit a question, so that `after` is without them."""
        self.before, self.after, self.lost = before, after, lost or []

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The findings that move, gravest first; those of rules that are gone stand last."""
        old = {finding.rule.id: finding for finding in self.before.findings}
        new = {finding.rule.id: finding for finding in self.after.findings}
        found = [move for name in {**new, **old} if (move := self._move(old.get(name), new.get(name)))]
        order = self.after.pack.kind_order
        return tuple(sorted(found, key=lambda move: (move.after is None, order.get(move.rule.finding, len(order)))))

    def _move(self, before: Finding | None, after: Finding | None) -> Move | None:
        from_, to = standing(before), standing(after)
        if from_ == to:
            return None
        return Move(before, after, from_, to, self._cause(before, after))

    def _cause(self, before: Finding | None, after: Finding | None) -> Cause:
        if before is None:
            return "new"
        if after is None:
            return "gone"
        if {error.question for error in self.lost} & {*before.rests_on}:
            return "answer-lost"
        if _says(before.rule) != _says(after.rule):
            return "rule-changed"
        same = (before.status, before.outside_regime) == (after.status, after.outside_regime)
        return "dates" if same else "elsewhere"

    @cached_property
    def asked_anew(self) -> tuple[Question, ...]:
        """The questions that were not asked before and have no answer yet, in reading order."""
        asked = {question.id for question in self.before.asked}
        return tuple(one for one in self.after.asked if one.id not in asked and one.id not in self.after.answers)

    @cached_property
    def no_longer_asked(self) -> tuple[Question, ...]:
        """The answered questions that are still there but are not asked any more: their answers do not count."""
        asked = {question.id for question in self.after.asked}
        return tuple(
            one
            for one in self.before.asked
            if one.id in self.before.answers and one.id in self.after.answers and one.id not in asked
        )

    @cached_property
    def scores(self) -> tuple[ScoreMove, ...]:
        """The scores that move, by right and stage."""
        one, other = self.before.impact, self.after.impact
        rights = {right.id: right for found in (one, other) if found for right in found.impact.rights}
        rows = [
            ScoreMove(
                right,
                stage,
                one.highest(stage, right.id) if one else 0,
                other.highest(stage, right.id) if other else 0,
            )
            for right in rights.values()
            for stage in STAGES
        ]
        return tuple(row for row in rows if row.before != row.after)

    @property
    def anything(self) -> bool:
        """Whether anything differs that a reader would notice."""
        return bool(self.moves or self.scores or self.asked_anew or self.no_longer_asked or self.lost)


def standing(finding: Finding | None) -> Standing:
    """How a finding stands on its day; without a rule nothing holds."""
    if finding is None or finding.status == "does-not-hold":
        return "does-not-hold"
    if finding.open:
        return "if-applies" if finding.outside_regime else "open"
    match finding.timing.when:
        case "applies-from":
            return "holds-later"
        case "no-longer":
            return "holds-no-longer"
    return "holds"


def _says(rule: Rule) -> tuple[object, ...]:
    """What of a rule decides whether it holds."""
    return rule.finding, rule.if_, tuple((one.id, one.if_) for one in rule.unless), rule.regime, rule.even_outside
