"""Exercises of a class: made, joined, answered, revealed, ended. Whatever ends or is forgotten is deleted."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, delete, func, select, update

from app.report.exercise import Item, Stage
from app.store.answer_log import NotFound
from app.store.database import begin_writing
from app.store.exercise_tables import Exercise, ExerciseAnswer, ExerciseItem, Participant
from app.store.tables import now

ALPHABET = "34679CDFHJKMNPQRTVWXY"  # no two that look alike, no vowels that make words
CODE_LENGTH = 6
FORGOTTEN = timedelta(hours=12)  # without activity
MOST_PARTICIPANTS = 200
MOST_EXERCISES = 500


class Full(Exception):
    """There is no room for one more: participant, or exercise."""


class Closed(Exception):
    """The item is not asked now, or its answer was revealed."""


@dataclass(frozen=True)
class Counts:
    """How many joined, and how many of them answered the present item."""

    joined: int
    answered: int


def create(session: Session, items: Sequence[Item]) -> tuple[Exercise, str]:
    """A new exercise and the trainer's token, which is not kept. Raises Full."""
    expire(session)
    _begin(session)
    if session.exec(select(func.count()).select_from(Exercise)).one() >= MOST_EXERCISES:
        raise Full
    code = new_code()
    while session.exec(select(Exercise.id).where(Exercise.code == code)).first():
        code = new_code()
    token = secrets.token_urlsafe(18)
    exercise = Exercise(key=digest(token), code=code)
    session.add(exercise)
    session.flush()
    assert exercise.id is not None
    for number, item in enumerate(items, start=1):
        session.add(
            ExerciseItem(exercise_id=exercise.id, number=number, case=item.case, kind=item.kind, part=item.part)
        )
    session.commit()
    return exercise, token


def new_code() -> str:
    """A code to join with, e.g. "CD3F7K"."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def clean_code(typed: str) -> str:
    """A code as people type it, made whole: case, spaces and hyphens do not matter. Empty where it cannot be one."""
    code = typed[:40].upper().replace(" ", "").replace("-", "")
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def digest(secret: str) -> str:
    """What is kept of a token or cookie."""
    return hashlib.sha256(secret.encode()).hexdigest()


def of_trainer(session: Session, token: str) -> Exercise:
    """The exercise of a trainer's token. Raises NotFound."""
    return _living(session.exec(select(Exercise).where(Exercise.key == digest(token))).first())


def of_code(session: Session, code: str) -> Exercise:
    """The exercise of a clean code. Raises NotFound."""
    return _living(session.exec(select(Exercise).where(Exercise.code == code)).first())


def _living(exercise: Exercise | None) -> Exercise:
    if exercise is None:
        raise NotFound("exercise")
    if exercise.active < now() - FORGOTTEN:
        raise NotFound("exercise")
    return exercise


def items_of(session: Session, exercise: Exercise) -> list[ExerciseItem]:
    """The items in order."""
    wanted = select(ExerciseItem).where(ExerciseItem.exercise_id == exercise.id).order_by(col(ExerciseItem.number))
    return list(session.exec(wanted))


def stage_of(exercise: Exercise, items: Sequence[ExerciseItem]) -> Stage:
    """Where the exercise stands."""
    return Stage(exercise.number, len(items), exercise.number > 0 and items[exercise.number - 1].revealed)


def counts(session: Session, exercise: Exercise) -> Counts:
    """How many joined and answered the present item."""
    joined = session.exec(
        select(func.count()).select_from(Participant).where(Participant.exercise_id == exercise.id)
    ).one()
    return Counts(joined, len(answers_to(session, exercise, exercise.number)))


def answers_to(session: Session, exercise: Exercise, number: int) -> list[list[str]]:
    """What was answered to an item, in no order that tells who."""
    wanted = (
        select(col(ExerciseAnswer.choices))
        .join(ExerciseItem, col(ExerciseItem.id) == ExerciseAnswer.item_id)
        .where(ExerciseItem.exercise_id == exercise.id, ExerciseItem.number == number)
    )
    return sorted(list(choices) for choices in session.exec(wanted))


# -- the class --------------------------------------------------------------------------------------


