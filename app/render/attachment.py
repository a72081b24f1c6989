"""The file inside a report: put in when it is drawn, taken out of a PDF that somebody sends. Untrusted input."""

from datetime import datetime
from io import BytesIO
from typing import Any

NAME = "waarborg-assessment.json"
MAX_PDF = 20_000_000  # bytes
MAX_RECORD = 8_000_000  # bytes, unpacked


class AttachmentError(ValueError):
    """The PDF cannot be used. `code` names the reason: too-large, not-a-pdf, damaged, nothing-inside."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def attachment(content: bytes, description: str, moment: datetime) -> Any:
    """The record as an attachment for WeasyPrint, dated by the report."""
    from weasyprint import Attachment

    return Attachment(
        string=content,
        name=NAME,
        description=description,
        relationship="Source",
        created=moment,
        modified=moment,
    )


def carried(pdf: bytes) -> bytes:
    """The record that a report carries. Raises AttachmentError."""
    if len(pdf) > MAX_PDF:
        raise AttachmentError("too-large", f"larger than {MAX_PDF // 1_000_000} MB")
    if not pdf.startswith(b"%PDF-"):
        raise AttachmentError("not-a-pdf", "not a PDF")
    try:
        found = _attachment(pdf)
    except Exception as error:  # a damaged or hostile PDF fails in any way
        raise AttachmentError("damaged", "damaged: it cannot be read as a PDF") from error
    if found is None:
        raise AttachmentError("nothing-inside", f"it carries no {NAME}; only reports made by Waarborg do")
    if len(found) > MAX_RECORD:
        raise AttachmentError("too-large", f"what it carries is larger than {MAX_RECORD // 1_000_000} MB")
    return found


def _attachment(pdf: bytes) -> bytes | None:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf), strict=False)
    found = [one for one in reader.attachment_list if one.name == NAME]
    if len(found) > 1:
        raise ValueError("several records")
    return found[0].content if found else None
