"""How long a long report takes, and how much memory: every question answered, 12 groups, every measure.

Usage: python benchmarks/report.py [folder for the PDF].
Target: 4 s and 250 MB for 60 pages in a warm worker on two cores.
"""

import resource
import sys
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from time import perf_counter

from app.assess.answers import Answer, Answers, Table, Value
from app.assess.findings import Result
from app.pack.load import load
from app.pack.model import Column, Pack, Question
from app.render.jobs import _draw as draw
from app.render.jobs import _warm_up as warm_up
from app.render.pdf import Drawing, drawing
from app.report.contents import contents
from app.settings import settings

DAY = date(2026, 11, 25)
TEXT = (
    "Officers look at each hit before they act. The zone tested this in spring and keeps the figures in its own file. "
    * 2
)
GROUPS, MEASURES, ROUNDS = 12, 40, 3


def value(question: Question | Column) -> Value:
    """An answer that opens as many further questions as possible."""
    match question.kind:
        case "yes-no":
            return "yes"
        case "one-of":
            return next(iter(question.options))
        case "several-of":
            return tuple(question.options)[:3]
        case "number":
            return max(question.min or 0.0, min(3.0, question.max or 3.0))
        case "date":
            return "2026-10-01"
    return TEXT[:120] if isinstance(question, Column) else TEXT


def everything(pack: Pack) -> Answers:
    """Answers to every question of the pack."""
    found: dict[str, Answer] = {}
    for question in pack.questions.values():
        if question.columns:
            many = GROUPS if question.id == "groups" else MEASURES if question.id == "measures-taken" else 2
            rows = [{column.id: value(column) for column in question.columns} for _ in range(many)]
            for number, row in enumerate(rows):
                if "name" in row:
                    row["name"] = f"Group {number + 1}"
                for column in question.columns:
                    if column.options_from:
                        row[column.id] = list(column.options)[number % len(column.options)]
            found[question.id] = Answer(Table(tuple(rows)))
        else:
            found[question.id] = Answer(value(question), "Seen in the file of the zone.", "file 12")
    return Answers(found)


def main() -> None:
    """Print pages, seconds and memory."""
    from pypdf import PdfReader

    pack = load(settings().pack_dir).source
    warm_up()
    draw(Drawing("<title>x</title><h1>x</h1>", datetime(2026, 1, 1)))  # warm, as a worker is
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        wanted = drawing(contents(Result(pack, everything(pack), DAY)))
        middle = perf_counter()
        pdf = draw(wanted)
        times.append((middle - start, perf_counter() - middle))
    pages = len(PdfReader(BytesIO(pdf)).pages)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    contents_time, draw_time = (min(column) for column in zip(*times, strict=True))
    print(
        f"{pages} pages: contents {contents_time:.2f} s, "
        f"drawing {draw_time:.2f} s ({1000 * draw_time / pages:.0f} ms a page), {memory:.0f} MB"
    )
    if len(sys.argv) > 1:
        (Path(sys.argv[1]) / "long-report.pdf").write_bytes(pdf)


if __name__ == "__main__":
    main()
