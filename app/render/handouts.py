"""A worked case as a handout of two pages."""

from datetime import UTC, date, datetime, time

from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.case import Case
from app.pack.model import Pack
from app.render.characters import named
from app.render.documents import document
from app.render.measure import text_width
from app.render.pdf import Drawing, draw
from app.report.handout import handout


def handout_drawing(case: Case, result: Result) -> Drawing:
    """The drawing of the handout of a case, in the language of the pack of the result."""
    sheet = handout(case, result, text_width)
    return Drawing(named(document("handout", result.pack, {"sheet": sheet})), datetime.combine(result.on, time(), UTC))


def handout_pdf(pack: Pack, case_id: str, on: date) -> bytes:
    """The handout of a case as PDF. Raises KeyError, DateError or LibrariesMissing."""
    case = pack.cases[case_id]
    return draw(handout_drawing(case, Result(pack, answers_of(pack, case)[0], on)))
