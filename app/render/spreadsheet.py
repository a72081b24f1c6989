"""Tables as CSV and XLSX. What people wrote is never a formula: spreadsheets run what begins with =, +, - or @."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

from app.report.contents import Contents
from app.report.review_sheets import review_sheets
from app.report.sheets import Sheet, findings, sheets

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (28, 60)  # characters: of the narrowest and widest column


def findings_csv(contents: Contents) -> bytes:
    """The findings as CSV."""
    return sheet_csv(findings(contents))


def sheet_csv(sheet: Sheet) -> bytes:
    """One table as CSV: UTF-8 with a mark that spreadsheet programs recognise, semicolons as in Belgium."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_safe(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def report_xlsx(contents: Contents) -> bytes:
    """Action plan, measures, findings and the review as a workbook."""
    return workbook((*sheets(contents), *review_sheets(contents)), contents.system or contents.title, contents.on)


def workbook(pages: Sequence[Sheet], title: str, on: date) -> bytes:
    """Tables as a workbook, one sheet each, with filters."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.creator = title, "Waarborg"
    book.properties.created = book.properties.modified = datetime.combine(on, time())
    for sheet in pages:
        page = book.create_sheet(sheet.title[:31])
        for number, row in enumerate((sheet.headings, *sheet.rows), start=1):
            for column, content in enumerate(row, start=1):
                cell = page.cell(number, column)
                _fill(cell, content)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        for column, heading in enumerate(sheet.headings, start=1):
            longest = max((len(str(row[column - 1])) for row in sheet.rows), default=len(heading))
            page.column_dimensions[page.cell(1, column).column_letter].width = min(max(longest, WIDTHS[0]), WIDTHS[1])
        page.freeze_panes = "A2"
        page.auto_filter.ref = page.dimensions
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: Any, content: str | int) -> None:
    """A count as a number; a text as text, whatever it begins with."""
    if isinstance(content, int):
        cell.value = content
        return
    cell.value, cell.data_type = _printable(content), "s"
    cell.quotePrefix = content.startswith(_STARTS_A_FORMULA)


def _safe(content: str | int) -> str | int:
    return f"'{content}" if isinstance(content, str) and content.startswith(_STARTS_A_FORMULA) else content


def _printable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
