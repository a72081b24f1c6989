"""The tables of exercises. No name, no address: a participant is a random key, of which only the hash is kept."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.store.tables import Moment, now


class Exercise(SQLModel, table=True):
    """A running exercise. It is deleted when it ends."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, index=True)  # hash of the trainer's token
    code: str = Field(unique=True, index=True)  # with which the class joins
    number: int = 0  # the present item; 0 while the class gathers
    shown: int = 0  # grows with every change of what everybody sees
    pulse: int = 0  # grows with every change, also of who joined and answered
    active: datetime = Field(default_factory=now, index=True, sa_type=Moment)


class ExerciseItem(SQLModel, table=True):
    """One item of an exercise, numbered from 1."""

    __tablename__ = "exercise_item"
    __table_args__ = (UniqueConstraint("exercise_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    exercise_id: int = Field(foreign_key="exercise.id", index=True)
    number: int
    case: str
    kind: str
    part: str
    revealed: bool = False


class Participant(SQLModel, table=True):
    """Somebody who joined."""

    id: int | None = Field(default=None, primary_key=True)
    exercise_id: int = Field(foreign_key="exercise.id", index=True)
    key: str = Field(unique=True, index=True)  # hash of the participant's cookie


class ExerciseAnswer(SQLModel, table=True):
    """What a participant answered to an item: the choices."""

    __tablename__ = "exercise_answer"
    __table_args__ = (UniqueConstraint("item_id", "participant_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="exercise_item.id", index=True)
    participant_id: int = Field(foreign_key="participant.id", index=True)
    choices: list[str] = Field(sa_type=JSON)
