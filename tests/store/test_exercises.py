from datetime import timedelta

import pytest
from sqlmodel import func, select

from app.report.exercise import Item
from app.store import database, exercises
from app.store.answer_log import NotFound
from app.store.exercise_tables import Exercise, ExerciseAnswer, ExerciseItem, Participant
from app.store.tables import now

ITEMS = [Item("tiny-case", "rule", "prediction-prohibited"), Item("tiny-case", "question", "scored")]


@pytest.fixture
def session(each_database):
    with database.session() as one:
        yield one


@pytest.fixture
def exercise(session):
    made, token = exercises.create(session, ITEMS)
    assert exercises.of_trainer(session, token).id == exercises.of_code(session, made.code).id == made.id
    return made


@pytest.fixture
def trainee(session, exercise):
    return exercises.participant(session, exercise, exercises.join(session, exercise))


def rows(session):
    return [
        session.exec(select(func.count()).select_from(table)).one()
        for table in (Exercise, ExerciseItem, Participant, ExerciseAnswer)
    ]


def test_a_code_is_typed_in_any_way_and_has_no_look_alikes():
    assert exercises.clean_code(" cd3-f7k ") == "CD3F7K"
    assert not {exercises.clean_code(typed) for typed in ("CD3F7", "CD3F7O", "CD3F7K1", "", "é" * 6, "C" * 100)} - {""}
    assert not set(exercises.ALPHABET) & set("0O1IL5S2Z8B")


def test_the_last_answer_counts_until_the_answer_is_revealed(session, exercise, trainee):
    exercises.go(session, exercise, "next")
    exercises.answer(session, exercise, trainee, 1, ["open"])
    exercises.answer(session, exercise, trainee, 1, ["holds"])
    exercises.reveal(session, exercise)
    with pytest.raises(exercises.Closed):
        exercises.answer(session, exercise, trainee, 1, ["open"])
    assert exercises.answers_to(session, exercise, 1) == [["holds"]]
    assert exercises.counts(session, exercise) == exercises.Counts(joined=1, answered=1)


def test_only_the_present_item_takes_answers(session, exercise, trainee):
    with pytest.raises(exercises.Closed):
        exercises.answer(session, exercise, trainee, 1, ["open"])
    exercises.go(session, exercise, "2")
    with pytest.raises(exercises.Closed):
        exercises.answer(session, exercise, trainee, 1, ["open"])


def test_the_key_of_another_exercise_is_nobody_here(session, exercise):
    other, _ = exercises.create(session, ITEMS)
    assert exercises.participant(session, exercise, exercises.join(session, other)) is None


def test_one_more_than_fits_is_refused(session, exercise, monkeypatch):
    monkeypatch.setattr(exercises, "MOST_PARTICIPANTS", 1)
    exercises.join(session, exercise)
    with pytest.raises(exercises.Full):
        exercises.join(session, exercise)


def test_the_end_deletes_everything_of_this_exercise_and_nothing_of_another(session, exercise, trainee):
    other, _ = exercises.create(session, ITEMS)
    for one in (exercise, other):
        who = exercises.participant(session, one, exercises.join(session, one))
        exercises.go(session, one, "next")
        exercises.answer(session, one, who, 1, ["open"])
    exercises.end(session, exercise)
    assert rows(session) == [1, 2, 1, 1]
    with pytest.raises(NotFound):
        exercises.of_code(session, exercise.code)


def test_what_is_forgotten_is_deleted_and_cannot_be_opened_before_that(session, exercise, trainee):
    exercise.active = now() - exercises.FORGOTTEN - timedelta(minutes=1)
    session.add(exercise)
    session.commit()
    with pytest.raises(NotFound):
        exercises.of_code(session, exercise.code)
    exercises.expire(session)
    assert rows(session) == [0, 0, 0, 0]


def test_an_answer_after_the_end_finds_nothing(session, exercise, trainee):
    with database.session() as trainer:
        exercises.end(trainer, exercises.of_code(trainer, exercise.code))
    with pytest.raises(NotFound):
        exercises.answer(session, exercise, trainee, 1, ["open"])


def test_neither_the_token_nor_the_cookie_is_kept(session):
    made, token = exercises.create(session, ITEMS)
    key = exercises.join(session, made)
    kept = [made.key, *session.exec(select(Participant.key))]
    assert token not in kept and key not in kept
