"""The impact on people as a reader sees it: rights, groups, factors with their reasons, heat maps, measures."""

from dataclasses import dataclass
from datetime import date

from app.assess.answers import Evidence
from app.assess.findings import Result
from app.assess.impact import FACTORS, MEASURES, STAGES, FactorScore, Gate, MeasureRow, Score, Stage
from app.pack.impact import Factor, Measure, Right
from app.pack.model import Question
from app.report.words import word

ORDER = (4, 3, 2, 1)  # of the heat map: severity from top to bottom


@dataclass(frozen=True)
class DriverRow:
    """What raises a factor, and the questions behind it."""

    says: str
    evidenced: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class FactorRow:
    """One factor in words."""

    factor: Factor
    score: FactorScore
    anchor: str  # what the inherent level means
    raised: tuple[DriverRow, ...]

    @property
    def known(self) -> tuple[DriverRow, ...]:
        """What raises it according to the answers."""
        return tuple(driver for driver in self.raised if driver.evidenced)

    @property
    def unknown(self) -> tuple[DriverRow, ...]:
        """What raises it because nobody knows: the worst counts."""
        return tuple(driver for driver in self.raised if not driver.evidenced)


@dataclass(frozen=True)
class GroupRow:
    """One group of people under a right."""

    name: str
    score: Score
    factors: tuple[FactorRow, ...]

    @property
    def silent(self) -> tuple[FactorRow, ...]:
        """The factors that nothing raises: lowest level at every stage, nobody judged otherwise."""
        return tuple(
            line
            for line in self.factors
            if not line.raised and line.score.change is None and set(line.score.levels.values()) == {1}
        )

    @property
    def telling(self) -> tuple[FactorRow, ...]:
        """The factors of which there is something to say."""
        return tuple(line for line in self.factors if line not in self.silent)

    @property
    def figures(self) -> tuple[object, ...]:
        """What distinguishes its score from that of another group."""
        return tuple((line.score.proposed, line.score.change, *line.score.levels.values()) for line in self.factors)


@dataclass(frozen=True)
class RightRow:
    """One right with its highest scores; `number` marks it on the heat map."""

    number: int
    right: Right
    risk: dict[Stage, int]
    labels: dict[Stage, str]
    worst: Score
    evidenced: bool
    groups: tuple[GroupRow, ...]

    @property
    def told(self) -> tuple[GroupRow, ...]:
        """The groups that differ in some factor: each kind of score is told once."""
        seen: dict[tuple[object, ...], GroupRow] = {}
        for group in self.groups:
            seen.setdefault(group.figures, group)
        return tuple(seen.values())

    @property
    def untold(self) -> tuple[GroupRow, ...]:
        """The groups whose scores are those of a group that is told."""
        return tuple(group for group in self.groups if group not in self.told)


@dataclass(frozen=True)
class HeatMap:
    """Rights by likelihood and severity at a stage: `cells[severity][likelihood]` holds their numbers."""

    stage: Stage
    title: str
    cells: dict[int, dict[int, tuple[int, ...]]]
    bands: dict[int, dict[int, int]]  # the risk level of each cell


@dataclass(frozen=True)
class BoardRow:
    """A measure on the board."""

    row: MeasureRow
    state: str
    overdue: bool
    counts: bool  # whether it lowers the present score
    files: tuple[Evidence, ...] = ()

    @property
    def unproven(self) -> bool:
        """Whether it is said to be proven, and nothing says by what."""
        return self.row.state == "evidenced" and not self.counts

    @property
    def proof(self) -> str:
        """What is said to prove it, and its files with their hashes, a line each."""
        said = [self.row.evidence] if self.row.evidence else []
        return "\n".join([*said, *(f"{one.name}, sha256 {one.sha256}" for one in self.files)])


@dataclass(frozen=True)
class ImpactContents:
    """Everything that is said about the impact on people."""

    rights: tuple[RightRow, ...]
    gates: tuple[Gate, ...]
    maps: tuple[HeatMap, ...]
    highest: dict[Stage, str]
    must_consult: bool
    evidenced: bool  # False where some score rests on an open answer
    board: tuple[BoardRow, ...]
    suggested: tuple[Measure, ...]
    level_labels: tuple[str, ...]
    factors: tuple[Factor, ...]


