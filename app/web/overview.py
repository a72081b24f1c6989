"""What a portfolio looks like as a whole: conclusions against risk, states, organisations. Counts only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.pack.model import FindingKind, Pack
from app.people.access import STATES
from app.web.inbox import Conclusion


class Counted(Protocol):
    """What is counted of a system."""

    @property
    def zone(self) -> str:
        """The organisation."""

    @property
    def state(self) -> str:
        """The state of its assessment."""

    @property
    def risk(self) -> int:
        """The highest present risk, from 1; 0 where it is not scored."""

    @property
    def conclusions(self) -> Sequence[Conclusion]:
        """The gravest first."""


@dataclass(frozen=True)
class Crossed:
    """How many systems have a conclusion, by their risk."""

    kind: FindingKind | None  # None: nothing holds so far
    by_risk: tuple[int, ...]  # not scored, then the levels from the lowest


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, how many, and its length in percent of the longest."""

    name: str
    count: int
    percent: int


@dataclass(frozen=True)
class Overview:
    """The two verdicts against each other, and where the assessments stand."""

    crossed: tuple[Crossed, ...]
    states: tuple[Bar, ...]
    zones: tuple[Bar, ...]


def overview(pack: Pack, rows: Sequence[Counted]) -> Overview:
    """The counts. A conclusion that is still open is not counted: its system stands under “nothing found so far”."""
    levels = len(pack.impact.method.levels) if pack.impact else 0
    pairs = Counter((_gravest(row), row.risk) for row in rows)
    crossed = [
        Crossed(kind, counts)
        for kind in (*pack.kinds, None)
        if any(counts := tuple(pairs[kind.id if kind else "", level] for level in range(levels + 1)))
    ]
    return Overview(
        tuple(crossed), _bars(Counter(row.state for row in rows), STATES), _bars(Counter(row.zone for row in rows))
    )


def _gravest(row: Counted) -> str:
    return next((one.kind.id for one in row.conclusions if one.certainty != "open"), "")


def _bars(counts: Counter[str], order: Iterable[str] | None = None) -> tuple[Bar, ...]:
    most = max(counts.values(), default=1)
    names = [name for name in (sorted(counts) if order is None else order) if counts[name]]
    return tuple(Bar(name, counts[name], round(100 * counts[name] / most)) for name in names)
