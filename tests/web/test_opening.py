"""A report or an answers file that somebody sends becomes a new draft, whole or not at all."""

import json
import re
from io import BytesIO

import pytest
from pypdf import PdfWriter

from app.render.attachment import NAME, carried
from app.web.security import LARGER

TYPE = "application/octet-stream"


def upload(client, content, name="report.pdf", **fields):
    return client.post("/open", files={"file": (name, content, TYPE)}, data=fields)


def count(client):
    return client.get("/").text.count('href="/assessments/')


@pytest.fixture
def sent(client):
    """A report made by the service, with the answers that it was made of."""
    made = client.post("/cases/veripol/open").url.path.removesuffix("/findings")
    answers = client.get(f"{made}/answers.json").json()["answers"]
    page = client.post(f"{made}/report", data={"language": "nl", "on": "2026-11-23", "how": "pdf"})
    key = page.url.path.rsplit("/", 1)[1]
    client.app.state.waarborg.pdf.wait(key)
    return client.get(f"{made}/report/pdf/{key}/file").content, answers


def test_a_report_becomes_a_draft_with_the_same_answers(client, sent):
    pdf, answers = sent
    opened = upload(client, pdf)
    assert opened.status_code == 200 and opened.url.path.endswith("/answers")
    again = client.get(opened.url.path.removesuffix("/answers") + "/answers.json").json()["answers"]
    assert again == answers


def test_a_damaged_report_opens_nothing_and_says_why(client, sent):
    pdf, _ = sent
    before = count(client)
    record = json.loads(carried(pdf))
    record["answers"]["stage"]["value"] = "planned"
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment(NAME, json.dumps(record).encode())
    changed = BytesIO()
    writer.write(changed)
    for part in (pdf[:3000], pdf[:200], b"%PDF-1.7", changed.getvalue()):
        refused = upload(client, part)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text and "report.pdf" in refused.text
    assert count(client) == before


FILES = [
    (b"", "a.yaml", "Choose a file"),
    (b"\xff\xfe\x00", "a.yaml", "neither a PDF nor a text"),
    (b"hello", "a.pdf", "this is no PDF"),
    (b"answers: [", "a.yaml", "a.yaml:"),
    (b"pack: other\nanswers: {}\n", "a.yaml", "not &#39;PACK&#39;"),
    (b"answers: {}\n", "a.yaml", "has no answers"),
    (b'{"answers": {"<b>x</b>": "yes"}}', "a.json", "&lt;b&gt;x&lt;/b&gt;: there is no such question"),
]


@pytest.mark.parametrize(("content", "name", "says"), FILES)
def test_a_file_that_is_of_no_use_is_refused_with_the_reason(client, content, name, says):
    pack = client.get("/health").json()["pack"]
    refused = upload(client, content, name)
    assert refused.status_code == 422
    assert says.replace("PACK", pack) in refused.text
    assert count(client) == 0


def test_answers_that_no_longer_fit_are_left_out_only_when_asked_for(client):
    content = json.dumps({"answers": {"gone-question": "yes", "stage": "in-use", "used-by": "nobody"}}).encode()
    refused = upload(client, content, "old.json")
    assert "gone-question" in refused.text and "used-by" in refused.text and "leave_out" in refused.text
    assert count(client) == 0
    opened = upload(client, content, "old.json", leave_out="yes")
    answers = client.get(opened.url.path.removesuffix("/answers") + "/answers.json").json()["answers"]
    assert list(answers) == ["stage"]


def test_files_have_a_limit_of_their_own(client):
    assert client.post("/open", content=b"x" * (LARGER + 1)).status_code == 413
    assert client.post("/assessments", content=b"x" * 2_100_000).status_code == 413


@pytest.mark.parametrize(("ending", "start"), [("docx", b"PK"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_the_report_is_downloaded_in_other_formats(client, ending, start):
    made = client.post("/cases/veripol/open").url.path.removesuffix("/findings")
    file = client.post(f"{made}/report", data={"language": "nl", "on": "2026-11-23", "how": ending})
    assert file.content.startswith(start)
    assert re.search(rf'filename="waarborg-.*\.{ending}"', file.headers["content-disposition"])
    assert client.get(f"{made}/report/nl/2026-11-23/exe").status_code == 404
