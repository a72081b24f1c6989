"""A drawn decision map as data: sheets with boxes, lines and texts, and the papers on which they are set."""

from dataclasses import dataclass
from typing import Literal

from app.report.decision_map import Mark

Style = Literal["caption", "ask", "wanted", "given", "head", "note", "path"]
State = Literal["plain", "taken", "open"]
BoxKind = Literal["condition", "exception", "regime", "exit", "conclusion", "connector"]
WEIGHTS: dict[Style, int] = {
    "caption": 600,
    "ask": 400,
    "wanted": 700,
    "given": 400,
    "head": 700,
    "note": 400,
    "path": 700,
}
Opens = tuple[Literal["question", "map", "part"], str]  # what a box leads to: its sort and its id
SMALL: frozenset[Style] = frozenset({"caption", "given", "note", "path"})


@dataclass(frozen=True)
class Paper:
    """Measures in units of the drawing: the paper, the columns on it, and the type."""

    width: float
    limit: float  # the greatest height of a part
    main: float  # width of the boxes on the main line
    exit: float  # width of the boxes at the side
    size: float  # of the type
    links: bool  # whether boxes can be opened
    small: float = 0.87  # of the type, for captions and notes

    def size_of(self, style: Style) -> float:
        """The type size of a style."""
        return self.size * (self.small if style in SMALL else 1)

    @property
    def leading(self) -> float:
        """From line to line."""
        return round(self.size * 1.3, 1)

    @property
    def pad(self) -> float:
        """Between the edge of a box and its text."""
        return round(self.size * 0.75, 1)

    @property
    def mark(self) -> float:
        """Width of the column of marks and numbers at the left of a box."""
        return round(self.size * 2.2, 1)


PAGE = Paper(width=900, limit=1120, main=540, exit=290, size=16, links=True)
SLIDE = Paper(width=1280, limit=600, main=770, exit=430, size=22, links=False)


@dataclass(frozen=True)
class Line:
    """One line of text; x and y of its base line, within the drawing."""

    x: float
    y: float
    text: str
    style: Style
    size: float


@dataclass(frozen=True)
class Symbol:
    """A mark or a number in a circle; x and y of its centre."""

    x: float
    y: float
    radius: float
    mark: Mark
    text: str = ""  # the number, where nothing is marked


@dataclass(frozen=True)
class Box:
    """A box with its text. `opens` names the question, the map or the part that it leads to."""

    kind: BoxKind
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    symbols: tuple[Symbol, ...] = ()
    state: State = "plain"
    opens: Opens | None = None


@dataclass(frozen=True)
class Edge:
    """An arrow from point to point, with what is said beside it."""

    start: tuple[float, float]
    end: tuple[float, float]
    state: State
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One part of a map: number `number` of `of`."""

    number: int
    of: int
    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
