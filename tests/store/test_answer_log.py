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


def seen(session, assessment, **answers):
    """Ali answers; returns the number of the last entry, as a page would carry it."""
    answer_log.append(session, assessment, [Change(name, value) for name, value in answers.items()], "ali")
    return answer_log.entries_of(session, assessment)[-1].seq


def test_an_answer_that_its_author_has_not_seen_is_not_overwritten(session, assessment):
    seen(session, assessment, scored="person")
    merged = answer_log.merge(session, assessment, [Change("scored", "place", seen=0), Change("is-ai", "yes", seen=0)], "dana")
    assert [(one.change.value, one.theirs.value, one.theirs.by) for one in merged.conflicts] == [("place", "person", "ali")]
    state = answer_log.present(session, assessment)
    assert {name: entry.value for name, entry in state.items()} == {"scored": "person", "is-ai": "yes"}


def test_an_answer_that_was_seen_or_is_the_same_is_no_conflict(session, assessment):
    number = seen(session, assessment, scored="person")
    assert answer_log.merge(session, assessment, [Change("scored", "person", seen=0)], "dana").conflicts == []
    assert answer_log.merge(session, assessment, [Change("scored", "place", seen=number)], "dana").conflicts == []
    assert answer_log.present(session, assessment)["scored"].value == "place"


def test_a_field_left_as_it_was_does_not_undo_what_somebody_else_answered(session, assessment):
    number = seen(session, assessment, scored="person")
    seen(session, assessment, scored="place")
    old = [Change("scored", "person", seen=number)]
    assert answer_log.merge(session, assessment, old, "dana", on_purpose=False) == answer_log.Merged([], [])
    assert len(answer_log.merge(session, assessment, old, "dana").conflicts) == 1
    assert answer_log.present(session, assessment)["scored"].value == "place"


def test_a_removed_answer_and_another_answer_conflict(session, assessment):
    number = seen(session, assessment, scored="person")
    answer_log.append(session, assessment, [Change("scored", None)], "ali")
    assert answer_log.merge(session, assessment, [Change("scored", "place", seen=number)], "dana").conflicts
    assert answer_log.merge(session, assessment, [Change("scored", None, seen=number)], "dana").conflicts == []


def test_nobody_conflicts_with_themselves(session, assessment):
    seen(session, assessment, scored="person")
    assert answer_log.merge(session, assessment, [Change("scored", "place", seen=0)], "ali").conflicts == []


def test_of_two_who_answer_at_the_same_moment_one_is_held_back(session, assessment):
    def answer(who):
        with database.session() as own:
            return answer_log.merge(own, assessment, [Change("scored", who, seen=0)], who)

    with ThreadPoolExecutor(8) as pool:
        merged = list(pool.map(answer, [f"person-{number}" for number in range(8)]))
    assert sum(len(one.entries) for one in merged) == 1
    assert sum(len(one.conflicts) for one in merged) == 7
