"""The impact on people: four factors per right and group, proposed from answers, lowered by measures.

Method: `questionnaires/impact/method.yaml`. Likelihood = band(probability x exposure), severity = band(gravity x
effort), risk = band(likelihood x severity); the highest counts, never an average or a sum. What is not known
counts as the worst and is marked. Gravity is lowered by no measure, and no measure opens a gate.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from app.assess.answers import Table
from app.assess.evaluation import Evaluation, Truth
from app.assess.explain import deciding_condition, support_of
from app.pack.impact import Driver, FactorId, Impact, Measure, Right

Stage = Literal["inherent", "current", "target"]
STAGES: tuple[Stage, ...] = ("inherent", "current", "target")
FACTORS: tuple[FactorId, ...] = ("probability", "exposure", "gravity", "effort")
GROUPS, MEASURES, CHANGES = "groups", "measures-taken", "score-changes"  # the table questions that are read here
COUNTS_FOR: dict[Stage, frozenset[str]] = {
    "inherent": frozenset(),
    "current": frozenset({"evidenced"}),
    "target": frozenset({"evidenced", "in-place", "planned"}),
}


@dataclass(frozen=True)
class Raised:
    """A driver that raises a factor: because it holds, or because nobody knows yet."""

    driver: Driver
    evidenced: bool  # False where the answer is open and the worst is assumed
    rests_on: tuple[str, ...]  # the questions behind it, answered or open


@dataclass(frozen=True)
class Lowered:
    """A measure that lowers a factor by one level."""

    measure: Measure
    state: str


@dataclass(frozen=True)
class Change:
    """The judgement of a person instead of the proposal, with the reason."""

    level: int
    reason: str


@dataclass(frozen=True)
class FactorScore:
    """One factor of one right for one group: the proposal, who judged otherwise, and each stage."""

    factor: FactorId
    raised: tuple[Raised, ...]
    lowered: dict[Stage, tuple[Lowered, ...]]
    proposed: int
    change: Change | None
    levels: dict[Stage, int]

    @property
    def evidenced(self) -> bool:
        """Whether everything that raises it is known."""
        return all(one.evidenced for one in self.raised)


@dataclass(frozen=True)
class Score:
    """One right for one group."""

    right: Right
    group: str
    factors: dict[FactorId, FactorScore]
    likelihood: dict[Stage, int]
    severity: dict[Stage, int]
    risk: dict[Stage, int]

    @property
    def evidenced(self) -> bool:
        """Whether nothing in it rests on an open answer."""
        return all(factor.evidenced for factor in self.factors.values())


@dataclass(frozen=True)
class Gate:
    """An absolute right: touched, not touched, or not known. It is never scored."""

    right: Right
    closed: Truth  # True: violated; None: not known
    open_questions: tuple[str, ...]


@dataclass(frozen=True)
class MeasureRow:
    """A measure that somebody entered."""

    measure: Measure
    state: str
    owner: str
    deadline: str
    evidence: str


class ImpactAssessment:
    """Every score of an evaluation. Rights that the use does not touch are left out."""

    def __init__(self, evaluation: Evaluation, impact: Impact) -> None:
        self.evaluation, self.impact, self.method = evaluation, impact, impact.method

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The names of the groups that were entered; one without a name where none was."""
        names = [str(row["name"]) for row in self._rows(GROUPS) if row.get("name")]
        return tuple(dict.fromkeys(names)) or ("",)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The absolute rights that the use may touch."""
        found = []
        for right in self.impact.rights:
            if right.gate_if is None or self.evaluation.truth(right.concerned_if) is False:
                continue
            truth = self.evaluation.truth(right.gate_if)
            open_questions = deciding_condition(self.evaluation, right.gate_if) if truth is None else ()
            found.append(Gate(right, truth, open_questions))
        return tuple(found)

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Every right that is touched, or may be, for every group; in the order of the pack."""
        return tuple(
            self._score(right, group)
            for right in self.impact.rights
            if not right.absolute and self.evaluation.truth(right.concerned_if) is not False
            for group in self.groups
        )

    @cached_property
    def by_right(self) -> dict[str, tuple[Score, ...]]:
        """The scores of each right."""
        found: dict[str, tuple[Score, ...]] = {}
        for score in self.scores:
            found[score.right.id] = (*found.get(score.right.id, ()), score)
        return found

    def highest(self, stage: Stage, right: str | None = None) -> int:
        """The highest risk, of one right or of all; 0 where nothing is scored."""
        scores = self.scores if right is None else self.by_right.get(right, ())
        return max((score.risk[stage] for score in scores), default=0)

    @property
    def evidenced(self) -> bool:
        """Whether no score rests on an open answer."""
        return all(score.evidenced for score in self.scores)

    @property
    def must_consult(self) -> bool:
        """Whether the current score is so high that the authority is consulted and nobody may approve."""
        return self.highest("current") >= self.method.consult_from

    @cached_property
    def measures(self) -> tuple[MeasureRow, ...]:
        """The measures that were entered, in their order; rows without a measure are left out."""
        known = {measure.id: measure for measure in self.impact.measures}
        return tuple(
            MeasureRow(
                known[str(row["measure"])],
                str(row.get("state", "proposed")),
                *(str(row.get(name, "")) for name in ("owner", "deadline", "evidence")),
            )
            for row in self._rows(MEASURES)
            if row.get("measure") in known
        )

    # -- one score --------------------------------------------------------------------------------

    def _score(self, right: Right, group: str) -> Score:
        factors = {factor: self._factor(right, group, factor) for factor in FACTORS}
        likelihood, severity, risk = {}, {}, {}
        for stage in STAGES:
            level = {factor: one.levels[stage] for factor, one in factors.items()}
            likelihood[stage] = self.method.band(level["probability"] * level["exposure"])
            severity[stage] = self.method.band(level["gravity"] * level["effort"])
            if level["gravity"] >= self.method.severity_floor.gravity:
                severity[stage] = max(severity[stage], self.method.severity_floor.severity)
            risk[stage] = self.method.band(likelihood[stage] * severity[stage])
        return Score(right, group, factors, likelihood, severity, risk)

    def _factor(self, right: Right, group: str, factor: FactorId) -> FactorScore:
        raised = tuple(
            found for driver in self._drivers(right.id, factor) if (found := self._raised(driver)) is not None
        )
        proposed = min(4, 1 + len(raised))
        change = self._change(right.id, group, factor)
        start = change.level if change else proposed
        lowered = {stage: self._lowered(right.id, factor, stage) for stage in STAGES}
        caps = self.method.caps
        levels = {stage: max(1, start - min(caps.per_factor, len(lowered[stage]))) for stage in STAGES}
        return FactorScore(factor, raised, lowered, proposed, change, levels)

    def _drivers(self, right: str, factor: FactorId) -> list[Driver]:
        return [one for one in self.impact.drivers.values() if one.raises == factor and right in one.rights]

    def _raised(self, driver: Driver) -> Raised | None:
        truth = self.evaluation.truth(driver.if_)
        if truth is False:
            return None
        questions = support_of if truth else deciding_condition
        return Raised(driver, truth is True, questions(self.evaluation, driver.if_))

    def _lowered(self, right: str, factor: FactorId, stage: Stage) -> tuple[Lowered, ...]:
        """The measures that count at the stage for this factor; the same measure counts once."""
        found: dict[str, Lowered] = {}
        for row in self.measures:
            counts = row.state in COUNTS_FOR[stage] and (right, factor) in self.impact.reach[row.measure.id]
            if counts and not (stage == "current" and not row.evidence.strip()):
                found.setdefault(row.measure.id, Lowered(row.measure, row.state))
        return tuple(found.values())

    def _change(self, right: str, group: str, factor: FactorId) -> Change | None:
        """The last judgement that was entered with a reason; one for this group before one for all."""
        found: Change | None = None
        for wanted in ("", group):
            for row in self._rows(CHANGES):
                same = (row.get("right"), row.get("factor"), str(row.get("group", ""))) == (right, factor, wanted)
                if same and row.get("level") and str(row.get("reason", "")).strip():
                    found = Change(round(float(str(row["level"]))), str(row["reason"]))
        return found

    def _rows(self, question: str) -> tuple[dict[str, object], ...]:
        if question not in self.evaluation.pack.questions or not self.evaluation.counts(question):
            return ()
        value = self.evaluation.answers.known(question)
        return tuple(dict(row) for row in value.rows) if isinstance(value, Table) else ()
