"""What the law requires the assessment to contain: complete, incomplete, or not applicable; a report hides no gap."""

from dataclasses import dataclass
from typing import Literal

from app.assess.findings import Result
from app.pack.impact import Required
from app.pack.model import Question

SCORES, MEASURES = "scores", "measures"


@dataclass(frozen=True)
class CoverageRow:
    """One required content and whether this report has it."""

    required: Required
    status: Literal["complete", "incomplete", "not-applicable", "unclear"]
    missing: tuple[Question, ...]
    missing_measures: bool
    not_evidenced: bool  # scores exist, but some rest on answers that are open


def coverage(result: Result) -> tuple[CoverageRow, ...]:
    """Every row of the coverage table, in the order of the pack."""
    impact = result.pack.impact
    return tuple(_row(result, required) for required in impact.coverage) if impact else ()


def _row(result: Result, required: Required) -> CoverageRow:
    applies = True if required.applies_if is None else result.evaluation.truth(required.applies_if)
    if applies is False:
        return CoverageRow(required, "not-applicable", (), False, False)
    assert result.impact is not None
    pack = result.pack
    missing = tuple(
        pack.questions[name] for name in required.needs if name in pack.questions and not result.evaluation.counts(name)
    )
    no_measures = MEASURES in required.needs and not result.impact.measures
    unproven = SCORES in required.needs and not all(score.evidenced for score in result.impact.scores)
    if applies is None:
        return CoverageRow(required, "unclear", missing, no_measures, unproven)
    complete = not (missing or no_measures or unproven)
    return CoverageRow(required, "complete" if complete else "incomplete", missing, no_measures, unproven)
