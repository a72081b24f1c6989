"""Whoever rewrites, removes or adds what was reviewed, past the service, is found by the audit alone."""

import hashlib
import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.people import review
from app.people.bans import open_bans
from app.people.decide import NewCondition, Ruling, decide, opine
from app.people.workflow import BY_ID
from app.store import answer_log, database
from app.store.answer_log import REVIEWED, Change, Owner
from app.store.audit import audit
from app.store.backup import backup, restore
from app.store.review_tables import Condition
from app.store.rows import tables_of
from app.store.tables import Assessment, Organisation, now
from app.store.trail import trail
from app.store.witness import keep
from tests.databases import configured

TODAY = date(2026, 11, 23)
TABLES = ("transition", "version", "overseer_question", "reply", "opinion", "decision", "condition")


@pytest.fixture
def session(each_database):
    with database.session() as one:
        one.add(Organisation(id="zone", name="Zone", kind="police"))
        one.add(Organisation(id="body", name="Body", kind="oversight"))
        one.commit()
        yield one


@pytest.fixture
def draft(session, tiny):
    """Begin a draft; returns its id."""

    def begin():
        changes = [Change("is-ai", "yes"), Change("name", "Scorer")]
        owner = Owner(organisation="zone")
        return answer_log.create(session, tiny.source.pack, tiny.source.identity, "en", changes, owner).id

    return begin


@pytest.fixture
def go(session, tiny):
    """Take a draft all the way, to an approval under a condition that is met; each step is committed."""

    def run(name):
        answers, _ = parse_answers(tiny.source, answer_log.as_written(answer_log.present(session, name)))
        result = Result(tiny.source, answers, TODAY)
        review.submit(session, name, result, "dpo", "Now")
        session.commit()
        asked = review.ask(session, name, "scored", "Who is scored?", "overseer")
        session.commit()
        review.reply(session, name, asked, "Drivers", "dpo")
        session.commit()
        opine(session, name, ("overseer", "body"), "nl", "conditional", "Te ruim", ["Meet"])
        session.commit()
        wanted = [NewCondition("Ask the vendor", "Purchasing", "2027-06-01")]
        accepted = frozenset(one.id for one in open_bans([result]))
        decide(session, name, [result], "chief", Ruling("approve-with-conditions", "Needed", None, wanted, accepted))
        session.commit()
        condition = session.exec(select(Condition).where(Condition.assessment_id == name)).one()
        condition.met, condition.met_by, condition.evidence = TODAY, "dpo", "Letter"
        keep(session, name, condition, "dpo")
        session.commit()
        return name

    return run


@pytest.fixture
def approved(draft, go):
    return go(draft())


@pytest.fixture
def as_before(monkeypatch):
    """The service as it was before reviews stood in the log."""

    def add(session, name, row, by):
        session.add(row)
        session.flush()

    with monkeypatch.context() as patch:
        for module in ("app.people.review", "app.people.decide", "app.people.versions", __name__):
            patch.setattr(f"{module}.keep", add)
        yield patch


@pytest.fixture
def tamper(session):
    """Run a statement as somebody would who first drops the triggers and the foreign keys."""

    def run(statement, **values):
        session.rollback()
        with database.engine().connect() as connection:
            if database.is_sqlite(connection):
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            else:
                connection.exec_driver_sql("SET session_replication_role = replica")  # neither triggers nor keys
            for table in TABLES if database.is_sqlite(connection) else ():
                for action in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
            connection.execute(text(statement), values)
            connection.commit()
        database.engine().dispose()
        session.expire_all()

    return run


def broken(session):
    return [found.what for _, _, found in audit(session) if found]


def test_what_nobody_touched_is_whole_and_every_row_is_in_the_log(session, approved):
    assert broken(session) == []
    with database.engine().connect() as connection:
        there = {
            (table.name, row.id)
            for table in tables_of(connection)
            if table.name in TABLES
            for row in connection.execute(table.select())
        }
    log = [one for one in answer_log.entries_of(session, approved) if one.question == REVIEWED]
    assert {(one.value["table"], one.value["row"]) for one in log} == there and len(there) == 10
    assert [one.by for one in log] == ["dpo"] * 2 + ["overseer"] * 2 + ["dpo"] + ["overseer"] * 2 + ["chief"] * 3 + ["dpo"]


