"""Somebody with access to the database rewrites the log; the audit says where and how."""

import json

import pytest
from sqlalchemy import text

from app.store import answer_log, database
from app.store.answer_log import Change
from app.store.audit import audit
from app.store.trail import against, trail


@pytest.fixture
def session(each_database):
    with database.session() as one:
        yield one


@pytest.fixture
def logs(session):
    """Three logs: one of five entries, one that is empty, one of two; returns the first."""
    names = [answer_log.create(session, "tiny", "identity", "nl").id for _ in range(3)]
    for number in range(1, 6):
        answer_log.append(session, names[0], [Change(f"q{number}", number, "note", "manual")])
    answer_log.append(session, names[2], [Change("q1", "yes"), Change("q2", ["a", "b"])])
    return names[0]


@pytest.fixture
def tamper(session, logs):
    """Run statements on the first log as somebody would who first drops the triggers."""

    def run(*statements):
        session.rollback()
        with database.engine().begin() as connection:
            for table in ("answer_entry", "log_head"):
                for action in ("update", "delete"):
                    name = f"{table}_no_{action}"
                    on = "" if database.is_sqlite(connection) else f" ON {table}"
                    connection.execute(text(f"DROP TRIGGER {name}{on}"))
            for statement in statements:
                connection.execute(text(statement), {"log": logs} if ":log" in statement else {})
        session.expire_all()

    return run


def broken(session):
    return [found for _, _, found in audit(session) if found]


def the_break(session, logs):
    [found] = broken(session)
    assert found.assessment == logs
    return found.seq, found.question, found.wrong


def as_new(session, logs, number, **fields):
    """An entry with other contents, whose hash fits it and which joins the entry before."""
    entries = answer_log.entries_of(session, logs)
    entry = next(one for one in entries if one.seq == number)
    made = type(entry)(**{**entry.model_dump(), **fields})
    return answer_log.digest(made)


def test_logs_that_nobody_touched_are_whole(session, logs):
    assert sorted(number for _, number, _ in audit(session)) == [0, 2, 5]
    assert broken(session) == []


@pytest.mark.parametrize(
    "field", ["value = '\"no\"'", "note = 'other'", "source = ''", "\"by\" = 'x'", "question = 'q9'", "at = '2020-01-01'"]
)
def test_a_changed_entry_is_found(session, logs, tamper, field):
    tamper(f"UPDATE answer_entry SET {field} WHERE assessment_id = :log AND seq = 3")
    assert the_break(session, logs)[::2] == (3, "changed")


def test_an_entry_that_was_changed_with_its_hash_is_found(session, logs, tamper):
    made = as_new(session, logs, 3, note="other")
    tamper(f"UPDATE answer_entry SET note = 'other', digest = '{made}' WHERE assessment_id = :log AND seq = 3")
    assert the_break(session, logs) == (3, "q3", "changed")


def test_the_last_entry_changed_with_its_hash_is_found(session, logs, tamper):
    made = as_new(session, logs, 5, note="other")
    tamper(f"UPDATE answer_entry SET note = 'other', digest = '{made}' WHERE assessment_id = :log AND seq = 5")
    assert the_break(session, logs) == (5, "q5", "changed")


@pytest.mark.parametrize("seq", [1, 3])
def test_a_removed_entry_is_found(session, logs, tamper, seq):
    tamper(f"DELETE FROM answer_entry WHERE assessment_id = :log AND seq = {seq}")
    assert the_break(session, logs) == (seq, "", "missing")


def test_a_removed_entry_is_found_though_the_others_were_numbered_anew(session, logs, tamper):
    tamper(
        "DELETE FROM answer_entry WHERE assessment_id = :log AND seq = 3",
        "UPDATE answer_entry SET seq = 3 WHERE assessment_id = :log AND seq = 4",
        "UPDATE answer_entry SET seq = 4 WHERE assessment_id = :log AND seq = 5",
        "UPDATE log_head SET seq = 4 WHERE assessment_id = :log",
    )
    assert the_break(session, logs) == (3, "", "missing")


@pytest.mark.parametrize("gone", [[5], [4, 5], [1, 2, 3, 4, 5]])
def test_a_lost_end_is_found(session, logs, tamper, gone):
    tamper(*(f"DELETE FROM answer_entry WHERE assessment_id = :log AND seq = {seq}" for seq in gone))
    assert the_break(session, logs) == (gone[0], "", "missing")


