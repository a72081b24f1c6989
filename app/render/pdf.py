"""The report as PDF/UA-1 through WeasyPrint, which is imported only when a PDF is made."""

import os
from datetime import UTC, datetime, time
from typing import Any

from app.render.html import report_html
from app.report.contents import Contents

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
    """The report as PDF. Deterministic for the same contents and library versions."""
    return html_to_pdf(report_html(contents), datetime.combine(contents.on, time(), UTC))


def html_to_pdf(html: str, moment: datetime) -> bytes:
    """Draw an HTML document. Nothing outside the document is fetched."""
    module = weasyprint()
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
    from weasyprint.urls import URLFetcher

    document = module.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return content
