"""A backup brings everything back, on either database, or says why not and changes nothing."""

import hashlib
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlmodel import select

from app.store import answer_log, database
from app.store.answer_log import Change
from app.store.audit import audit
from app.store.backup import BackupError, backup, restore
from app.store.rows import insert_rows, rows_of, tables_of
from app.store.tables import AnswerEntry, Assessment
from tests.databases import configured, postgresql_database
from tests.store.test_migrations import RELEASED

VALUES = ["yes", ["a", "b"], 12.5, 7, {"does-not-apply": "no"}, [{"who": "police"}], "Zoë “ü” 🙂\nline"]


@pytest.fixture
def service(tmp_path, monkeypatch, postgresql):
    """Switch to the service of a name, e.g. `service("a", "postgresql")`; each keeps its own data."""
    addresses = {}
    with ExitStack() as databases, ExitStack() as current:

        def switch(name, kind):
            current.close()
            if name not in addresses:
                new = postgresql_database(postgresql) if kind == "postgresql" else ExitStack()
                addresses[name] = databases.enter_context(new)
            folder = tmp_path / name
            current.enter_context(configured(monkeypatch, folder, addresses[name] if kind == "postgresql" else ""))
            return folder

        yield switch


def contents():
    with database.engine().connect() as connection:
        return {table.name: list(rows_of(connection, table)) for table in tables_of(connection)}


def fill(folder):
    """Some data: two logs and a file; returns an assessment."""
    database.migrate()
    with database.session() as session:
        made = answer_log.create(session, "tiny", "identity", "nl", [Change("q", "begin", "note", "p. 12")])
        for number, value in enumerate(VALUES):
            answer_log.append(session, made.id, [Change(f"q{number}", value)])
        answer_log.create(session, "tiny", "identity", "en")
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "proof.pdf").write_bytes(b"%PDF proof")
    return made.id


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
@pytest.mark.parametrize("from_", ["sqlite", "postgresql"])
def test_everything_comes_back_on_either_database_and_goes_on(service, tmp_path, from_, to):
    assessment = fill(service("old", from_))
    before, file = contents(), tmp_path / "backup.zip"
    counts = backup(file)
    assert (counts.tables["answer_entry"], counts.files) == (8, 1)
    folder = service("new", to)
    assert restore(file) == counts
    assert contents() == before
    assert (folder / "files" / "ab" / "proof.pdf").read_bytes() == b"%PDF proof"
    with database.session() as session:
        answer_log.append(session, assessment, [Change("q", "later")])
        assert [found for _, _, found in audit(session)] == [None, None]
        with pytest.raises(Exception, match="append-only"):
            session.connection().exec_driver_sql("DELETE FROM answer_entry")


def test_a_backup_while_others_write_is_of_one_moment(each_database, tmp_path):
    fill(each_database)
    with database.session() as session:
        name = answer_log.create(session, "tiny", "identity", "nl").id

    def write(number):
        with database.session() as own:
            answer_log.append(own, name, [Change("q", number)])

    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(write, number) for number in range(40)]
        files = [tmp_path / f"{number}.zip" for number in range(4)]
        for file in files:
            backup(file)
        for one in writing:
            one.result()
    for file in files:
        restore(file, replace=True)
        with database.session() as session:
            assert not any(found for _, _, found in audit(session))


def test_what_is_there_is_replaced_only_when_asked_for(each_database, tmp_path):
    fill(each_database)
    backup(tmp_path / "backup.zip")
    (each_database / "files" / "later").write_text("x")
    with database.session() as session:
        answer_log.create(session, "tiny", "identity", "fr")
    later = contents()
    with pytest.raises(BackupError, match="--replace"):
        restore(tmp_path / "backup.zip")
    assert contents() == later and (each_database / "files" / "later").exists()
    restore(tmp_path / "backup.zip", replace=True)
    assert len(contents()["assessment"]) == 2 and not (each_database / "files" / "later").exists()


