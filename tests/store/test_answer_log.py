from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

import pytest
from sqlalchemy.exc import DatabaseError

from app.store import answer_log, database
from app.store.answer_log import Change


@pytest.fixture
def session(each_database):
    with database.session() as one:
        yield one


@pytest.fixture
def assessment(session):
    return answer_log.create(session, "tiny", "identity", "nl").id


def test_the_present_state_is_the_last_entry_of_each_question(session, assessment):
    answer_log.append(session, assessment, [Change("scored", "place", "a map"), Change("is-ai", "yes")])
    answer_log.append(session, assessment, [Change("scored", "person")])
    answer_log.append(session, assessment, [Change("is-ai", None)])
    state = answer_log.present(session, assessment)
    assert {name: (entry.value, entry.note) for name, entry in state.items()} == {"scored": ("person", "")}
    assert [entry.seq for entry in answer_log.entries_of(session, assessment)] == [1, 2, 3, 4]


def test_what_did_not_change_is_not_appended(session, assessment):
    answer_log.append(session, assessment, [Change("is-ai", "yes")])
    assert answer_log.append(session, assessment, [Change("is-ai", "yes"), Change("scored", None)]) == []


def test_each_entry_carries_the_hash_of_the_one_before(session, assessment):
    answer_log.append(session, assessment, [Change("is-ai", "yes"), Change("scored", ["a", "b"])])
    session.expire_all()
    entries = answer_log.entries_of(session, assessment)
    assert [entry.before for entry in entries] == [answer_log.FIRST, entries[0].digest]
    assert [answer_log.digest(entry) for entry in entries] == [entry.digest for entry in entries]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answer_entry SET value = '\"no\"'",
        "DELETE FROM answer_entry",
        "UPDATE log_head SET seq = 0",
        "DELETE FROM log_head",
    ],
)
def test_the_database_refuses_to_rewrite_the_log(session, assessment, change):
    answer_log.append(session, assessment, [Change("is-ai", "yes")])
    with pytest.raises(DatabaseError, match="append-only|only moves on"):
        session.connection().exec_driver_sql(change)
    session.rollback()


def test_an_unknown_assessment_is_named(session):
    with pytest.raises(answer_log.NotFound):
        answer_log.append(session, "nobody", [Change("is-ai", "yes")])


def test_what_was_acknowledged_is_there_for_another_connection(session, assessment):
    answer_log.append(session, assessment, [Change("is-ai", "yes")])
    with database.session() as other:
        assert answer_log.present(other, assessment)["is-ai"].value == "yes"
        assert [row.id for row in answer_log.assessments(other)] == [assessment]


def test_a_moment_is_in_utc_whatever_the_database_keeps(session, assessment):
    written = answer_log.find(session, assessment).created
    session.expire_all()
    read = answer_log.find(session, assessment).created
    assert read == written and read.tzinfo is UTC


def test_moving_to_another_version_of_the_questions_stands_in_the_log_and_not_among_the_answers(session, assessment):
    answer_log.append(session, assessment, [Change("is-ai", "yes")])
    entry = answer_log.move(session, assessment, "newer", "somebody")
    assert (entry.seq, entry.value, entry.by) == (2, {"from": "identity", "to": "newer"}, "somebody")
    assert set(answer_log.present(session, assessment)) == {"is-ai"}
    assert answer_log.find(session, assessment).pack_identity == "newer"
    assert answer_log.move(session, assessment, "newer") is None


def test_many_writers_at_once_lose_nothing_and_keep_the_chain_whole(session, assessment):
    def write(number):
        with database.session() as own:
            answer_log.append(own, assessment, [Change(f"question-{number % 4}", number)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    entries = answer_log.entries_of(session, assessment)
    assert sorted(entry.value for entry in entries) == list(range(40))
    assert [entry.seq for entry in entries] == list(range(1, 41))
    assert [entry.before for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
