"""A report can be recomputed by whoever receives it; a changed, foreign or damaged one is told apart."""

import json
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.render.attachment import NAME, AttachmentError, carried
from app.render.pdf import report_pdf
from app.render.verify import verify
from app.report.contents import contents
from app.report.record import RecordError, parse_record
from tests.conftest import TODAY
from tests.render.records import carrying

ANSWERS = {
    "is-ai": "yes",
    "name": "Scorer",
    "scored": {"value": "person", "note": "Seen", "source": "manual p. 12"},
    "facts-first": "no",
}


@pytest.fixture(scope="module")
def pdf(tiny):
    return report_pdf(contents(Result(tiny.source, parse_answers(tiny.source, ANSWERS)[0], TODAY)))


def failures(tiny, pdf, **options):
    return [one.what for one in verify(tiny, pdf, **options) if one.ok is False]


def test_a_report_that_nobody_touched_is_the_same(tiny, pdf):
    assert failures(tiny, pdf) == []
    assert all(one.ok for one in verify(tiny, pdf))


def test_what_it_carries_is_what_was_answered(tiny, pdf):
    record = parse_record(carried(pdf))
    assert record.answers["scored"] == {"value": "person", "note": "Seen", "source": "manual p. 12"}
    assert parse_answers(tiny.source, record.answers)[0] == parse_answers(tiny.source, ANSWERS)[0]
    assert record.conclusions["prediction-prohibited"] == "holds"


def test_the_evidence_that_a_report_names_cannot_be_exchanged_unnoticed(tiny):
    proven = {**ANSWERS, "is-ai": {"value": "yes", "evidence": [{"name": "contract.pdf", "sha256": "ab" * 32}]}}
    pdf = report_pdf(contents(Result(tiny.source, parse_answers(tiny.source, proven)[0], TODAY)))
    assert failures(tiny, pdf) == []
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "contract.pdf" in text

    def edit(record):
        record["answers"]["is-ai"]["evidence"][0]["sha256"] = "cd" * 32

    assert "answers are those that the report was made of" in failures(tiny, carrying(pdf, edit), pages=False)


@pytest.mark.parametrize("evidence", ["x", [1], [{"name": "a"}], [{"name": "a", "sha256": 1}], [{"name": "a", "sha256": "b", "c": "d"}]])
def test_evidence_of_the_wrong_shape_is_told(tiny, evidence):
    _, errors = parse_answers(tiny.source, {"is-ai": {"value": "yes", "evidence": evidence}})
    assert [one.question for one in errors] == ["is-ai"]


def test_a_changed_answer_is_noticed_everywhere(tiny, pdf):
    def edit(record):
        record["answers"]["facts-first"]["value"] = "yes"

    assert failures(tiny, carrying(pdf, edit)) == [
        "answers are those that the report was made of",
        "the answers lead to the conclusions of the report",
        "the answers lead to the scores of the report",
        "the pages say what the answers lead to",
    ]


def test_a_changed_conclusion_is_noticed_and_named(tiny, pdf):
    def edit(record):
        record["conclusions"].pop("prediction-prohibited")

    found = {one.what: one for one in verify(tiny, carrying(pdf, edit), pages=False) if one.ok is False}
    assert found["the answers lead to the conclusions of the report"].details == (
        "prediction-prohibited: the report says does-not-hold, the answers lead to holds",
    )


def test_changed_pages_around_untouched_answers_are_noticed(tiny, pdf):
    other = {**ANSWERS, "name": "Harmless helper"}
    pages = report_pdf(contents(Result(tiny.source, parse_answers(tiny.source, other)[0], TODAY)))
    writer = PdfWriter()
    for page in PdfReader(BytesIO(pages)).pages:
        writer.add_page(page)
    writer.add_attachment(NAME, carried(pdf))
    out = BytesIO()
    writer.write(out)
    assert failures(tiny, out.getvalue()) == ["the pages say what the answers lead to"]


def test_another_version_of_the_rules_is_said_and_the_conclusions_are_still_compared(tiny, pdf):
    def edit(record):
        record["pack-identity"] = "0" * 64

    rows = {one.what: one.ok for one in verify(tiny, carrying(pdf, edit))}
    assert rows["made with another version of the questions and rules; compared with the present one"] is None
    assert rows["the answers lead to the conclusions of the report"] is True


DAMAGED = [
    (b"", "not-a-pdf"),
    (b"PK\x03\x04", "not-a-pdf"),
    (b"%PDF-1.7 and then nothing", "damaged"),
]


@pytest.mark.parametrize(("content", "code"), DAMAGED)
def test_what_is_no_report_is_refused_with_the_reason(content, code):
    with pytest.raises(AttachmentError) as refused:
        carried(content)
    assert refused.value.code == code


def test_a_truncated_report_is_refused(pdf):
    for size in (100, len(pdf) // 3, len(pdf) // 2):
        with pytest.raises((AttachmentError, RecordError)):
            parse_record(carried(pdf[:size]))


def test_another_pdf_is_refused():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = BytesIO()
    writer.write(out)
    with pytest.raises(AttachmentError) as refused:
        carried(out.getvalue())
    assert refused.value.code == "nothing-inside"


def test_a_report_with_two_records_is_refused_because_nobody_knows_which_one_counts(pdf):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.add_attachment(NAME, carried(pdf))
    out = BytesIO()
    writer.write(out)
    with pytest.raises(AttachmentError) as refused:
        carried(out.getvalue())
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not json", "not readable"),
        (b"[" * 100_000, "not readable"),
        (b'{"format": "other/1"}', "not in the format"),
        (b'{"format": "waarborg-assessment/1", "pack": 3}', "the field 'pack'"),
    ],
)
def test_a_record_of_another_shape_is_refused(content, says):
    with pytest.raises(RecordError, match=says):
        parse_record(content)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("answers", {"is-ai": "yes"}, "the answer 'is-ai' has the wrong shape"),
        ("conclusions", {"a": 1}, "a conclusion has the wrong shape"),
        ("on", "soon", "not a date"),
    ],
)
def test_a_part_of_another_shape_is_named(pdf, field, value, says):
    with pytest.raises(RecordError, match=says):
        parse_record(json.dumps({**json.loads(carried(pdf)), field: value}).encode())
