"""Every format in which a report can be had: the ending of the file, its media type, and what makes it."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from app.render.html import report_html
from app.render.pdf import report_pdf
from app.render.spreadsheet import findings_csv, report_xlsx
from app.render.word import report_docx
from app.report.contents import Contents
from app.report.data import evaluation

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """A format of the report."""

    media_type: str
    make: Callable[[Contents], bytes]



def _json(contents: Contents) -> bytes:
    found = evaluation(contents.result, contents.review)
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


FORMATS = {
    "pdf": Format("application/pdf", report_pdf),
    "html": Format("text/html; charset=utf-8", lambda contents: report_html(contents).encode()),
    "docx": Format(f"{_OFFICE}.wordprocessingml.document", report_docx),
    "xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", report_xlsx),
    "csv": Format("text/csv; charset=utf-8", findings_csv),
    "json": Format("application/json", _json),
}
