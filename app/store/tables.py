"""The tables. The answer log is append-only; the present state is its fold."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Assessment(SQLModel, table=True):
    """One assessment, pinned to the pack with which it was begun."""

    id: str = Field(primary_key=True)
    pack: str
    pack_identity: str
    language: str
    created: datetime = Field(default_factory=now)


class AnswerEntry(SQLModel, table=True):
    """One change of one answer. `value` is the plain value, or null where the answer was removed."""

    __tablename__ = "answer_entry"
    __table_args__ = (UniqueConstraint("assessment_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    seq: int
    question: str
    value: Any = Field(default=None, sa_type=JSON)
    note: str = ""
    source: str = ""
    by: str = ""
    at: datetime = Field(default_factory=now)
    before: str  # hash of the entry before, 64 zeros for the first
    digest: str  # hash of this entry
