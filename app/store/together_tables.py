"""The tables of working together: comments, who was mentioned, tasks, evidence. The history is the answer log."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from app.store.tables import Moment, now


class Comment(SQLModel, table=True):
    """Something said about a question. The first of a thread carries whether the thread is settled."""

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    question: str
    thread: int | None = Field(default=None, foreign_key="comment.id", index=True)  # null for the first of a thread
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
    text: str  # plain; empty once withdrawn
    withdrawn: bool = False
    resolved_by: str = ""  # of a first comment: who settled the thread, empty while it is open
    resolved_at: datetime | None = Field(default=None, sa_type=Moment)


class Mention(SQLModel, table=True):
    """Somebody was named in a comment."""

    comment_id: int = Field(foreign_key="comment.id", primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True)
    read: bool = False


class Task(SQLModel, table=True):
    """A section or topic that somebody was asked to answer."""

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    part: str  # "section/ID" or "topic/ID"
    person_id: str = Field(foreign_key="person.id", index=True)
    due: date | None = None
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


MEASURE_PLACE = "measure:"  # before the id of a measure: what its files prove


class EvidenceFile(SQLModel, table=True):
    """A file that proves an answer or a measure. Its bytes lie outside the database, by organisation and hash."""

    __tablename__ = "evidence_file"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    question: str  # what it proves: the id of a question, or MEASURE_PLACE and the id of a measure
    name: str
    media_type: str
    sha256: str
    size: int  # bytes
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)
    removed_by: str = ""  # empty while it is there
    removed_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def measure(self) -> str:
        """The id of the measure that it proves; empty where it proves an answer."""
        return self.question.removeprefix(MEASURE_PLACE) if self.question.startswith(MEASURE_PLACE) else ""