REWRITTEN = [
    ("transition", "note = 'Later' WHERE move = 'ask'"),
    ("transition", "\"by\" = 'x' WHERE move = 'opine'"),
    ("transition", "review_on = '2030-01-01' WHERE move = 'submit'"),
    ("version", "summary = '{}'"),
    ("version", "document = 'x'"),
    ("overseer_question", "text = 'Who?'"),
    ("overseer_question", "question = ''"),
    ("reply", "text = 'Nobody'"),
    ("reply", "at = '2020-01-01'"),
    ("opinion", "conclusion = 'favourable'"),
    ("opinion", "points = '[]'"),
    ("decision", "reason = 'Cheap'"),
    ("decision", "decision = 'approve'"),
    ("decision", "advice = 'Go on'"),
    ("condition", "text = 'Nothing'"),
    ("condition", "deadline = '2030-01-01'"),
    ("condition", "met = NULL"),
    ("condition", "evidence = 'Promised'"),
]


@pytest.mark.parametrize(("table", "change"), REWRITTEN)
def test_what_was_rewritten_is_found(session, approved, tamper, table, change):
    tamper(f"UPDATE {table} SET {change}")
    [what] = broken(session)
    assert what.startswith(f"{table} ") and what.endswith("is not what it was when it was written")


@pytest.mark.parametrize("table", [one for one in TABLES if one not in ("transition", "version")])
def test_what_was_removed_is_found(session, approved, tamper, table):
    tamper(f"DELETE FROM {table}")
    assert broken(session) == [f"{table} 1 is not there, but the log has it"]


def test_steps_that_were_removed_so_that_the_others_still_join_are_found(session, draft, tamper):
    name = draft()
    for move in ("review-internally", "back-to-draft") * 2:
        review.move(session, name, BY_ID[move], "dpo")
        session.commit()
    tamper("DELETE FROM transition WHERE id > 2")
    assert broken(session) == ["transition 3 is not there, but the log has it"]


ADDED = {
    "transition": "(assessment_id, move, from_state, to_state, note, \"by\", at) "
    "VALUES (:name, 'refer', 'approved-with-conditions', 'approved-with-conditions', '', 'x', :at)",
    "overseer_question": "(assessment_id, version, question, text, \"by\", at) VALUES (:name, 1, '', 'No?', 'x', :at)",
    "reply": "(question_id, text, \"by\", at) VALUES (1, 'No', 'x', :at)",
    "opinion": "(assessment_id, version, organisation_id, language, conclusion, summary, points, \"by\", at) "
    "VALUES (:name, 1, 'body', 'nl', 'favourable', 'Goed', '[]', 'x', :at)",
    "decision": "(assessment_id, version, decision, reason, advice, departs, \"by\", at) "
    "VALUES (:name, 1, 'approve', 'Fine', '', '', 'x', :at)",
    "condition": "(decision_id, assessment_id, text, owner, deadline, evidence, met_by) "
    "VALUES (1, :name, 'x', 'x', '2027-01-01', '', '')",
}


@pytest.mark.parametrize("table", ADDED)
@pytest.mark.parametrize("ago", [timedelta(), timedelta(days=400)])
def test_what_was_added_is_found_whatever_day_it_bears(session, approved, tamper, table, ago):
    values = {"name": approved, "at": str((now() - ago).replace(tzinfo=None))}
    tamper(f"INSERT INTO {table} {ADDED[table]}", **{key: one for key, one in values.items() if f":{key}" in ADDED[table]})
    assert broken(session) == [f"{table} 2 is there, but the log does not have it".replace("transition 2", "transition 5")]


def test_a_row_that_was_exchanged_with_that_of_another_assessment_is_found(session, draft, go, tamper):
    one, other = go(draft()), go(draft())
    tamper("UPDATE reply SET question_id = 3 - question_id")
    assert broken(session) == [f"reply {number} is not there, but the log has it" for number in ((1, 2) if one < other else (2, 1))]


