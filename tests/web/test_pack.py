"""An assessment keeps its version of the questions and rules until somebody moves it."""

import re
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient

from app.settings import settings
from app.store import answer_log, database
from app.store.answer_log import Change
from app.store.packs import PackArchive
from app.web.app import create_app
from tests.packs import another_version

STRICTER = {
    "prediction": [
        ("    if: { term: scores-a-person }\n    unless", "    if: { scored: place }\n    unless"),
        ("when: { facts-first: yes }", "when: { facts-first: [yes, no] }"),
        ("thing: A thing", "object: An object"),
    ],
    "risks": [("if: { scored: person }, raises: gravity", "if: { scored: place }, raises: gravity")],
    "act": [("as-of: 2026-11-23", "as-of: 2026-11-25")],
}


@pytest.fixture
def serve(each_database, monkeypatch):
    """A browser on a service that serves the pack of a folder."""

    cookies = None  # of one browser, whatever is served

    @contextmanager
    def start(folder, language="en"):
        nonlocal cookies
        monkeypatch.setenv("WAARBORG_PACK_DIR", str(folder))
        settings.cache_clear()
        headers = {"origin": "http://testserver", "accept-language": language}
        with TestClient(create_app(), headers=headers, cookies=cookies) as client:
            yield client
            cookies = client.cookies

    return start


@pytest.fixture
def newer(tmp_path):
    return another_version(tmp_path / "newer", **STRICTER)


@pytest.fixture
def begun(serve, tmp_path):
    """The address of an assessment that was begun with the first version, which lacks what became required later."""
    first = another_version(tmp_path / "first")
    for file in first.glob("topics/*.yaml"):
        file.write_text(re.sub(r"\n    settled-by: \w+", "", file.read_text()))
    with serve(first) as client:
        address = client.post("/assessments", follow_redirects=False).headers["location"]
        answers = {"is-ai": "yes", "scored": "person", "facts-first": "no", "name": "Tiny"}
        with database.session() as session:
            changes = [Change(name, value) for name, value in answers.items()]
            answer_log.append(session, address.rpartition("/")[2], changes)
        assert "newer one" not in client.get(f"{address}/findings").text
    return address


def identity_of(address):
    with database.session() as session:
        return answer_log.find(session, address.rpartition("/")[2]).pack_identity


def test_it_is_evaluated_with_its_own_version_and_says_that_there_is_a_newer_one(serve, begun, newer):
    with serve(newer) as client:
        page = client.get(f"{begun}/findings").text
        assert "There is a newer one" in page and f'href="{begun}/pack"' in page
        assert "People are scored without facts." in page
        report = client.get(f"{begun}/report/en/2026-11-27").text
        assert "People are scored without facts." in report and identity_of(begun) in report
        assert identity_of(begun)[:12] in page  # in the footer
        for end in ("answers", "impact", "prepare", "report", "what-if", "findings/prediction-prohibited/change"):
            assert client.get(f"{begun}/{end}").status_code == 200, end
        new = client.post("/assessments")
        assert "There is a newer one" not in new.text


def test_the_preview_says_what_would_change_and_changes_nothing(serve, begun, newer):
    with serve(newer) as client:
        before = identity_of(begun)
        page = client.get(f"{begun}/pack").text
        assert "hold otherwise (2)" in page and "Scoring people" in page
        assert "open or close (1)" in page and "A human decides" in page
        assert "The conditions of the rule changed." in page
        assert "Scores that move (3)" in page and re.search(r"Privacy.*Without measures.*High.*Medium", page, re.DOTALL)
        assert "Asked anew (1)" in page and "In how many cases of 100 is the score not followed?" in page
        assert identity_of(begun) == before


def test_moving_pins_the_present_version_and_stands_in_the_history(serve, begun, newer):
    with serve(newer) as client:
        old, served = identity_of(begun), client.get("/health").json()["identity"]
        page = client.post(f"{begun}/pack", data={"to": served})
        assert page.status_code == 200 and "follows the present version" in page.text
        assert f"From {old[:12]} to {served[:12]}" in page.text
        assert identity_of(begun) == served
        findings = client.get(f"{begun}/findings").text
        assert "There is a newer one" not in findings and "People are scored without facts." not in findings
    with database.session() as session:
        assert answer_log.present(session, begun.rpartition("/")[2])["scored"].value == "person"


def test_an_answer_that_no_longer_fits_is_shown_and_kept(serve, begun, newer):
    name = begun.rpartition("/")[2]
    with database.session() as session:
        answer_log.append(session, name, [Change("scored", "thing", "An <object>")])
    with serve(newer, "nl") as client:
        page = client.get(f"{begun}/pack").text
        assert "Antwoorden die niet meer passen (1)" in page and "Een ding" in page
        client.post(f"{begun}/pack", data={"to": client.get("/health").json()["identity"]})
        assert client.get(f"{begun}/findings").status_code == 200
    with database.session() as session:
        assert answer_log.present(session, name)["scored"].value == "thing"


def test_a_move_to_another_version_than_the_one_that_was_shown_is_refused(serve, begun, newer):
    with serve(newer) as client:
        before = identity_of(begun)
        page = client.post(f"{begun}/pack", data={"to": "0" * 64})
        assert page.status_code == 409 and "Nothing was moved" in page.text
        assert identity_of(begun) == before
        assert client.post(f"{begun}/pack", data={}).status_code == 422
        assert client.get("/assessments/nobody/pack").status_code == 404
        client.cookies.clear()  # another browser
        assert client.post(f"{begun}/pack", data={"to": before}).status_code == 403


@pytest.mark.parametrize("why", ["not kept", "other day"])
def test_without_its_own_version_the_present_one_is_used_and_that_is_said(serve, begun, newer, each_database, why, tmp_path):
    if why == "not kept":
        for file in (each_database / "packs").iterdir():
            file.unlink()
    else:  # the version with which it was begun says nothing about today
        past = another_version(tmp_path / "past")
        head = past / "pack.yaml"
        head.write_text(head.read_text().replace("{ from: 2026-01-01 }", "{ from: 2020-01-01, until: 2020-12-31 }"))
        number = PackArchive(each_database / "packs").keep(past)
        with database.session() as session:
            answer_log.move(session, begun.rpartition("/")[2], number)
    with serve(newer) as client:
        page = client.get(f"{begun}/findings").text
        assert "is not kept here, or does not describe the law of today" in page
        assert "People are scored without facts." not in page
        preview = client.get(f"{begun}/pack").text
        assert "Waarborg cannot compare" in preview and "Move to the present version" in preview
        assert client.get("/").status_code == 200
        client.post(f"{begun}/pack", data={"to": client.get("/health").json()["identity"]})
        assert "is not kept here" not in client.get(f"{begun}/findings").text
