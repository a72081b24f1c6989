"""A report that is told of the review says it in every format, carries it apart, and stays verifiable."""

import json
import re
from datetime import date
from io import BytesIO

import page
import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.people.access import ROLES, STATES
from app.people.workflow import MOVES
from app.render.attachment import carried
from app.render.formats import FORMATS
from app.render.html import report_html
from app.render.pdf import drawing, report_pdf
from app.render.verify import verify
from app.report.contents import contents
from app.report.coverage import coverage
from app.report.record import RecordError, parse_record
from app.report.review import Asked, Condition, Decision, Opinion, Reply, Review, Step, Who
from app.report.words import word
from tests.conftest import TODAY
from tests.render.records import carrying

DANA, CHIEF = Who("Dana", "dpo", "Politiezone A"), Who("Chris", "controller", "Politiezone A")
OVERSEER, CALENDAR = Who("Robin", "reviewer", "Oversight body"), Who()
FIRST, LATER = date(2026, 10, 1), date(2026, 11, 2)
REVIEW = Review(
    state="due-for-review",
    asked=(
        Asked(1, "Is it AI?", "Which model?", OVERSEER, FIRST, (Reply("The second", DANA, LATER),)),
        Asked(1, "", "Who pays?", OVERSEER, FIRST),
    ),
    opinions=(Opinion(1, "nl", "conditional", "Te ruim", ("Meet de fouten",), OVERSEER, LATER),),
    decisions=(Decision(2, "approve-with-conditions", "Needed\nat night", "Wait <b>first</b>", "It is urgent", CHIEF, LATER),),
    conditions=(
        Condition("Publish a notice", "Communication", date(2026, 11, 20)),
        Condition("Ask the vendor", "Purchasing", date(2027, 1, 1), LATER, "Letter of 2 November"),
    ),
    steps=(
        Step("submit", "draft", "submitted", 1, DANA, FIRST),
        Step("approve-with-conditions", "opinion-given", "approved-with-conditions", 2, CHIEF, LATER),
        Step("review", "in-use", "due-for-review", None, CALENDAR, LATER),
    ),
    review_on=date(2026, 11, 22),
)
SAID = (
    "Which model?", "The second", "Who pays?", "Te ruim", "Meet de fouten", "at night", "Wait <b>first</b>",
    "It is urgent", "Publish a notice", "Letter of 2 November", "Robin", "Oversight body", "Chris",
)  # fmt: skip
ANSWERS = {"is-ai": "yes", "name": "Scorer", "scored": "person", "facts-first": "no"}


def result_of(pack):
    return Result(pack, parse_answers(pack, ANSWERS)[0], TODAY)


@pytest.fixture(scope="module", params=["en", "nl"])
def report(request, tiny):
    return contents(result_of(tiny[request.param]), REVIEW)


@pytest.fixture(scope="module")
def pdf(report):
    return report_pdf(report)


def texts(content):
    return re.sub(r"\s+", " ", " ".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages))


def test_the_pdf_says_who_asked_advised_and_decided_what_and_when(report, pdf):
    said = texts(pdf)
    for wanted in SAID:
        assert wanted in said, wanted
    own = {
        "en": ["supervisory authority", "2 November 2026", "version 2", "Review at the latest on: 22 November 2026", "the calendar"],
        "nl": ["toezichthouder", "2 november 2026", "versie 2", "Uiterlijk te herzien op: 22 november 2026", "de kalender"],
    }
    for wanted in own[report.language]:
        assert wanted in said, wanted


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_pdf_stays_accessible_and_archivable(pdf, profile):
    outcome = page.validate_pdf_bytes(pdf, profile=profile)
    assert outcome.is_compliant, [failure.message for failure in outcome.failures]


def test_word_excel_html_and_json_say_it_too(report):
    made = {ending: FORMATS[ending].make(report) for ending in ("docx", "xlsx", "html", "json")}
    document = Document(BytesIO(made["docx"]))
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    book = load_workbook(BytesIO(made["xlsx"]))
    sheets = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    plain = json.loads(made["json"])["review"]
    for wanted in SAID:
        assert wanted in cells and wanted in sheets and wanted in json.dumps(plain), wanted
    assert "Wait &lt;b&gt;first&lt;/b&gt;" in made["html"].decode()
    assert plain["conditions"][0]["deadline"] == "2026-11-20"


def test_it_is_carried_apart_and_comes_back(pdf):
    record = parse_record(carried(pdf))
    assert record.review == REVIEW
    assert set(record.answers) == set(ANSWERS)


def test_the_report_is_verified_and_the_review_told_to_be_stated(tiny, pdf):
    found = list(verify(tiny, pdf))
    assert [one.what for one in found if one.ok is False] == []
    assert any("what people stated" in one.what and one.ok is None for one in found)


def test_another_decision_inside_than_on_the_pages_is_seen(tiny, pdf):
    def approve(record):
        record["review"]["decisions"][0]["decision"] = "approve"

    failed = [one.what for one in verify(tiny, carrying(pdf, approve)) if one.ok is False]
    assert failed == ["the pages say what the answers lead to"]


@pytest.mark.parametrize("damaged", [[], "x", {"steps": 1}, {"decisions": [{"version": "two"}]}])
def test_a_review_of_another_shape_is_refused(pdf, damaged):
    with pytest.raises(RecordError, match="review"):
        parse_record(json.dumps({**json.loads(carried(pdf)), "review": damaged}).encode())


def test_without_a_review_the_report_carries_and_says_none(tiny):
    plain = contents(result_of(tiny.source))
    assert "review" not in json.loads(drawing(plain).record)
    assert "The way so far" not in report_html(plain)


def test_the_decision_counts_in_the_coverage_table_once_a_review_has_begun(real):
    result = Result(real.source, parse_answers(real.source, {"dpo-advice": "Wait", "public-steps": "Told"})[0], TODAY)

    def undecided(review):
        return [row.required.id for row in coverage(result, review) if row.undecided]

    assert undecided(Review()) == []
    assert undecided(Review(steps=REVIEW.steps[:1])) == ["edpb-5"]
    assert undecided(REVIEW) == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_move_state_and_role_has_words(language):
    keys = [f"told-move-{move.id}" for move in MOVES] + [f"told-state-{one}" for one in STATES]
    for key in (*keys, *(f"told-role-{role}" for role in ROLES)):
        assert word(key, language)