def test_the_trail_tells_how_to_make_the_hash(session, approved):
    lines = [json.loads(line) for line in trail(session)]
    rows = {(line["table"], line["row"]["id"]): line["row"] for line in lines if "table" in line}
    said = {(line["value"]["table"], line["value"]["row"]): line["value"]["sha256"] for line in lines if line.get("question") == REVIEWED}
    for key, row in rows.items():
        filled = {name: value for name, value in row.items() if value}
        canonical = json.dumps(filled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert said[key] == hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_hashes_hold_after_a_backup_was_restored_into_the_other_database(session, approved, tmp_path, request, monkeypatch, to):
    backup(tmp_path / "backup.zip")
    session.close()
    template = request.getfixturevalue(f"{to}_template")
    (tmp_path / "other").mkdir()
    with template.copy(tmp_path / "other") as address, configured(monkeypatch, tmp_path / "other", address):
        restore(tmp_path / "backup.zip", replace=True)
        with database.session() as other:
            assert broken(other) == []


# -- what a reader sees ------------------------------------------------------------------------------------


def test_nothing_of_it_is_an_answer_or_a_change_of_one(session, approved):
    assert set(answer_log.present(session, approved)) == {"is-ai", "name"}
    log = answer_log.entries_of(session, approved)
    assert set(answer_log.fold(log, len(log))) == {"is-ai", "name"}
    assert answer_log.changed_by_others(session, approved, "nobody", datetime.fromisoformat("2020-01-01T00:00:00Z")) == 2
    [summary] = answer_log.assessments(session)
    assert summary.changed == next(one.at for one in log if one.question == "name")
    merged = answer_log.merge(session, approved, [Change("name", "New", seen=2)], "dana")
    assert not merged.conflicts and merged.entries[0].seq == len(log) + 1


# -- databases from before -----------------------------------------------------------------------------------


@pytest.fixture
def old(draft, go, as_before):
    """An assessment that was reviewed before reviews stood in the log."""
    name = go(draft())
    as_before.undo()
    return name


def test_a_review_from_before_is_whole_also_beside_newer_ones(session, old, draft, go):
    assert [one.question for one in answer_log.entries_of(session, old)] == ["is-ai", "name"]
    assert broken(session) == []
    go(draft())
    assert broken(session) == []


def test_its_next_step_takes_along_what_was_there(session, old, tamper):
    review.move(session, old, BY_ID["withdraw"], "dpo", "Over")
    session.commit()
    log = [one for one in answer_log.entries_of(session, old) if one.question == REVIEWED]
    assert len(log) == 11 and [one.by for one in log] == [""] * 10 + ["dpo"]
    assert broken(session) == []
    tamper("UPDATE decision SET reason = 'Cheap'")
    assert broken(session) == ["decision 1 is not what it was when it was written"]


def test_what_is_added_later_to_a_review_from_before_is_found(session, old, draft, go, tamper):
    go(draft())
    tamper(f"INSERT INTO decision {ADDED['decision']}", name=old, at=str(now().replace(tzinfo=None)))
    assert broken(session) == ["decision 3 is there, but the log does not have it"]


def test_a_review_that_was_made_up_for_a_new_draft_is_found_though_it_bears_an_earlier_day(session, approved, draft, tamper):
    name = draft()
    tamper(
        "INSERT INTO transition (assessment_id, move, from_state, to_state, note, \"by\", at) "
        "VALUES (:name, 'withdraw', 'draft', 'withdrawn', '', 'x', '2020-01-01')", name=name,
    )  # fmt: skip
    made_up = session.get(Assessment, name)
    made_up.state = "withdrawn"
    session.add(made_up)
    session.commit()
    assert broken(session) == ["transition 5 is there, but the log does not have it"]


# -- while others write --------------------------------------------------------------------------------------


def test_an_audit_beside_people_who_work_is_of_one_moment(session, draft):
    first, last = sorted((draft(), draft()))
    with database.one_moment() as connection, Session(connection) as reading:
        seen = audit(reading)
        assert next(seen)[0] == first
        review.move(session, last, BY_ID["withdraw"], "dpo", "Over")
        session.commit()
        assert next(seen) == (last, 2, None)
    assert broken(session) == []
