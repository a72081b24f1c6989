"""Evidence files: what is taken, what is refused, who gets it back, and that the report names it."""

import io
import re
import socket
import struct
from threading import Thread

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image

from app.settings import settings
from app.web.upload import UploadError, accepted, clean_name
from tests.web.lived import in_state

pytestmark = pytest.mark.both_databases

PDF = b"%PDF-1.7\n...\n%%EOF\n"


def saved(thing):
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()


def photo():
    image, out = Image.new("RGB", (40, 20), "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SpyCam", 6  # maker; turned a quarter
    image.save(out, "JPEG", exif=exif, comment=b"secret place")
    return out.getvalue()


def put_nothing(browser, path):
    """What a browser sends where no file was chosen: a part without a name and without bytes."""
    head = 'Content-Disposition: form-data; name="file"; filename=""\r\nContent-Type: application/octet-stream'
    return browser.post(path, content=f"--x\r\n{head}\r\n\r\n\r\n--x--\r\n", headers={"content-type": "multipart/form-data; boundary=x"})


def put(browser, shared, name="proof.pdf", content=PDF, question="aim"):
    return browser.post(f"{shared}/evidence/{question}", files={"file": (name, content)})


def number(page):
    return re.search(r"/evidence/aim/(\d+)\"", page.text)[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.docx", saved(Document())),
        ("a.xlsx", saved(Workbook())),
        ("a.JPG", photo()),
        ("a.csv", "naam;één\n".encode("cp1252")),
    ],
)
def test_the_usual_types_are_taken(name, content):
    assert accepted(name, content).name == name


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"<script>", "content"),
        ("a.docx", saved(Workbook()), "content"),
        ("a.xlsx", b"PK\x03\x04 broken", "content"),
        ("a.png", photo(), "content"),
        ("a.jpg", photo()[:200], "content"),
        ("a.txt", b"\x7fELF\x00\x01", "content"),
        ("a.exe", b"MZ", "type"),
        ("a.html", b"<p>", "type"),
        ("a.pdf", b"", "none"),
        ("a.pdf", PDF + b"x" * 20_000_000, "too-large"),
    ],
)
def test_what_is_something_else_than_its_name_says_is_refused(name, content, code):
    with pytest.raises(UploadError) as refused:
        accepted(name, content)
    assert refused.value.code == code


@pytest.mark.parametrize("path", ["{}/evidence/aim", "/open"])
def test_whoever_chose_no_file_is_told_so_beside_the_field(dana, shared, path):
    page = put_nothing(dana, path.format(shared))
    assert page.status_code == 422
    assert re.search(r'id="file-error">.*Choose a file', page.text) and 'type="file" id="file"' in page.text


def test_a_photo_tells_nothing_but_what_is_seen():
    kept = accepted("photo.jpg", photo()).content
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (20, 40) and not image.getexif()
    assert b"SpyCam" not in kept and b"secret place" not in kept


def test_a_name_is_the_last_part_and_visible():
    assert clean_name("..\\..\\etc/pass\u202ewd\n.pdf") == "passwd.pdf"
    assert clean_name("x" * 500 + ".pdf").endswith("x.pdf") and len(clean_name("x" * 500 + ".pdf")) == 120


def test_a_file_comes_back_as_an_attachment_and_is_named_in_the_report(dana, ali, shared):
    dana.post(f"{shared}/questions/aim", data={"t.aim": "Fewer thefts"})
    page = put(dana, shared, "prüf <1>.pdf")
    assert "prüf &lt;1&gt;.pdf" in page.text
    got = ali.get(f"{shared}/evidence/aim/{number(page)}")
    assert got.content == PDF
    assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''pr%C3%BCf")
    assert got.headers["x-content-type-options"] == "nosniff" and "sandbox" in got.headers["content-security-policy"]
    made = dana.post(f"{shared}/report", data={"language": "en", "on": "2026-11-27", "how": "html"}).text
    assert re.search(r"Evidence: prüf &lt;1&gt;\.pdf, sha256 .*[0-9a-f]{64}", made)


def test_a_removed_file_is_gone_from_the_answer_and_the_disk(dana, shared):
    one, other = number(put(dana, shared)), number(put(dana, shared, question="aim", name="copy.pdf"))
    files = settings().data_dir / "files"
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1  # the same bytes are kept once
    for name in {one, other} | set(re.findall(r"/evidence/aim/(\d+)\"", dana.get(f"{shared}/evidence/aim").text)):
        dana.post(f"{shared}/evidence/aim/{name}/remove")
    assert dana.get(f"{shared}/evidence/aim/{one}").status_code == 404
    assert not [path for path in files.rglob("*") if path.is_file()]
    assert "Removed by Dana Dewit" in dana.get(f"{shared}/evidence/aim").text


def test_who_may_only_read_downloads_and_nobody_else_does_anything(dana, browsers, shared):
    one = number(put(dana, shared))
    in_state(shared, "submitted")
    chris = browsers("chris")
    assert chris.get(f"{shared}/evidence/aim/{one}").status_code == 200
    assert put(chris, shared).status_code == 403
    assert browsers("rik").get(f"{shared}/evidence/aim/{one}").status_code == 404
    assert dana.post(f"{shared}/evidence/aim/{one}/remove").status_code == 403
    assert browsers("bo").get(f"{shared}/evidence/aim/{one}").status_code == 404


def test_a_file_of_another_assessment_is_not_found(dana, browsers, shared):
    one, bo = number(put(dana, shared)), browsers("bo")
    other = bo.post("/assessments", follow_redirects=False).headers["location"]
    assert bo.get(f"{other}/evidence/aim/{one}").status_code == 404


def test_a_visitor_keeps_no_files_here(client, assessment):
    assert put(client, assessment).status_code == 403


def test_the_quota_of_an_organisation_holds(dana, shared, monkeypatch):
    monkeypatch.setattr(settings(), "evidence_quota", len(PDF))
    assert put(dana, shared).status_code == 200
    refused = put(dana, shared, "second.pdf", PDF + b"%%EOF")
    assert refused.status_code == 422 and "no room left" in refused.text


@pytest.mark.parametrize(
    ("answer", "says"),
    [(b"stream: OK\0", None), (b"stream: Eicar FOUND\0", "known as harmful"), (b"error\0", "could not be scanned")],
)
def test_a_file_is_scanned_where_a_scanner_is_set(dana, shared, monkeypatch, tmp_path, answer, says):
    received = clamd(tmp_path / "clamd", answer)
    monkeypatch.setattr(settings(), "clamav", str(tmp_path / "clamd"))
    page = put(dana, shared)
    assert received == [PDF]
    assert page.status_code == (422 if says else 200)
    assert says is None or says in page.text


def test_without_an_answer_of_the_scanner_nothing_is_kept(dana, shared, monkeypatch, tmp_path):
    monkeypatch.setattr(settings(), "clamav", str(tmp_path / "nobody"))
    assert "could not be scanned" in put(dana, shared).text


def clamd(path, answer):
    """A scanner that gives one answer; what it received is in the list."""
    server, received = socket.socket(socket.AF_UNIX), []
    server.bind(str(path))
    server.listen()

    def serve():
        one, _ = server.accept()
        stream = one.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        received.append(content)
        one.sendall(answer)
        stream.close()
        one.close()

    Thread(target=serve, daemon=True).start()
    return received
