"""What other answers change: findings that appear, fall, open or close, and the impact on people that moves or not."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from app.assess.evaluation import Truth
from app.assess.findings import CLASSIFIES, Finding, Result
from app.assess.impact import STAGES, Stage
from app.pack.impact import Right
from app.pack.model import FindingKind

Direction = Literal["appears", "falls", "opens", "closes"]
DOUBT = "doubt"  # what a kind of finding calls for when it tests a claim, or finds answers that contradict each other


@dataclass(frozen=True)
class Move:
    """A finding that is not what it was."""

    before: Finding
    after: Finding
    direction: Direction

    @property
    def weighty(self) -> bool:
        """Whether it says that a use may not be, may not be yet, or falls into a class."""
        return is_weighty(self.after.kind)


@dataclass(frozen=True)
class ScoreMove:
    """The highest risk for a right at a stage, before and after; 0 where the use does not touch the right."""

    right: Right
    stage: Stage
    before: int
    after: int


@dataclass(frozen=True)
class GateMove:
    """An absolute right that is touched, not touched, or not known to be, and was not so before."""

    right: Right
    before: Truth
    after: Truth


def is_weighty(kind: FindingKind) -> bool:
    """Whether a kind of finding bans, stops or grades a use."""
    return kind.gate or kind.classifies and kind.id != CLASSIFIES


class Difference:
    """Everything in which two results of the same pack on the same day differ."""

    def __init__(self, before: Result, after: Result) -> None:
        self.before, self.after = before, after

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The findings that moved, gravest first."""
        pairs = zip(self.before.findings, self.after.findings, strict=True)
        found = [Move(one, other, way) for one, other in pairs if (way := _direction(one, other))]
        order = self.after.pack.kind_order
        return tuple(sorted(found, key=lambda move: order[move.after.kind.id]))

    @cached_property
    def scores(self) -> tuple[ScoreMove, ...]:
        """The scores that moved, by right and stage."""
        one, other = self.before.impact, self.after.impact
        if one is None or other is None:
            return ()
        rows = [
            ScoreMove(right, stage, one.highest(stage, right.id), other.highest(stage, right.id))
            for right in other.impact.rights
            for stage in STAGES
        ]
        return tuple(row for row in rows if row.before != row.after)

    @cached_property
    def gates(self) -> tuple[GateMove, ...]:
        """The absolute rights whose gate moved."""
        one, other = self.before.impact, self.after.impact
        if one is None or other is None:
            return ()
        was, now = ({gate.right.id: gate.closed for gate in each.gates} for each in (one, other))
        rows = [GateMove(right, was.get(right.id, False), now.get(right.id, False)) for right in other.impact.rights]
        return tuple(row for row in rows if row.before is not row.after)

    @property
    def same_impact(self) -> bool:
        """Whether the impact on people stays exactly what it was."""
        return not self.scores and not self.gates

    @property
    def label_only(self) -> bool:
        """Whether a ban, a stop or a class falls while the impact on people stays what it was."""
        return self.same_impact and any(move.weighty and move.direction == "falls" for move in self.moves)

    def doubts(self, changed: frozenset[str]) -> tuple[Move, ...]:
        """The tests of claims that newly hold or open because of the changed questions."""
        return tuple(
            move
            for move in self.moves
            if move.after.kind.calls_for == DOUBT
            and (
                move.direction == "appears"
                or move.direction == "opens"
                and changed & {*move.after.rests_on, *move.after.open_questions}
            )
        )


def _direction(before: Finding, after: Finding) -> Direction | None:
    """How a finding moved; one that holds as soon as its law applies counts as holding for as long as that is open."""
    one, other = _standing(before), _standing(after)
    if one == other:
        return None
    if other == "holds":
        return "appears"
    if other == "open":
        return "opens"
    return "falls" if one == "holds" else "closes"


def _standing(finding: Finding) -> str:
    return "holds" if finding.open and finding.outside_regime else finding.status
