"""What the law requires the assessment to contain: complete, incomplete, or not applicable; a report hides no gap."""

from dataclasses import dataclass
from typing import Literal

from app.assess.findings import Result
from app.pack.impact import Required
from app.pack.model import Question
from app.report.review import NO_REVIEW, Review

SCORES, MEASURES, DECISION = "scores", "measures", "decision"  # what a row may need besides answers


@dataclass(frozen=True)
class CoverageRow:
    """One required content and whether this report has it."""

    required: Required
    status: Literal["complete", "incomplete", "not-applicable", "unclear"]
    missing: tuple[Question, ...]
    missing_measures: bool
    not_evidenced: bool  # scores exist, but some rest on answers that are open
    undecided: bool = False  # the review has begun, and the controller has not decided


def coverage(result: Result, review: Review = NO_REVIEW) -> tuple[CoverageRow, ...]:
    """Every row of the coverage table, in the order of the pack. Without a review nobody asks for a decision."""
    impact = result.pack.impact
    return tuple(_row(result, required, review) for required in impact.coverage) if impact else ()


def _row(result: Result, required: Required, review: Review) -> CoverageRow:
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
    undecided = DECISION in required.needs and bool(review) and not review.decisions
    if applies is None:
        return CoverageRow(required, "unclear", missing, no_measures, unproven, undecided)
    complete = not (missing or no_measures or unproven or undecided)
    return CoverageRow(required, "complete" if complete else "incomplete", missing, no_measures, unproven, undecided)
