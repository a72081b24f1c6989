"""A report that carries something else than it was made with."""

import json
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from app.render.attachment import NAME, carried


def carrying(pdf, edit):
    """The report with another record inside; its pages stay."""
    record = json.loads(carried(pdf))
    edit(record)
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(pdf)))
    writer.add_attachment(NAME, json.dumps(record).encode())
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
