"""Tasks: sections and topics that members were asked to answer."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from app.store import outbox
from app.store.answer_log import NotFound, find
from app.store.tables import Assessment
from app.store.together_tables import Task


def assign(session: Session, assessment_id: str, part: str, person: str, due: date | None, by: str) -> Task:
    """Ask somebody to answer a part; who already was asked gets the new date."""
    wanted = select(Task).where(Task.assessment_id == assessment_id, Task.part == part, Task.person_id == person)
    found = session.exec(wanted).first() or Task(assessment_id=assessment_id, part=part, person_id=person, by=by)
    found.due, found.by = due, by
    session.add(found)
    if person != by:
        outbox.post(session, "task", person, find(session, assessment_id).organisation_id or "", assessment_id)
    session.commit()
    return found


def release(session: Session, assessment_id: str, task_id: int) -> None:
    """Take a task back. Raises NotFound."""
    found = session.get(Task, task_id)
    if found is None or found.assessment_id != assessment_id:
        raise NotFound(str(task_id))
    session.delete(found)
    session.commit()


def of_assessment(session: Session, assessment_id: str) -> list[Task]:
    """The tasks of an assessment, the earliest due first."""
    return _by_date(session.exec(select(Task).where(Task.assessment_id == assessment_id)).all())


def of_person(session: Session, person: str) -> list[tuple[Task, Assessment]]:
    """The tasks of somebody with their assessments, the earliest due first."""
    rows = session.exec(
        select(Task, Assessment)
        .join(Assessment, col(Assessment.id) == Task.assessment_id)
        .where(Task.person_id == person)
    ).all()
    found = {task.id: assessment for task, assessment in rows}
    return [(task, found[task.id]) for task in _by_date([task for task, _ in rows])]


def _by_date(tasks: Iterable[Task]) -> list[Task]:
    return sorted(tasks, key=lambda one: (one.due or date.max, one.id or 0))
