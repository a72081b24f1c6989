"""The report as PDF/UA-1 and PDF/A-3a through WeasyPrint, which is imported only when a PDF is made."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.metadata import version
from typing import Any

from app.render.attachment import attachment
from app.render.characters import named
from app.render.conformance import VARIANT, declare_both
from app.render.html import rendering, report_html
from app.report.contents import Contents
from app.report.record import record_bytes
from app.report.words import word

EPOCH = "1767225600"  # seconds; what font files are dated with, so that the bytes do not depend on the clock

MISSING = (
    "PDF reports need Pango and HarfBuzz: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "The HTML report works without them."
)


class LibrariesMissing(RuntimeError):
    """WeasyPrint's system libraries are not installed."""


def weasyprint() -> Any:
    """The WeasyPrint module. Raises LibrariesMissing with the command that installs what it needs."""
    try:
        import weasyprint as module
    except OSError as error:
        raise LibrariesMissing(MISSING) from error
    return module


def report_pdf(contents: Contents) -> bytes:
    """The report as PDF with the assessment inside. Deterministic for the same contents and library versions."""
    return draw(drawing(contents))


@dataclass(frozen=True)
class Drawing:
    """All that the bytes of a PDF depend on; plain, so that a worker process can draw it."""

    html: str
    moment: datetime  # the date of the report, never the present
    record: bytes = b""  # the assessment to carry
    description: str = ""  # of what it carries, for a reader

    @property
    def key(self) -> str:
        """The hash of the drawing and of the library that draws it."""
        parts = (version("weasyprint"), self.moment.isoformat(), self.description, self.html)
        return hashlib.sha256("\n".join(parts).encode() + self.record).hexdigest()


def drawing(contents: Contents) -> Drawing:
    """The drawing of a report."""
    return Drawing(
        html=named(report_html(contents)),
        moment=datetime.combine(contents.on, time(), UTC),
        record=record_bytes(contents.result, rendering(), contents.review),
        description=word("carried-file", contents.language),
    )


def draw(wanted: Drawing) -> bytes:
    """Draw a document as PDF/UA-1 and PDF/A-3a. Nothing outside the document is fetched."""
    module = weasyprint()
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    from weasyprint.urls import URLFetcher

    document = module.HTML(string=wanted.html, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    files = [attachment(wanted.record, wanted.description, wanted.moment)] if wanted.record else []
    content: bytes = document.write_pdf(pdf_variant=VARIANT, attachments=files, finisher=declare_both)
    return content
