"""Evidence of measures, and what an overseer opens: the files of a version that they were given, and nothing else."""

import hashlib
import re

import pytest

from app.people import versions
from app.settings import settings
from app.store import answer_log, database, evidence
from app.store.answer_log import Change
from app.web.state import result_of
from tests.web.test_evidence import PDF, put

OTHER = PDF + b"%%EOF\n"
SHA, OTHER_SHA = (hashlib.sha256(content).hexdigest() for content in (PDF, OTHER))


@pytest.fixture
def drawn(monkeypatch):
    """No PDF is drawn."""
    monkeypatch.setattr("app.web.review.draw_kept", lambda jobs, found: None)


@pytest.fixture
def measure(real):
    """The id of a measure."""
    return real.source.impact.measures[0].id


@pytest.fixture
def address(shared, measure, drawn):
    """An assessment with an aim and one measure that is said to be proven."""
    row = {"measure": measure, "state": "evidenced"}
    changes = [Change("personal-data", "yes"), Change("measures-taken", [row]), Change("aim", "Fewer thefts")]
    with database.session() as session:
        answer_log.append(session, shared.rsplit("/")[-1], changes)
    return shared


def submit(browser, address):
    browser.post(f"{address}/review/submit", data={"language": "en", "note": "The vendor does not answer"})


def remove(browser, address, place):
    number = re.search(rf"/evidence/{place}/(\d+)\"", browser.get(f"{address}/evidence/{place}").text)[1]
    return browser.post(f"{address}/evidence/{place}/{number}/remove")


def on_disk():
    return [path.name for path in (settings().data_dir / "files").rglob("*") if path.is_file()]


def frozen(address, sha=SHA, number=1):
    return f"{address}/versions/{number}/evidence/{sha}"


def test_a_measure_has_files_that_stand_beside_it_in_pages_reports_and_records(dana, ali, address, measure):
    place = f"measure:{measure}"
    assert "Neither a file nor a source proves it" in dana.get(f"{address}/impact").text
    assert put(dana, address, "log.pdf", question=place).status_code == 200
    page = ali.get(f"{address}/impact").text
    assert "There is a file, but the table does not say" in page and "Neither a file" not in page
    assert ali.get(re.search(rf'href="({address}/evidence/{place}/\d+)"', page)[1]).content == PDF
    report = dana.post(f"{address}/report", data={"language": "nl", "on": "2026-11-27", "how": "html"}).text
    assert re.search(rf"log\.pdf, sha256 .*{SHA}", report)
    submit(dana, address)
    record = dana.get(f"{address}/versions/1/record.json").json()
    assert record["answers"]["measures-taken"]["evidence"] == [{"name": "log.pdf", "sha256": SHA, "measure": measure}]


def test_a_measure_that_is_not_in_the_table_takes_no_files(dana, address, real, measure):
    other = f"measure:{real.source.impact.measures[1].id}"
    assert put(dana, address, question=other).status_code == 404
    assert put(dana, address, question="measure:nonsense").status_code == 404
    put(dana, address, "log.pdf", question=f"measure:{measure}")
    with database.session() as session:
        answer_log.append(session, address.rsplit("/")[-1], [Change("measures-taken", [])])
    page = dana.get(f"{address}/impact").text
    assert "no longer in the table" in page and f"/evidence/measure:{measure}" in page
    submit(dana, address)
    assert SHA not in dana.get(f"{address}/versions/1/record.json").text


def test_an_overseer_opens_the_files_of_answers_and_measures_that_were_submitted(dana, browsers, address, measure):
    put(dana, address, "prüf.pdf")
    put(dana, address, "log.pdf", OTHER, f"measure:{measure}")
    rik = browsers("rik")
    assert rik.get(frozen(address)).status_code == 404
    submit(dana, address)
    got = rik.get(frozen(address))
    assert got.content == PDF and "sandbox" in got.headers["content-security-policy"]
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''pr%C3%BCf.pdf"
    assert rik.get(frozen(address, OTHER_SHA)).content == OTHER
    for page in ("/versions/1", "/impact"):
        assert frozen(address, OTHER_SHA) in rik.get(address + page).text
    for page in ("/versions/1", "/answers"):
        assert frozen(address) in rik.get(address + page).text
    assert rik.get(f"{address}/evidence/aim").status_code == 403


def test_nobody_else_opens_them_and_nothing_that_came_later_or_is_elsewhere(dana, browsers, address):
    put(dana, address)
    submit(dana, address)
    rik = browsers("rik")
    rik.post(f"{address}/review/questions", data={"text": "Why?"})
    put(dana, address, "later.pdf", OTHER)
    assert rik.get(frozen(address, OTHER_SHA)).status_code == 404
    assert rik.get(frozen(address, number=2)).status_code == 404
    assert rik.get(frozen(address, "../../../etc/passwd")).status_code == 404
    bo = browsers("bo")
    assert bo.get(frozen(address)).status_code == 404
    other = bo.post("/assessments", follow_redirects=False).headers["location"]
    submit(bo, other)
    assert rik.get(frozen(other)).status_code == 404 and rik.get(f"{other}/versions/1").status_code == 200


def test_a_version_that_was_decided_on_but_never_submitted_stays_closed(dana, browsers, address):
    submit(dana, address)
    browsers("rik").post(f"{address}/review/questions", data={"text": "Why?"})
    put(dana, address)
    with database.session() as session:
        found = answer_log.find(session, address.rsplit("/")[-1])
        files = evidence.of_assessment(session, found.id)
        pack = dana.app.state.waarborg.packs.source
        result, _ = result_of(pack, answer_log.present(session, found.id), versions.last(session, found.id).on, files)
        assert versions.freeze(session, found, result, "").number == 2
        session.commit()
    assert dana.get(frozen(address, number=2)).content == PDF
    assert browsers("rik").get(frozen(address, number=2)).status_code == 404


def test_a_file_that_is_removed_stays_with_the_version_and_the_page_says_so(dana, browsers, address):
    put(dana, address)
    submit(dana, address)
    rik = browsers("rik")
    rik.post(f"{address}/review/questions", data={"text": "Why?"})
    page = remove(dana, address, "aim").text
    assert "Removed files (1)" in page and frozen(address) in page and "version 1" in page
    assert on_disk() == [SHA]
    assert rik.get(frozen(address)).content == PDF
    submit(dana, address)
    assert rik.get(frozen(address, number=2)).status_code == 404 and rik.get(frozen(address)).content == PDF


def test_bytes_that_no_version_names_are_deleted_even_if_an_answer_mentions_the_hash(dana, address):
    with database.session() as session:
        answer_log.append(session, address.rsplit("/")[-1], [Change("aim", f"As in {OTHER_SHA}")])
    put(dana, address)
    submit(dana, address)
    dana.post(f"{address}/review/moves/take-back", data={"note": "One more file"})
    put(dana, address, "second.pdf", OTHER, "system-name")
    remove(dana, address, "system-name")
    assert on_disk() == [SHA]
