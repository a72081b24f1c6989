"""The tables of the review: how an assessment moved, its frozen versions, what the overseer and the controller said.

All but `Condition` and `Notice` are append-only; triggers in the database keep them so.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.store.tables import Moment, now


class Transition(SQLModel, table=True):
    """A move from one state to another."""

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    move: str
    from_state: str
    to_state: str
    version: int | None = None  # the version that it is about
    note: str = ""
    review_on: date | None = None  # when it goes into use: the day of its review
    occasion: str = ""  # when a review begins: what gave rise to it
    by: str = ""  # id of the person; empty where the calendar did it
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Version(SQLModel, table=True):
    """An assessment as it was at one moment. `document` names the report in the folder of versions."""

    __table_args__ = (UniqueConstraint("assessment_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    number: int
    pack_identity: str
    language: str
    on: date  # the day of the law
    record: str  # the assessment that the report carries, as JSON: answers and conclusions
    digest: str  # sha256 of the record
    summary: Any = Field(sa_type=JSON)  # what lists show; see app/people/versions.py
    document: str  # hash of all that the PDF depends on
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class OverseerQuestion(SQLModel, table=True):
    """What the overseer asks, about a question of the questionnaire or in general."""

    __tablename__ = "overseer_question"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    version: int
    question: str = ""  # id in the pack; empty: in general
    text: str
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Reply(SQLModel, table=True):
    """What is answered to a question of the overseer."""

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="overseer_question.id", index=True)
    text: str
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Opinion(SQLModel, table=True):
    """The opinion of an overseer on a version."""

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    version: int
    organisation_id: str = Field(foreign_key="organisation.id")
    language: str
    conclusion: str  # favourable, conditional or unfavourable
    summary: str
    points: Any = Field(sa_type=JSON)  # texts
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Decision(SQLModel, table=True):
    """What the controller decided on a version."""

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    version: int
    decision: str  # the move
    reason: str
    advice: str = ""  # the advice of the DPO as it was then, word for word
    departs: str = ""  # why the decision departs from the advice; empty where it does not
    accepted: Any = Field(default_factory=list, sa_type=JSON)  # ids of bans that were open and are accepted as such
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Condition(SQLModel, table=True):
    """A condition of an approval, with who sees to it and by when."""

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", index=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    text: str
    owner: str
    deadline: date
    met: date | None = None
    evidence: str = ""  # how it was met
    met_by: str = ""


class Notice(SQLModel, table=True):
    """Something that a person should know about an assessment."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    assessment_id: str = Field(foreign_key="assessment.id")
    move: str  # what happened
    by: str = ""
    at: datetime = Field(default_factory=now, sa_type=Moment)
    read: bool = False