def test_an_earlier_backup_is_not_overwritten(each_database, tmp_path):
    fill(each_database)
    backup(tmp_path / "backup.zip")
    with pytest.raises(BackupError, match="exists already"):
        backup(tmp_path / "backup.zip")


def rewrite(source, target, change):
    """A copy of a backup in which some parts are other bytes, or gone."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)


def consistent(source, target, name, content):
    """A copy with another part whose hash the manifest names: only its contents are wrong."""
    digest = hashlib.sha256(content).hexdigest()

    def manifest(raw):
        value = json.loads(raw)
        value["sha256"][name] = digest
        return json.dumps(value)

    rewrite(source, target, lambda one, raw: manifest(raw) if one == "manifest.json" else None if one == name else raw)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, content)


DAMAGES = {
    "a row changed": lambda name, raw: raw.replace(b"begin", b"other") if "answer_entry" in name else raw,
    "a file changed": lambda name, raw: b"%PDF forged" if name.endswith("proof.pdf") else raw,
    "a part gone": lambda name, raw: None if name.endswith("proof.pdf") else raw,
    "a table gone": lambda name, raw: None if "answer_entry" in name else raw,
    "no manifest": lambda name, raw: None if name == "manifest.json" else raw,
    "a newer schema": lambda name, raw: raw.replace(b'"schema": "', b'"schema": "9') if "manifest" in name else raw,
}


@pytest.mark.parametrize("damage", [*DAMAGES, "cut off", "no zip", "a row that does not fit", "a path outside"])
def test_a_damaged_backup_changes_nothing(each_database, tmp_path, damage):
    fill(each_database)
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    backup(good)
    if damage in DAMAGES:
        rewrite(good, bad, DAMAGES[damage])
    elif damage == "cut off":
        bad.write_bytes(good.read_bytes()[:-200])
    elif damage == "no zip":
        bad.write_text("hello")
    elif damage == "a path outside":
        consistent(good, bad, "files/../../evil", b"x")
    else:
        consistent(good, bad, "tables/answer_entry.jsonl", b'{"id": 1, "assessment_id": "nobody"}\n')
    before = contents()
    with pytest.raises(BackupError):
        restore(bad, replace=True)
    assert contents() == before
    assert (each_database / "files" / "ab" / "proof.pdf").read_bytes() == b"%PDF proof"
    assert not list(tmp_path.glob("**/evil")) and not list(each_database.glob(".restore-*"))


def test_files_come_back_where_the_database_refuses_at_the_last_moment(each_database, tmp_path, monkeypatch):
    fill(each_database)
    backup(tmp_path / "backup.zip")
    (each_database / "files" / "later").write_text("x")
    before = contents()

    def fail(_self):
        raise ValueError("the disk is full")

    monkeypatch.setattr("sqlalchemy.engine.Connection.commit", fail)
    with pytest.raises(BackupError, match="disk is full"):
        restore(tmp_path / "backup.zip", replace=True)
    monkeypatch.undo()
    assert contents() == before and (each_database / "files" / "later").exists()


def test_a_backup_of_an_older_schema_is_brought_to_the_present_one(empty_database, tmp_path):
    first = database.revisions()[0]
    database.migrate(first)
    with database.engine().begin() as connection:
        known = {table.name: table for table in tables_of(connection)}
        for line in map(json.loads, (RELEASED / f"{first}.jsonl").read_text().splitlines()):
            insert_rows(connection, known[line["table"]], [json.dumps(line["row"])])
    assert backup(tmp_path / "backup.zip").schema == first
    restore(tmp_path / "backup.zip", replace=True)
    with database.session() as session:
        assert set(answer_log.present(session, "first")) == {"scored", "share", "recipients"}
        assert [found for _, _, found in audit(session)] == [None, None]
        assert len(session.exec(select(Assessment)).all()) == 2
        answer_log.append(session, "empty", [Change("q", "x")])
        assert session.exec(select(AnswerEntry).where(AnswerEntry.assessment_id == "empty")).one().id == 6
