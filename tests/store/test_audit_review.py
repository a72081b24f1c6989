"""Somebody with access to the database rewrites what was submitted, said or decided; the audit says so."""

import hashlib
import json
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.assess.answers import parse_answers
from app.assess.findings import Result
from app.people import decide, review
from app.report.record import integrity
from app.store import answer_log, database
from app.store.answer_log import Change, Owner
from app.store.audit import audit
from app.store.tables import Organisation
from app.store.trail import against, trail

TODAY = date(2026, 11, 23)
KEPT = ("answer_entry", "transition", "version", "overseer_question", "reply", "opinion", "decision")


@pytest.fixture
def session(each_database):
    with database.session() as one:
        yield one


@pytest.fixture
def result(tiny, session):
    """What follows from the present answers of an assessment."""

    def now(name):
        answers, errors = parse_answers(tiny.source, answer_log.as_written(answer_log.present(session, name)))
        assert not errors
        return Result(tiny.source, answers, TODAY)

    return now


@pytest.fixture
def reviewed(session, tiny, result):
    """The id of an assessment that was submitted twice, with a question, an opinion and a decision."""
    session.add(Organisation(id="zone", name="Zone", kind="police"))
    session.add(Organisation(id="authority", name="Authority", kind="oversight"))
    session.commit()
    changes = [Change("name", "Map"), Change("domains", ["police", "other"]), Change("is-ai", "yes", "see the manual")]
    pack = tiny.source
    name = answer_log.create(session, pack.pack, pack.identity, "en", changes, Owner(organisation="zone")).id
    review.submit(session, name, result(name), "dpo", "incomplete")
    session.commit()
    asked = review.ask(session, name, "", "Why?", "overseer")
    review.reply(session, name, asked, "Because", "dpo")
    session.commit()
    answer_log.append(session, name, [Change("name", "Other map")])
    review.submit(session, name, result(name), "dpo", "still")
    decide.opine(session, name, ("overseer", "authority"), "nl", "favourable", "Goed", [])
    decide.decide(session, name, [result(name)], "chief", decide.Ruling("reject", "Too dear"))
    session.commit()
    return name


@pytest.fixture
def tamper(session, reviewed):
    """Run statements as somebody would who first drops the triggers."""

    def run(*statements, **values):
        session.rollback()
        with database.engine().begin() as connection:
            for table in KEPT:
                for action in ("update", "delete"):
                    on = "" if database.is_sqlite(connection) else f" ON {table}"
                    connection.execute(text(f"DROP TRIGGER {table}_no_{action}{on}"))
            for statement in statements:
                connection.execute(text(statement), values)
        session.expire_all()

    return run


def broken(session):
    return [found.what for _, _, found in audit(session) if found]


def test_a_review_that_nobody_touched_is_whole(session, reviewed):
    assert broken(session) == []


def test_answers_that_went_on_after_a_version_are_no_break(session, reviewed):
    answer_log.append(session, reviewed, [Change("name", None), Change("domains", ["other"])])
    assert broken(session) == []


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("change", ["UPDATE {0} SET \"by\" = 'x'", "DELETE FROM {0}"])
def test_what_was_said_and_done_is_not_changed_past_the_service(session, reviewed, table, change):
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(change.format(table)))


def test_the_end_of_a_log_is_neither_deleted_nor_put_back(session, reviewed):
    for change in ("DELETE FROM log_head", "UPDATE log_head SET seq = 1"):
        with pytest.raises(DatabaseError, match="only moves on"):
            session.execute(text(change))
        session.rollback()


@pytest.mark.parametrize("table", [*KEPT, "log_head"])
def test_postgresql_does_not_empty_them_either(session, reviewed, table):
    if database.is_sqlite(session):
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match=r"append-only|only moves on"):
        session.execute(text(f"TRUNCATE {table} CASCADE"))


def test_a_changed_record_is_found(session, tamper):
    tamper("UPDATE version SET record = replace(record, 'Other map', 'Your map') WHERE number = 2")
    assert broken(session) == ["version 2: its hash does not fit its record"]


@pytest.fixture
def forge(session, reviewed, tamper, tiny):
    """Give a version other answers, and make every hash anew that its record carries."""

    def run(number, change):
        record = json.loads(review.versions_of(session, reviewed)[-number].record)
        change(record["answers"])
        answers, errors = parse_answers(tiny.source, record["answers"])
        assert not errors
        record["integrity"] = integrity(Result(tiny.source, answers, TODAY))
        written = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        made = hashlib.sha256(written.encode()).hexdigest()
        statement = "UPDATE version SET record = :record, digest = :digest WHERE number = :number"
        tamper(statement, record=written, digest=made, number=number)

    return run


@pytest.mark.parametrize(
    "change",
    [
        lambda answers: answers["name"].update(value="Your map"),
        lambda answers: answers["is-ai"].update(note="see nothing"),
        lambda answers: answers.update(scored={"value": "person"}),
    ],
)
def test_a_record_with_answers_that_were_never_given_is_found_though_its_hashes_fit(session, forge, change):
    forge(1, change)
    assert broken(session) == ["version 1: its answers never stood so in the log"]


def test_a_record_whose_own_hash_was_forgotten_is_found(session, tamper):
    record = '{"format": "x"}'
    made = hashlib.sha256(record.encode()).hexdigest()
    tamper("UPDATE version SET record = :record, digest = :digest WHERE number = 1", record=record, digest=made)
    assert broken(session) == ["version 1: what it carries is not in the format waarborg-assessment/1"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE version SET language = 'nl' WHERE number = 1", "version 1: its record contradicts itself"),
        ("DELETE FROM version WHERE number = 1", "version 1 is not there; version 2 follows"),
        ("DELETE FROM version WHERE number = 2", "version 2 is not there, but the table transition refers to it"),
        ("UPDATE opinion SET version = 3", "version 3 is not there, but the table opinion refers to it"),
        ("UPDATE decision SET version = 9", "version 9 is not there, but the table decision refers to it"),
        (
            "DELETE FROM transition WHERE move = 'opine'",
            "the step “reject” begins at opinion-given, but the one before it ended at submitted",
        ),
        (
            "DELETE FROM transition WHERE move = 'reject'",
            "its state is rejected, but its last step ended at opinion-given",
        ),
        ("UPDATE assessment SET state = 'approved'", "its state is approved, but its last step ended at rejected"),
        ("UPDATE assessment SET submitted = 1", "version 1 counts as submitted, but version 2 was"),
    ],
)
def test_a_version_or_a_step_that_is_gone_or_changed_is_found(session, tamper, statement, says):
    tamper(statement)
    assert broken(session) == [says]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE decision SET reason = 'Cheap'", "decision 1: the earlier trail says otherwise"),
        ("UPDATE opinion SET points = '[\"Stop\"]'", "opinion 1: the earlier trail says otherwise"),
        ("UPDATE reply SET text = 'No'", "reply 1: the earlier trail says otherwise"),
        ("UPDATE overseer_question SET at = '2020-01-01'", "overseer_question 1: the earlier trail says otherwise"),
        ("UPDATE transition SET note = '' WHERE id = 3", "transition 3: the earlier trail says otherwise"),
        ("DELETE FROM reply", "reply 1: the earlier trail has it"),
    ],
)
def test_words_that_were_changed_are_found_against_an_earlier_trail(session, reviewed, tamper, statement, what):
    earlier = list(trail(session))
    assert len(earlier) == 26 and against(session, earlier) == []
    tamper(statement)
    [found] = against(session, earlier)
    assert (found.assessment, found.what) == (reviewed, what)
