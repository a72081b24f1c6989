"""What lists show of an assessment: small, so that it can be kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.assess.findings import Result
from app.pack.model import FindingKind, Pack
from app.people import versions


@dataclass(frozen=True)
class Line:
    """The gravest conclusion under one law."""

    regime: str
    kind: FindingKind
    title: str
    certainty: Literal["holds", "if-applies", "would-be"]  # would-be: but for the law, which does not apply


@dataclass(frozen=True)
class Outline:
    """An assessment in a list."""

    title: str  # of the system; empty where it has none
    lines: tuple[Line, ...]
    level: int  # the highest present risk to people, from 1; 0 where nothing is scored
    label: str  # of the level
    evidenced: bool  # False where the worst is assumed because answers are not known
    pack: Pack  # on which it rests
    summary: Mapping[str, Any]  # as a version of these answers would have it


def outline(result: Result) -> Outline:
    """What lists show of what follows."""
    impact = result.impact if result.impact and result.impact.scores else None
    level = impact.highest("current") if impact else 0
    return Outline(
        title=str(result.answers.known("system-name") or ""),
        lines=tuple(_lines(result)),
        level=level,
        label=impact.method.levels[level - 1].label if impact else "",
        evidenced=impact is None or impact.evidenced,
        pack=result.pack,
        summary=versions.summary(result),
    )


def _lines(result: Result) -> Iterator[Line]:
    for one in result.positions:
        first = one.gravest or next(iter(one.would_be), None)
        if first:
            unsettled: Literal["if-applies", "would-be"] = "would-be" if one.applies is False else "if-applies"
            yield Line(one.regime.title, first.kind, first.rule.title, "holds" if one.gravest else unsettled)
