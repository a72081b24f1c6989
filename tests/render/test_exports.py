"""Word, Excel and CSV say what the report says, and what people wrote is never run as a formula."""

import csv
from io import BytesIO, StringIO

import pytest
from docx import Document
from openpyxl import load_workbook

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.render.spreadsheet import findings_csv, report_xlsx, sheet_csv
from app.render.word import report_docx
from app.report.contents import contents
from app.report.sheets import Sheet, findings
from tests.conftest import TODAY

EVIL = '=HYPERLINK("http://evil.example")'
ANSWERS = {
    "is-ai": "yes",
    "name": EVIL,
    "scored": {"value": "person", "note": "Seen \x07 on screen", "source": "manual p. 12"},
    "facts-first": "no",
    "measures-taken": [{"measure": "check-first", "state": "planned", "evidence": EVIL}],
}


@pytest.fixture(params=["en", "nl"])
def report(request, tiny):
    pack = tiny[request.param]
    answers, errors = parse_answers(pack, ANSWERS)
    assert not errors
    return contents(Result(pack, answers, TODAY))


def test_the_csv_lists_every_finding_that_holds_or_is_open(report):
    rows = list(csv.reader(StringIO(findings_csv(report).decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == [row[0] for row in findings(report).rows]
    by_id = {row[0]: row for row in rows[1:]}
    assert by_id["prediction-prohibited"][3] == {"en": "Scoring people", "nl": "Mensen scoren"}[report.language]
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_begins_a_formula(start):
    sheet = Sheet("x", "X", ("a",), ((f"{start}1+1",),))
    assert list(csv.reader(StringIO(sheet_csv(sheet).decode("utf-8-sig")), delimiter=";"))[1] == [f"'{start}1+1"]


def test_the_workbook_has_actions_measures_and_findings_and_no_formula(report):
    book = load_workbook(BytesIO(report_xlsx(report)))
    assert len(book.sheetnames) == 3
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    written = next(cell for cell in cells if cell.value == EVIL)
    assert written.quotePrefix
    actions = [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert actions == [row.finding.rule.title for row in report.actions]


def test_the_word_document_has_the_parts_of_the_report_and_what_was_written(report):
    document = Document(BytesIO(report_docx(report)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert EVIL in cells
    assert {"en": "Scoring people", "nl": "Mensen scoren"}[report.language] in texts
    assert any("manual p. 12" in cell and "Seen  on screen" in cell for cell in cells)
    assert report.integrity in "\n".join(texts)
    written = "\n".join(texts + cells)
    for group in report.open:
        for row in group.rows:
            assert row.finding.rule.title in written
    for label in report.impact.highest.values():
        assert label in written
    draft = document.sections[0].header.paragraphs[0].text
    assert str(len(report.unanswered)) in draft


def test_every_table_of_the_word_document_repeats_its_head(report):
    document = Document(BytesIO(report_docx(report)))
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr is not None
        assert "tblHeader" in table.rows[0]._tr.xml