def impact_contents(result: Result) -> ImpactContents | None:
    """The contents; None where the pack scores nothing."""
    impact = result.impact
    if impact is None:
        return None
    rights = tuple(_right(result, number, scores) for number, scores in enumerate(impact.by_right.values(), start=1))
    nothing = word("nothing-scored", result.pack.language)
    return ImpactContents(
        rights=rights,
        gates=impact.gates,
        maps=tuple(_map(result, stage, rights) for stage in STAGES),
        highest={stage: _label(result, impact.highest(stage)) or nothing for stage in STAGES},
        must_consult=impact.must_consult,
        evidenced=impact.evidenced,
        board=tuple(_board(result, row) for row in impact.measures),
        suggested=_suggested(result, rights),
        level_labels=tuple(level.label for level in impact.method.levels),
        factors=impact.method.factors,
    )


def _label(result: Result, level: int) -> str:
    assert result.impact is not None
    return result.impact.method.levels[level - 1].label if level else ""


def _right(result: Result, number: int, scores: tuple[Score, ...]) -> RightRow:
    worst = max(scores, key=lambda score: (score.risk["current"], score.risk["inherent"]))
    risk = {stage: max(score.risk[stage] for score in scores) for stage in STAGES}
    return RightRow(
        number=number,
        right=scores[0].right,
        risk=risk,
        labels={stage: _label(result, level) for stage, level in risk.items()},
        worst=worst,
        evidenced=all(score.evidenced for score in scores),
        groups=tuple(_group(result, score) for score in scores),
    )


def _group(result: Result, score: Score) -> GroupRow:
    name = score.group.rstrip(".") or word("everybody-affected", result.pack.language)
    return GroupRow(name, score, tuple(_factor(result, score.factors[factor]) for factor in FACTORS))


def _factor(result: Result, score: FactorScore) -> FactorRow:
    assert result.impact is not None
    factor = result.impact.method.factor(score.factor)
    raised = tuple(
        DriverRow(one.driver.says, one.evidenced, tuple(result.pack.questions[name] for name in one.rests_on))
        for one in score.raised
    )
    return FactorRow(factor, score, factor.anchors[score.levels["inherent"] - 1], raised)


def _map(result: Result, stage: Stage, rights: tuple[RightRow, ...]) -> HeatMap:
    assert result.impact is not None
    band = result.impact.method.band
    levels = range(1, 5)
    cells = {
        severity: {
            likelihood: tuple(
                row.number
                for row in rights
                if (at := max((g.score for g in row.groups), key=lambda score: score.risk[stage]))
                and (at.severity[stage], at.likelihood[stage]) == (severity, likelihood)
            )
            for likelihood in levels
        }
        for severity in ORDER
    }
    bands = {severity: {likelihood: band(likelihood * severity) for likelihood in levels} for severity in ORDER}
    return HeatMap(stage, word(f"stage-{stage}", result.pack.language), cells, bands)


def _board(result: Result, row: MeasureRow) -> BoardRow:
    state = word(f"state-{row.state}", result.pack.language)
    try:
        overdue = row.state in ("proposed", "planned") and date.fromisoformat(row.deadline) < result.on
    except ValueError:
        overdue = False
    entered = result.answers.get(MEASURES)
    files = tuple(one for one in entered.evidence if one.measure == row.measure.id) if entered else ()
    return BoardRow(row, state, overdue, row.state == "evidenced" and bool(row.evidence.strip()), files)


def _suggested(result: Result, rights: tuple[RightRow, ...]) -> tuple[Measure, ...]:
    """Measures not yet entered that work on a right whose target score is still too high; most reach first."""
    impact = result.impact
    assert impact is not None
    high = [row for row in rights if row.risk["target"] >= impact.method.consult_from]
    taken = {row.measure.id for row in impact.measures}
    reach = {
        measure.id: sum(
            (row.right.id, factor) in impact.impact.reach[measure.id] and row.worst.factors[factor].levels["target"] > 1
            for row in high
            for factor in FACTORS
        )
        for measure in impact.impact.measures
    }
    wanted = [measure for measure in impact.impact.measures if measure.id not in taken and reach[measure.id]]
    return tuple(sorted(wanted, key=lambda measure: -reach[measure.id])[:8])
