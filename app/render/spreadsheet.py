"""Tables as CSV and XLSX. What people wrote is never a formula: spreadsheets run what begins with =, +, - or @."""

import csv
from datetime import datetime, time
from io import BytesIO, StringIO

from app.report.contents import Contents
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
    """Action plan, measures and findings as a workbook, one sheet each, with filters."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    moment = datetime.combine(contents.on, time())
    book.properties.title, book.properties.creator = contents.system or contents.title, "Waarborg"
    book.properties.created = book.properties.modified = moment
    for sheet in sheets(contents):
        page = book.create_sheet(sheet.title[:31])
        for number, row in enumerate((sheet.headings, *sheet.rows), start=1):
            for column, text in enumerate(row, start=1):
                cell = page.cell(number, column)
                cell.value, cell.data_type = _printable(text), "s"  # text, whatever it begins with
                cell.quotePrefix = text.startswith(_STARTS_A_FORMULA)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        for column, heading in enumerate(sheet.headings, start=1):
            longest = max((len(row[column - 1]) for row in sheet.rows), default=len(heading))
            page.column_dimensions[page.cell(1, column).column_letter].width = min(max(longest, WIDTHS[0]), WIDTHS[1])
        page.freeze_panes = "A2"
        page.auto_filter.ref = page.dimensions
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _printable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))
