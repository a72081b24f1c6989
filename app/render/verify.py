"""Recompute a report from what it carries: the same answers, the same conclusions, the same pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from app.assess.answers import parse_answers
from app.assess.evaluation import DateError
from app.assess.findings import Result
from app.pack.load import Packs
from app.render.attachment import carried
from app.render.html import rendering
from app.render.pdf import report_pdf
from app.report.contents import contents
from app.report.record import Record, conclusions, is_whole, parse_record, scores


@dataclass(frozen=True)
class Verified:
    """One thing that was compared: ok True, False, or None where it could not be compared."""

    what: str
    ok: bool | None
    details: tuple[str, ...] = ()


def verify(packs: Packs, pdf: bytes, pages: bool = True) -> Iterator[Verified]:
    """Compare a report with what its own answers lead to. Raises AttachmentError or RecordError."""
    record = parse_record(carried(pdf))
    yield Verified("answers are those that the report was made of", is_whole(record))
    source = packs.source
    if record.pack != source.pack or record.language not in packs:
        yield Verified(f"made with pack {record.pack} in {record.language}, which is not installed here", False)
        return
    same_pack = record.pack_identity == source.identity
    yield Verified(
        "made with the questions and rules that are installed here"
        if same_pack
        else "made with another version of the questions and rules; compared with the present one",
        True if same_pack else None,
        () if same_pack else (f"report {record.pack_identity[:12]}, here {source.identity[:12]}",),
    )
    pack = packs[record.language]
    answers, errors = parse_answers(pack, record.answers)
    yield Verified("every answer fits its question", not errors, tuple(map(str, errors)))
    try:
        result = Result(pack, answers, record.on)
    except DateError as error:
        yield Verified("the date of the report lies within the law of the pack", False, (str(error),))
        return
    different = tuple(_conclusions(record, result))
    yield Verified("the answers lead to the conclusions of the report", not different, different)
    yield Verified("the answers lead to the scores of the report", record.scores == scores(result))
    if record.review:
        yield Verified("the review (opinions, decision) is what people stated; it follows from no answer", None)
    if not pages:
        return
    if not same_pack or record.rendering != rendering():
        yield Verified("the pages were drawn by another version of Waarborg and were not compared", None)
        return
    drawn = report_pdf(contents(result, record.review))
    differ = () if drawn == pdf else tuple(_pages(pdf, drawn))
    yield Verified("the pages say what the answers lead to", not differ, differ)


def _conclusions(record: Record, result: Result) -> Iterator[str]:
    now = conclusions(result)
    for rule in sorted(now.keys() | record.conclusions.keys()):
        said, follows = record.conclusions.get(rule, "does-not-hold"), now.get(rule, "does-not-hold")
        if said != follows:
            yield f"{rule}: the report says {said}, the answers lead to {follows}"


def _pages(pdf: bytes, drawn: bytes) -> Iterator[str]:
    said, follows = _texts(pdf), _texts(drawn)
    if len(said) != len(follows):
        yield f"the report has {len(said)} pages, the answers lead to {len(follows)}"
    yield from (f"page {number}" for number, (one, two) in enumerate(zip(said, follows, strict=False), 1) if one != two)


def _texts(pdf: bytes) -> list[str]:
    from pypdf import PdfReader

    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]
