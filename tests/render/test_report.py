import re

import page
import pytest
from pypdf import PdfReader

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.render.html import report_html
from app.render.jobs import PdfJobs
from app.render.pdf import drawing, report_pdf
from app.report.contents import contents
from tests.conftest import TODAY

ANSWERS = {
    "is-ai": "yes",
    "name": "<script>alert(1)</script>",
    "scored": {"value": "person", "note": "Seen on <b>screen</b>", "source": "manual p. 12"},
    "facts-first": "no",
}


@pytest.fixture(params=["en", "nl"])
def report(request, tiny):
    pack = tiny[request.param]
    return contents(Result(pack, parse_answers(pack, ANSWERS)[0], TODAY))


def text_of(pdf):
    from io import BytesIO

    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def test_the_report_says_what_is_concluded_why_and_on_what_it_rests(report):
    text = text_of(report_pdf(report))
    wanted = {
        "en": [
            "Scoring people",
            "People are scored without facts.",
            "Stop.",
            "manual p. 12",
            "law as of 23 November 2026",
        ],
        "nl": [
            "Mensen scoren",
            "Mensen krijgen een score zonder feiten.",
            "Stop.",
            "manual p. 12",
            "recht op 23 november 2026",
        ],
    }
    for words in wanted[report.language]:
        assert words.lower() in text.lower()
    assert report.pack_identity[:20] in text.replace(" ", "")


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_pdf_is_accessible_and_archivable(report, profile):
    outcome = page.validate_pdf_bytes(report_pdf(report), profile=profile)
    assert outcome.is_compliant, [failure.message for failure in outcome.failures]


def test_a_character_that_no_typeface_has_is_named_and_does_not_vanish(tiny):
    answers = parse_answers(tiny.source, {"is-ai": "yes", "name": "Zone 12 \U00013080 caf\u00e9"})[0]
    pdf = report_pdf(contents(Result(tiny.source, answers, TODAY)))
    assert "Zone 12 [U+13080] café" in text_of(pdf)
    assert page.validate_pdf_bytes(pdf, profile="3a").is_compliant


def test_what_people_write_is_never_markup(report):
    html = report_html(report)
    assert "<script>" not in html
    assert "Seen on &lt;b&gt;screen&lt;/b&gt;" in html


def test_the_same_contents_give_the_same_bytes(report):
    assert report_pdf(report) == report_pdf(report)


def test_another_answer_is_another_report(report, tiny):
    other = {**ANSWERS, "facts-first": "yes"}
    changed = contents(Result(tiny[report.language], parse_answers(tiny.source, other)[0], TODAY))
    assert changed.integrity != report.integrity


def test_a_pdf_is_made_in_a_worker_and_kept(report, tmp_path):
    jobs = PdfJobs(tmp_path)
    key = jobs.submit(drawing(report))
    jobs.wait(key)
    assert jobs.state(key) == "done"
    assert jobs.content(key).startswith(b"%PDF")
    jobs.close()
    again = PdfJobs(tmp_path)
    assert again.state(again.submit(drawing(report))) == "done"  # cached by content: no worker was started
    assert jobs.state("0" * 64) == "unknown"
    with pytest.raises(FileNotFoundError):
        jobs.content("../../etc/passwd")
