"""A decision map as slides: one part of the map per slide, then the terms that it names, each with a map of its own."""

from datetime import UTC, datetime, time

from app.assess.findings import Result
from app.pack.model import Pack
from app.render.characters import named
from app.render.documents import document
from app.render.measure import text_width
from app.render.pdf import Drawing
from app.report.decision_map import DecisionMap, decision_map
from app.report.map_layout import layout
from app.report.map_sheet import SLIDE, Sheet


def slides(pack: Pack, part: str, result: Result | None = None, name: str = "") -> Drawing:
    """The drawing of the slides of a rule or a term. `name` is that of the system whose path is marked."""
    first = decision_map(pack, part, result)
    maps = [first, *(decision_map(pack, one, result) for one in first.terms)]
    pages: list[tuple[DecisionMap, Sheet]] = [(one, sheet) for one in maps for sheet in layout(one, SLIDE, text_width)]
    on = result.on if result else pack.as_of
    html = document("slides", pack, {"pages": pages, "name": name, "on": on, "first": first})
    return Drawing(named(html), datetime.combine(on, time(), UTC))
