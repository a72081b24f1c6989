"""audit, backup and restore as an administrator calls them."""

import json

import pytest

from app.cli import main
from app.store import answer_log, database
from app.store.answer_log import Change
from tests.databases import forget_settings
from tests.packs import TINY, another_version


@pytest.fixture
def run(capsys):
    def call(*arguments):
        status = main([*map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def assessment(own_data):
    with database.session() as session:
        return answer_log.create(session, "tiny", "identity", "nl", [Change("scored", "person"), Change("is-ai", "yes")])


def break_the_log():
    with database.engine().begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER answer_entry_no_update")
        connection.exec_driver_sql("UPDATE answer_entry SET value = '\"no\"' WHERE seq = 2")


def test_audit_names_the_first_broken_entry(run, assessment, tmp_path):
    assert run("audit") == (0, "1 assessment, 2 entries: whole\n", "")
    break_the_log()
    status, out, _ = run("audit")
    assert status == 1
    assert f"assessment {assessment.id}, entry 2 (is-ai): changed" in out and "1 broken" in out


def test_audit_writes_the_trail_and_compares_with_an_earlier_one(run, assessment, tmp_path):
    trail = tmp_path / "trail.jsonl"
    assert run("audit", "--export", trail)[0] == 0
    lines = [json.loads(line) for line in trail.read_text().splitlines()]
    assert [(line["seq"], line["question"], line["value"]) for line in lines] == [(1, "scored", "person"), (2, "is-ai", "yes")]
    assert run("audit", "--against", trail)[0] == 0
    trail.write_text(trail.read_text().replace(lines[1]["digest"], "0" * 64))
    status, out, _ = run("audit", "--against", trail)
    assert status == 1 and "entry 2 (is-ai): changed: the earlier trail says otherwise" in out


def test_files_that_cannot_be_used_are_named(run, assessment, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    for arguments in (["audit", "--against"], ["restore"]):
        status, _, err = run(*arguments, tmp_path / "notes.txt")
        assert status == 2 and "notes.txt" in err
    assert run("audit", "--export", tmp_path / "nowhere" / "x")[0] == 2


def test_a_backup_comes_back(run, assessment, tmp_path):
    file = tmp_path / "backup.zip"
    assert run("backup", file)[0] == 0
    status, _, err = run("backup", file)
    assert status == 2 and "exists already" in err
    with database.session() as session:
        answer_log.append(session, assessment.id, [Change("is-ai", "no")])
    status, _, err = run("restore", file)
    assert status == 2 and "--replace" in err
    assert run("restore", file, "--replace")[0] == 0
    with database.session() as session:
        assert answer_log.present(session, assessment.id)["is-ai"].value == "yes"


@pytest.fixture
def scoring(own_data):
    """Two stored assessments: one that scores a person, one about which nothing is known."""
    with database.session() as session:
        answers = [Change("is-ai", "yes"), Change("scored", "person"), Change("facts-first", "no")]
        answer_log.create(session, "tiny", "identity", "nl")
        answer_log.create(session, "other-pack", "identity", "nl", answers)
        return answer_log.create(session, "tiny", "identity", "nl", answers)


def test_law_change_lists_the_assessments_whose_findings_move(run, scoring, tmp_path):
    newer = another_version(tmp_path / "newer", act=[("2026-02-02", "2027-02-02")])
    status, out, _ = run("law-change", TINY, newer, "--on", "2026-11-23")
    assert status == 1
    assert f"assessment {scoring.id}" in out and "prediction-prohibited: holds -> holds-later (dates)" in out
    assert "1 of 2 assessments move" in out
    status, out, _ = run("law-change", TINY, newer, "--on", "2026-11-23", "--json")
    [moved] = json.loads(out)
    assert (status, moved["assessment"]) == (1, scoring.id)
    assert [(one["id"], one["from"], one["to"]) for one in moved["moves"]] == [
        ("prediction-prohibited", "holds", "holds-later")
    ]


def test_law_change_compares_two_days_of_one_version(run, scoring):
    assert run("law-change", TINY, "--on", "2026-11-23", "2026-11-24") == (0, "0 of 2 assessments move\n", "")
    status, out, _ = run("law-change", TINY, "--on", "2026-01-23", "2026-11-23")
    assert status == 1 and "prediction-prohibited: holds-later -> holds (dates)" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([TINY], "two days"),
        ([TINY, TINY, TINY], "one or two folders"),
        ([TINY, "nowhere"], "pack.yaml"),
        ([TINY, "--on", "2020-01-01", "2026-11-23"], "2020-01-01"),
    ],
)
def test_law_change_says_what_it_cannot_compare(run, scoring, arguments, says):
    status, _, err = run("law-change", *arguments)
    assert status == 2 and says in err


@pytest.mark.parametrize("command", [["audit"], ["backup", "x.zip"], ["migrate"]])
def test_a_database_that_cannot_be_reached_is_named(run, own_data, monkeypatch, command):
    monkeypatch.setenv("WAARBORG_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    forget_settings()
    status, _, err = run(*command)
    assert status == 2 and err.startswith("the database: ") and "127.0.0.1" in err


# -- erasing ---------------------------------------------------------------------------------------------


@pytest.fixture
def left_alone(own_data, monkeypatch):
    """A visitor's draft that the calendar erases today."""
    with database.session() as session:
        owner = answer_log.Owner(visitor="digest")
        made = answer_log.create(session, "tiny", "identity", "nl", [Change("scored", "Geheim9731")], owner)
    monkeypatch.setenv("WAARBORG_VISITOR_DAYS", "0")
    forget_settings()
    return made.id


def test_retention_lists_what_is_due_and_erases_only_when_asked(run, left_alone, own_data):
    status, out, _ = run("retention")
    assert status == 0 and f"{left_alone}: draft without an account" in out
    told = json.loads(run("retention", "--json")[1])
    assert [(row["assessment"], row["reason"]) for row in told["due"]] == [(left_alone, "visitor-draft")]
    assert told["erased"] == []
    erased = json.loads(run("retention", "--erase", "--json")[1])
    assert [row["assessment"] for row in erased["erased"]] == [left_alone] and erased["due"] == []
    assert run("retention", "--erase")[1] == "Nothing is due to be erased within 30 days.\n"
    for file in own_data.rglob("waarborg.db*"):
        assert b"Geheim9731" not in file.read_bytes()


def test_audit_tells_what_was_erased_and_takes_an_earlier_trail_for_what_it_was(run, left_alone, tmp_path):
    trail, later = tmp_path / "trail.jsonl", tmp_path / "later.jsonl"
    run("audit", "--export", trail)
    run("retention", "--erase")
    status, out, _ = run("audit", "--against", trail, "--export", later)
    assert status == 0 and f"assessment {left_alone}: erased on" in out and "(visitor-draft)" in out
    assert json.loads(later.read_text())["reason"] == "visitor-draft"
    assert run("audit", "--against", later)[0] == 0


def test_a_backup_carries_erasures_and_the_trail_that_they_left(run, left_alone, tmp_path, monkeypatch):
    run("retention", "--erase")
    assert run("backup", tmp_path / "after.zip")[0] == 0
    monkeypatch.setenv("WAARBORG_DATA_DIR", str(tmp_path / "elsewhere"))
    forget_settings()
    assert run("restore", tmp_path / "after.zip")[0] == 0
    status, out, _ = run("audit")
    assert status == 0 and f"assessment {left_alone}: erased on" in out
