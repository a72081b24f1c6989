"""The evaluation as plain data: `waarborg assess -o x.json` and the API."""

from typing import Any

from app.assess.findings import Deadline, Finding, Result
from app.report.record import scores
from app.report.review import NO_REVIEW, Review, plain


def evaluation(result: Result, review: Review = NO_REVIEW) -> dict[str, Any]:
    """The evaluation with every finding, the open questions and the positions per regime; and the review, if any."""
    pack = result.pack
    stated = {"review": plain(review)} if review else {}
    return {
        "pack": {"id": pack.pack, "identity": pack.identity, "as-of": pack.as_of.isoformat()},
        "on": result.on.isoformat(),
        "language": pack.language,
        "positions": [
            {
                "regime": position.regime.id,
                "applies": _truth(position.applies),
                "gravest": position.gravest.rule.id if position.gravest else None,
                "could-still-be": [found.rule.id for found in position.could_still_be],
                "would-be-if-it-applied": [found.rule.id for found in position.would_be],
            }
            for position in result.positions
        ],
        "findings": [_finding(result, found) for found in result.findings],
        "open": [question.id for question in result.unanswered],
        "decisive": [question.id for question in result.decisive],
        "scores": scores(result),
        **stated,
    }


def _finding(result: Result, found: Finding) -> dict[str, Any]:
    rule, timing = found.rule, found.timing
    return {
        "id": rule.id,
        "finding": rule.finding,
        "status": found.status,
        "title": rule.title,
        "because": rule.because,
        "remedy": rule.remedy,
        "by": rule.by,
        "regime": result.pack.regime_of(rule).id,
        "sources": [str(citation) for citation in (*rule.sources, *result.pack.national(rule))],
        "rests_on": list(found.rests_on),
        "open_questions": list(found.open_questions),
        "exceptions": [
            {"id": exception.id, "applies": _truth(truth), "because": exception.because}
            for exception, truth in found.exceptions
        ],
        "outside-regime": found.outside_regime,
        "headline": rule.headline,
        "deadline": _deadline(found.deadline),
        "applies": {
            "when": timing.when,
            "from": timing.from_.isoformat() if timing.from_ else None,
            "until": timing.until.isoformat() if timing.until else None,
            "source-status": timing.status,
            "notes": list(timing.notes),
        },
    }


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "starts": deadline.starts.isoformat() if deadline.known else None,
        "ends": deadline.ends.isoformat(),
        "extended": deadline.extended.isoformat() if deadline.extended else None,
    }


def _truth(value: bool | None) -> str:
    return "open" if value is None else "yes" if value else "no"
