"""Where the boxes, lines and texts of a decision map stand: measured, so that nothing is cut and nothing overlaps.

A map runs from top to bottom: what must be so stands on the main line, ways out stand at its side. A map that is
higher than its paper is cut into parts of about the same height, joined by connectors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.report.decision_map import DecisionMap, Item, Mark, Step
from app.report.map_sheet import WEIGHTS, Box, Edge, Line, Opens, Paper, Sheet, State, Style, Symbol
from app.report.typesetting import Measure, wrap
from app.report.words import REPORT, word

_Row = tuple[int, Item]  # how deep in a list of lists, and what stands there


@dataclass(frozen=True)
class _Block:
    """What is never cut: a box on the main line, what stands at its side, and the arrow that leads on."""

    height: float  # the arrow included
    boxes: tuple[Box, ...]  # with y from the top of the block
    edges: tuple[Edge, ...]


def layout(drawn: DecisionMap, paper: Paper, measure: Measure) -> tuple[Sheet, ...]:
    """The parts of the map, each fitting the paper."""
    return _Layout(drawn, paper, measure).sheets()


class _Column:
    """Lines of text that are set below one another in a box."""

    def __init__(self, paper: Paper, measure: Measure, x: float, y: float, right: float) -> None:
        self.paper, self.measure, self.x, self.y, self.right = paper, measure, x, y, right
        self.lines: list[Line] = []
        self.symbols: list[Symbol] = []

    def say(self, text: str, style: Style, indent: float = 0) -> None:
        size, weight = self.paper.size_of(style), WEIGHTS[style]
        for line in wrap(text, self.right - self.x - indent, size, weight, self.measure):
            self.y += self.paper.leading
            self.lines.append(Line(self.x + indent, round(self.y - self.paper.leading * 0.27, 1), line, style, size))

    def space(self, part: float = 0.35) -> None:
        self.y += round(self.paper.leading * part, 1)


class _Layout:
    """Sets the blocks of one map and cuts them into parts."""

    def __init__(self, drawn: DecisionMap, paper: Paper, measure: Measure) -> None:
        self.map, self.paper, self.measure = drawn, paper, measure
        self.state: State = "taken" if drawn.marked else "plain"  # of the main line where the next block begins

    def word(self, key: str, **values: str) -> str:
        return word(key, self.map.language, REPORT, **values)

    def sheets(self) -> tuple[Sheet, ...]:
        blocks = [block for number, step in enumerate(self.map.steps, 1) for block in self.step(number, step)]
        blocks.append(self.conclusion())
        connector = self.connector_height() + self.arrow()
        parts = _cut(blocks, self.paper.limit, connector)
        for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6):  # parts of about the same height
            if len(even := _cut(blocks, self.paper.limit * share, connector)) == len(parts):
                parts = even
        return tuple(self.sheet(number, len(parts), part) for number, part in enumerate(parts, 1))

    # -- blocks -----------------------------------------------------------------------------------

    def step(self, number: int, step: Step) -> Iterator[_Block]:
        """The blocks of a step: one, or several where its list is too long for the paper."""
        before = self.state
        groups = self.chunks(step)
        for at, rows in enumerate(groups):
            first, last = at == 0, at == len(groups) - 1
            yield self.step_block(number, step, rows, first, last, before)

    def chunks(self, step: Step) -> list[tuple[_Row, ...]]:
        """The rows of a list, cut where they would be higher than the paper."""
        paper = self.paper
        fixed = paper.pad + paper.leading * 2.4 + self.down(0, 0, step.down, "plain").end[1]
        room = paper.limit - 2 * self.connector_height() - self.arrow() - fixed
        chunks: list[list[_Row]] = [[]]
        heads: list[_Row] = []  # of the lists within the list that the row stands in
        for row in _rows(step.item):
            heads = heads[: row[0]]
            if len(chunks[-1]) > len(heads) and self.rows_height([*chunks[-1], row]) > room:
                chunks[-1] = _without_last_heads(chunks[-1])
                chunks.append([*heads])
            chunks[-1].append(row)
            heads += [row] if row[1].several else []
        return [tuple(chunk) for chunk in chunks]

    def rows_height(self, rows: Sequence[_Row]) -> float:
        column = self.column(0, self.paper.main)
        self.rows(column, rows)
        return column.y

    def rows(self, column: _Column, rows: Sequence[_Row]) -> None:
        """The things of a list; a question that is asked of several answers is said once."""
        said: _Row | None = None
        for depth, item in rows:
            self.row(column, item, depth, said is None or (said[0], said[1].text) != (depth, item.text))
            said = (depth, item)

    def step_block(
        self, number: int, step: Step, rows: tuple[_Row, ...], first: bool, last: bool, before: State
    ) -> _Block:
        paper, item = self.paper, step.item
        column = self.column(0, paper.main)
        said = f" · {self.word(f'map-goes-{step.mark}')}" if step.mark and last else ""
        column.say(self.caption(step, first) + said, "caption")
        column.say(item.text, "head" if item.several else "ask")
        self.rows(column, rows)
        if item.answer:
            column.space(0.15)
            column.say(f"{self.word('answer')}: {item.answer}", "given")
        if paper.links and item.id and item.kind != "question":
            column.say(self.word("map-own"), "note")
        symbol = Symbol(paper.mark / 2, paper.pad + paper.leading * 0.55, paper.size * 0.75, step.mark, str(number))
        opens = self.opens(item)
        state = before if self.map.marked else "plain"
        lines, symbols = tuple(column.lines), (symbol, *column.symbols)
        box = Box(step.role, 0, 0, paper.main, column.y + paper.pad, lines, symbols, state, opens)
        boxes, edges, height = [box], [], box.height
        if last:
            side, down = self.ways(step.mark, before)
            beside = self.exit(step, side)
            boxes.append(beside)
            middle = round(min(box.height, beside.height) / 2, 1)
            edges.append(Edge((paper.main, middle), (beside.x, middle), side))
            height = max(height, beside.height)
            self.state = down
        said, state = (step.down, self.state) if last else (self.word("map-list-goes-on"), before)
        edge = self.down(box.height, height, said, state)
        return _Block(edge.end[1], tuple(boxes), (*edges, edge))

    def caption(self, step: Step, first: bool) -> str:
        if not first:
            return self.word("map-continued")
        kind = step.role if step.role != "condition" else "list" if step.item.several else step.item.kind
        return self.word(f"map-caption-{kind}")

    @staticmethod
    def opens(item: Item) -> Opens | None:
        if not item.id:
            return None
        return ("question", item.id) if item.kind == "question" else ("map", item.id)

    def row(self, column: _Column, item: Item, depth: int, new: bool) -> None:
        """One thing of a list, with a mark or a bullet before it."""
        paper = self.paper
        column.space()
        indent = paper.size * 1.6 * (depth + 1)
        centre = column.y + paper.leading * 0.5
        radius = paper.size * (0.5 if item.mark else 0.2)
        x = column.x + indent - paper.size * 0.85
        column.symbols.append(Symbol(round(x, 1), round(centre, 1), radius, item.mark))
        if new:
            column.say(item.text, "head" if item.several else "ask", indent)
        if item.kind == "question" or not item.several and item.on == self.word("no"):
            column.say(item.on, "wanted", indent)  # a statement in a list needs no yes
        if item.answer and new:
            column.say(f"{self.word('answer')}: {item.answer}", "given", indent)

    def exit(self, step: Step, state: State) -> Box:
        """The box at the side: what leads there, and what follows."""
        paper = self.paper
        x = paper.width - paper.exit
        column = _Column(paper, self.measure, x + paper.pad, paper.pad, paper.width - paper.pad)
        column.say(step.side, "wanted")
        column.say(step.end, "ask")
        for source in step.sources:
            column.say(source, "note")
        if state == "taken":
            column.say(self.word("map-path"), "path")
        return Box("exit", x, 0, paper.exit, column.y + paper.pad, tuple(column.lines), (), state)

    def conclusion(self) -> _Block:
        paper, end = self.paper, self.map.conclusion
        column = _Column(paper, self.measure, paper.pad, paper.pad, paper.main - paper.pad)
        column.say(end.label, "caption")
        column.say(end.title, "head")
        for source in (*end.sources, *([end.timing] if end.timing else [])):
            column.say(source, "note")
        reached = self.state if end.mark in ("yes", "open") else "plain"
        if end.mark:
            column.say(self.word(f"map-end-{end.mark}"), "path")
        box = Box("conclusion", 0, 0, paper.main, column.y + paper.pad, tuple(column.lines), (), reached)
        return _Block(box.height, (box,), ())

    # -- lines ------------------------------------------------------------------------------------

    def ways(self, mark: Mark, before: State) -> tuple[State, State]:
        """How the lines to the side and down are drawn after a step, given the line that led to it."""
        if not mark or before == "plain":
            return "plain", "plain"
        if mark == "no":
            return "taken", "plain"
        return ("open", "open") if mark == "open" else ("plain", before)

    def down(self, start: float, bottom: float, text: str, state: State) -> Edge:
        """The arrow to the next box, long enough for what is said beside it and for what stands at the side."""
        paper = self.paper
        x = paper.mark / 2
        column = _Column(paper, self.measure, paper.mark, start + paper.leading * 0.3, paper.main)
        column.say(text, "wanted")
        end = max(column.y + paper.leading * 0.45, bottom + paper.leading * 0.6)
        return Edge((x, start), (x, round(end, 1)), state, tuple(column.lines))

    def arrow(self) -> float:
        return round(self.paper.leading * 1.2, 1)

    def connector_height(self) -> float:
        return round(self.paper.leading + self.paper.pad, 1)

    def column(self, x: float, width: float) -> _Column:
        paper = self.paper
        return _Column(paper, self.measure, x + paper.mark, paper.pad, x + width - paper.pad)

    # -- parts ------------------------------------------------------------------------------------

    def sheet(self, number: int, of: int, blocks: list[_Block]) -> Sheet:
        """One part, with connectors to the parts before and after it."""
        margin = 3.0  # for thick lines at the edge
        y = margin
        boxes: list[Box] = []
        edges: list[Edge] = []
        if number > 1:
            state = blocks[0].boxes[0].state  # the line that leads into a box is drawn as the box is
            boxes.append(self.connector(y, "map-from-part", number - 1, state))
            x, y = self.paper.mark / 2, y + self.connector_height()
            edges.append(Edge((x, y), (x, y + self.arrow()), state))
            y += self.arrow()
        for block in blocks:
            boxes += [_lower(box, y) for box in block.boxes]
            edges += [_lower_edge(edge, y) for edge in block.edges]
            y += block.height
        if number < of:
            state = edges[-1].state
            boxes.append(self.connector(y, "map-to-part", number + 1, state))
            y += self.connector_height()
        return Sheet(number, of, self.paper.width, round(y + margin, 1), tuple(boxes), tuple(edges))

    def connector(self, y: float, key: str, part: int, state: State) -> Box:
        paper = self.paper
        column = _Column(paper, self.measure, paper.pad, y + paper.pad / 2, paper.main - paper.pad)
        column.say(self.word(key, part=str(part)), "wanted")
        opens: Opens = ("part", str(part))
        return Box("connector", 0, y, paper.main, self.connector_height(), tuple(column.lines), (), state, opens)


def _rows(item: Item, depth: int = 0) -> Iterator[_Row]:
    """The things of a list below one another, those of a list within it deeper."""
    for part in item.parts if item.several else ():
        yield depth, part
        yield from _rows(part, depth + 1)


def _without_last_heads(rows: list[_Row]) -> list[_Row]:
    """The rows without a heading at their end: it stands again where its list goes on."""
    end = next((at for at in range(len(rows), 0, -1) if not rows[at - 1][1].several), len(rows))
    return rows[:end]


def _cut(blocks: list[_Block], limit: float, connector: float) -> list[list[_Block]]:
    """The blocks in parts that are no higher than the limit, where a single block allows that."""
    parts: list[list[_Block]] = [[]]
    height = 0.0
    for at, block in enumerate(blocks):
        after = connector if at < len(blocks) - 1 else 0
        if parts[-1] and height + block.height + after > limit:
            parts.append([])
            height = connector
        parts[-1].append(block)
        height += block.height
    return parts


def _lower(box: Box, by: float) -> Box:
    return replace(
        box,
        y=round(box.y + by, 1),
        lines=tuple(replace(line, y=round(line.y + by, 1)) for line in box.lines),
        symbols=tuple(replace(symbol, y=round(symbol.y + by, 1)) for symbol in box.symbols),
    )


def _lower_edge(edge: Edge, by: float) -> Edge:
    (x1, y1), (x2, y2) = edge.start, edge.end
    lines = tuple(replace(line, y=round(line.y + by, 1)) for line in edge.lines)
    return Edge((x1, round(y1 + by, 1)), (x2, round(y2 + by, 1)), edge.state, lines)