def test_a_lost_head_is_found(session, logs, tamper):
    tamper("DELETE FROM log_head WHERE assessment_id = :log")
    assert the_break(session, logs) == (5, "", "missing")


def test_entries_in_another_order_are_found(session, logs, tamper):
    tamper(
        "UPDATE answer_entry SET seq = 99 WHERE assessment_id = :log AND seq = 2",
        "UPDATE answer_entry SET seq = 2 WHERE assessment_id = :log AND seq = 4",
        "UPDATE answer_entry SET seq = 4 WHERE assessment_id = :log AND seq = 99",
    )
    assert the_break(session, logs) == (2, "q4", "out-of-order")


COPY = (
    'INSERT INTO answer_entry (assessment_id, seq, question, value, note, source, "by", at, before, digest) '
    "SELECT assessment_id, {seq}, question, value, '{note}', source, \"by\", at, {before}, '{digest}' "
    "FROM answer_entry WHERE assessment_id = :log AND seq = {like}"
)


def test_an_entry_put_between_others_is_found(session, logs, tamper):
    made = as_new(session, logs, 3, note="forged")  # joins entry 2, and its hash fits
    tamper(
        *(f"UPDATE answer_entry SET seq = {n + 1} WHERE assessment_id = :log AND seq = {n}" for n in (5, 4, 3)),
        COPY.format(seq=3, note="forged", before="before", digest=made, like=4),
        "UPDATE log_head SET seq = 6 WHERE assessment_id = :log",
    )
    assert the_break(session, logs) == (3, "q3", "inserted")


def test_an_entry_put_at_the_end_is_found(session, logs, tamper):
    last = answer_log.entries_of(session, logs)[-1]
    made = as_new(session, logs, 5, seq=6, before=last.digest, note="forged")
    tamper(COPY.format(seq=6, note="forged", before="digest", digest=made, like=5))
    assert the_break(session, logs) == (6, "q5", "inserted")


def test_a_log_whose_assessment_is_gone_is_found(session, logs):
    foreign_keys = "ALTER TABLE {0} DROP CONSTRAINT {0}_assessment_id_fkey"
    tables = ("answer_entry", "log_head")
    session.rollback()
    with database.engine().connect() as connection:  # as somebody would who first drops the foreign keys
        for table in tables:
            sqlite = database.is_sqlite(connection)
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF" if sqlite else foreign_keys.format(table))
        connection.execute(text("DELETE FROM assessment WHERE id = :log"), {"log": logs})
        connection.commit()
    session.expire_all()
    assert the_break(session, logs) == (0, "", "missing")


def test_an_assessment_pinned_to_other_questions_than_its_log_says_is_found(session, logs, tamper):
    answer_log.move(session, logs, "newer")
    tamper("UPDATE assessment SET pack_identity = 'forged' WHERE id = :log")
    assert the_break(session, logs) == (0, "", "changed")


def test_the_trail_holds_every_entry_with_its_hash(session, logs):
    lines = [json.loads(line) for line in trail(session)]
    assert len(lines) == 7
    mine = [line for line in lines if line["assessment"] == logs]
    assert [(line["seq"], line["question"], line["value"]) for line in mine] == [(n, f"q{n}", n) for n in range(1, 6)]
    assert [line["before"] for line in mine[1:]] == [line["digest"] for line in mine[:-1]]


def test_a_chain_made_anew_is_found_against_an_earlier_trail(session, logs, tamper):
    earlier = list(trail(session))
    answer_log.append(session, logs, [Change("q1", "later")])
    assert against(session, earlier) == []
    statements, before = [], answer_log.FIRST
    for entry in answer_log.entries_of(session, logs):
        note = "forged" if entry.seq == 2 else entry.note
        made = answer_log.digest(type(entry)(**{**entry.model_dump(), "note": note, "before": before}))
        statements.append(
            f"UPDATE answer_entry SET note = '{note}', before = '{before}', digest = '{made}' WHERE id = {entry.id}"
        )
        before = made
    tamper(*statements, f"UPDATE log_head SET digest = '{before}' WHERE assessment_id = :log")
    assert broken(session) == []
    [found] = against(session, earlier)
    assert (found.assessment, found.seq, found.question, found.wrong) == (logs, 2, "q2", "changed")
