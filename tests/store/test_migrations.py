"""Every released schema, with data in it, comes to the present schema without loss.

`released/<revision>.jsonl` holds rows as that revision knew them; a new revision adds a file with rows of what is new.
"""

import json
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from app.people import review
from app.people.workflow import BY_ID
from app.store import answer_log, database, tables  # noqa: F401
from app.store.audit import audit
from app.store.rows import insert_rows, rows_of, tables_of
from app.store.witness import first_entry, witness_breaks

RELEASED = Path(__file__).with_name("released")
REVISIONS = database.revisions()


def fill(revision):
    """Insert what a service with this schema had written."""
    file = RELEASED / f"{revision}.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    with database.engine().begin() as connection:
        known = {table.name: table for table in tables_of(connection)}
        for line in lines:
            insert_rows(connection, known[line["table"]], [json.dumps(line["row"])])


def contents():
    with database.engine().connect() as connection:
        return {table.name: [json.loads(row) for row in rows_of(connection, table)] for table in tables_of(connection)}


@pytest.fixture(params=REVISIONS)
def released(request, empty_database):
    """A database that was in use from the first release until this one."""
    for revision in REVISIONS[: REVISIONS.index(request.param) + 1]:
        database.migrate(revision)
        fill(revision)
    return request.param


def test_a_database_in_use_comes_to_the_present_schema_without_loss(released):
    before = contents()
    database.migrate()
    after = contents()
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0] if name in row} for row in after[table]] if rows else []
        assert kept == [{name: value for name, value in row.items() if name in after[table][0]} for row in rows], table


def test_its_answers_are_read_and_go_on(released):
    database.migrate()
    with database.session() as session:
        state = answer_log.present(session, "first")
        assert {name: entry.value for name, entry in state.items()} == {
            "scored": ["place", "person"],
            "share": 12.5,
            "recipients": [{"who": "police", "when": "not-known"}],
        }
        assert state["scored"].note == "Zoals de handleiding zegt: “score” 🙂"
        [entry] = answer_log.append(session, "first", [answer_log.Change("is-ai", "no")])
        assert entry.before == state["recipients"].digest
        assert answer_log.append(session, "empty", [answer_log.Change("is-ai", "no")])[0].seq == 1


def test_its_reviews_are_as_they_were_and_go_on(released):
    database.migrate()

    def unlike_the_log():
        log = answer_log.entries_of(session, "first")
        return list(witness_breaks(session, "first", log, first_entry(session)))

    with database.session() as session:
        assert unlike_the_log() == []
        review.move(session, "first", BY_ID["withdraw"], "dpo", "Over")
        session.commit()
        assert unlike_the_log() == []


def test_a_review_that_stands_in_its_log_is_whole_after_every_migration_since(released):
    database.migrate()
    with database.session() as session:
        found = [found for name, _, found in audit(session) if name == "witnessed"]
        assert found == ([None] if released >= "0009" else [])


def test_the_models_and_the_migrated_schema_agree(each_database):
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_migration_that_fails_changes_nothing(released):
    before = contents()
    with pytest.raises(RuntimeError), database.schema_change() as connection:
        database.upgrade(connection)
        raise RuntimeError
    with database.engine().connect() as connection:
        assert database.revision(connection) == released
    assert contents() == before


def test_a_database_of_a_newer_version_is_refused_and_says_so(each_database):
    with database.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(database.SchemaError, match="9999"):
        database.migrate()
