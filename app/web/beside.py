"""What stands beside each question: how often it was changed, what is discussed, which files prove it."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.store import comments, database, evidence
from app.store.answer_log import answers_a_question
from app.store.tables import AnswerEntry
from app.store.together_tables import EvidenceFile


@dataclass(frozen=True)
class Beside:
    """What stands beside one question."""

    changes: int = 0
    open_comments: int = 0
    files: tuple[EvidenceFile, ...] = ()


def beside(assessment_id: str) -> dict[str, Beside]:
    """What stands beside the questions of an assessment, for those that have anything."""
    with database.session() as session:
        changes = _changes(session, assessment_id)
        discussed = comments.open_counts(session, assessment_id)
        files = evidence.of_assessment(session, assessment_id)
    return {
        name: Beside(changes.get(name, 0), discussed.get(name, 0), tuple(files.get(name, ())))
        for name in changes.keys() | discussed.keys() | files.keys()
    }


def _changes(session: Session, assessment_id: str) -> dict[str, int]:
    rows = session.exec(
        select(AnswerEntry.question, func.count(col(AnswerEntry.id)))
        .where(AnswerEntry.assessment_id == assessment_id, answers_a_question())
        .group_by(AnswerEntry.question)
    )
    return dict(rows.all())
