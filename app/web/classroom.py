"""What trainer, projector and class see of an exercise: one place decides who sees the answer."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from sqlmodel import Session

from app.report.exercise import Bar, Item, Solution, Stage, Task, solution_of, tally, task_of
from app.store import database, exercises
from app.store.answer_log import NotFound
from app.store.exercise_tables import Exercise, ExerciseItem
from app.store.exercises import Counts
from app.web.pages import language_of, today
from app.web.state import state_of


@dataclass(frozen=True)
class View:
    """An exercise as it stands. Bars and solution are empty for whoever may not see them yet."""

    exercise: Exercise
    stage: Stage
    counts: Counts
    rows: tuple[ExerciseItem, ...]
    task: Task | None = None  # none while the class gathers
    new_case: bool = False  # the item before was about another system
    bars: tuple[Bar, ...] = ()
    solution: Solution | None = None

    @property
    def row(self) -> ExerciseItem:
        """The present item; only where there is a task."""
        return self.rows[self.stage.number - 1]

    @property
    def code(self) -> str:
        """The code as it is shown: in two halves."""
        return f"{self.exercise.code[:3]} {self.exercise.code[3:]}"


def view_of(request: Request, session: Session, exercise: Exercise, trainer: bool) -> View:
    """What may be seen: by the trainer everything, by all others the answer only once it is revealed."""
    rows = tuple(exercises.items_of(session, exercise))
    stage = exercises.stage_of(exercise, rows)
    counts = exercises.counts(session, exercise)
    if stage.number == 0:
        return View(exercise, stage, counts, rows)
    row = rows[stage.number - 1]
    task = task_in_words(request, row)
    new_case = stage.number == 1 or rows[stage.number - 2].case != row.case
    if not (trainer or stage.revealed):
        return View(exercise, stage, counts, rows, task, new_case)
    bars = tally(task, exercises.answers_to(session, exercise, stage.number))
    return View(exercise, stage, counts, rows, task, new_case, bars, solution_in_words(request, row))


def task_in_words(request: Request, row: ExerciseItem) -> Task:
    """An item in the reader's language. Raises NotFound where the pack no longer has it."""
    try:
        return task_of(state_of(request).packs[language_of(request)], item_of(row))
    except KeyError:
        raise NotFound(row.part) from None


def solution_in_words(request: Request, row: ExerciseItem) -> Solution:
    """The reasoned answer to an item in the reader's language."""
    return solution_of(state_of(request).case_result(row.case, language_of(request), today()), item_of(row))


def item_of(row: ExerciseItem) -> Item:
    """The item that a row keeps."""
    return Item(row.case, "rule" if row.kind == "rule" else "question", row.part)


def channels(exercise: Exercise) -> tuple[str, str]:
    """The channels of an exercise: what the trainer sees changed, what everybody sees changed."""
    return f"trainer-{exercise.id}", f"class-{exercise.id}"


def version_of(code: str, trainer: bool) -> Callable[[], int | None]:
    """A look at the database that tells how often the exercise changed; None once it has ended."""

    def look() -> int | None:
        with database.session() as session:
            try:
                exercise = exercises.of_code(session, code)
            except NotFound:
                return None
            return exercise.pulse if trainer else exercise.shown

    return look