def join(session: Session, exercise: Exercise) -> str:
    """A new participant's key, for a cookie. Raises Full."""
    _lock(session, exercise)
    if counts(session, exercise).joined >= MOST_PARTICIPANTS:
        raise Full
    assert exercise.id is not None
    key = secrets.token_urlsafe(18)
    session.add(Participant(exercise_id=exercise.id, key=digest(key)))
    _touch(session, exercise, everybody=False)
    session.commit()
    return key


def participant(session: Session, exercise: Exercise, key: str) -> Participant | None:
    """Who joined this exercise with the key, if anybody."""
    wanted = select(Participant).where(Participant.exercise_id == exercise.id, Participant.key == digest(key))
    return session.exec(wanted).first()


def answer(session: Session, exercise: Exercise, who: Participant, number: int, choices: Sequence[str]) -> None:
    """Keep a participant's answer to an item, in place of an earlier one. Raises Closed; the choices must fit."""
    _lock(session, exercise)
    items = items_of(session, exercise)
    if not stage_of(exercise, items).takes(number):
        raise Closed
    item = items[number - 1]
    kept = _answer(session, item, who)
    if kept is None:
        assert item.id is not None and who.id is not None
        kept = ExerciseAnswer(item_id=item.id, participant_id=who.id, choices=[])
    kept.choices = list(choices)
    session.add(kept)
    _touch(session, exercise, everybody=False)
    session.commit()


def answered(session: Session, item: ExerciseItem, who: Participant) -> tuple[str, ...]:
    """What a participant answered to an item; empty where nothing."""
    found = _answer(session, item, who)
    return tuple(found.choices) if found else ()


def _answer(session: Session, item: ExerciseItem, who: Participant) -> ExerciseAnswer | None:
    wanted = select(ExerciseAnswer).where(
        ExerciseAnswer.item_id == item.id, ExerciseAnswer.participant_id == who.id
    )
    return session.exec(wanted).first()


# -- the trainer ------------------------------------------------------------------------------------


def go(session: Session, exercise: Exercise, to: str) -> None:
    """Show another item: `next`, `previous` or its number. Raises ValueError."""
    _lock(session, exercise)
    number = stage_of(exercise, items_of(session, exercise)).go(to)
    _touch(session, exercise, everybody=True, number=number)
    session.commit()


def reveal(session: Session, exercise: Exercise) -> None:
    """Show how the class answered the present item, and the reasoned answer; it takes no answers any more."""
    _lock(session, exercise)
    session.exec(
        update(ExerciseItem)
        .where(col(ExerciseItem.exercise_id) == exercise.id, col(ExerciseItem.number) == exercise.number)
        .values(revealed=True)
    )
    _touch(session, exercise, everybody=True)
    session.commit()


def end(session: Session, exercise: Exercise) -> None:
    """Delete the exercise and all that belongs to it."""
    _delete(session, [exercise.id])


def expire(session: Session) -> None:
    """Delete every exercise in which nothing has happened for long."""
    _delete(session, list(session.exec(select(Exercise.id).where(Exercise.active < now() - FORGOTTEN))))


def _delete(session: Session, exercises: Sequence[int | None]) -> None:
    for exercise in exercises:
        items = select(ExerciseItem.id).where(ExerciseItem.exercise_id == exercise)
        session.exec(delete(ExerciseAnswer).where(col(ExerciseAnswer.item_id).in_(items)))
        session.exec(delete(Participant).where(col(Participant.exercise_id) == exercise))
        session.exec(delete(ExerciseItem).where(col(ExerciseItem.exercise_id) == exercise))
        session.exec(delete(Exercise).where(col(Exercise.id) == exercise))
    session.commit()


def _begin(session: Session) -> None:
    """Begin to write; a read transaction cannot become a writing one while others write."""
    session.rollback()
    begin_writing(session)


def _lock(session: Session, exercise: Exercise) -> None:
    """Begin to write to an exercise as it is now. Raises NotFound where it has ended."""
    number = exercise.id
    _begin(session)
    if session.get(Exercise, number, populate_existing=True, with_for_update=True) is None:
        raise NotFound("exercise")


def _touch(session: Session, exercise: Exercise, everybody: bool, **values: int) -> None:
    """Something happened: note when, and whether everybody sees it."""
    changed = {"active": now(), "pulse": Exercise.pulse + 1, **values}
    if everybody:
        changed["shown"] = Exercise.shown + 1
    session.exec(update(Exercise).where(col(Exercise.id) == exercise.id).values(**changed))
