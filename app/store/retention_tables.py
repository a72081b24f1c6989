"""The tables of erasing: what an organisation decided about keeping, and what was erased. Both are append-only."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Field, SQLModel, col

from app.store.tables import Assessment, Moment, now

WHOLE = ("deleted", "visitor-draft")  # reasons for which nothing stays but the erasure


class RetentionPolicy(SQLModel, table=True):
    """How long an organisation keeps what was withdrawn or rejected. The last one counts."""

    __tablename__ = "retention_policy"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    years: int | None = None  # None: content is never erased by the calendar
    keep_title: bool = False  # whether the trail of what was erased keeps the name of the system
    by: str
    at: datetime = Field(default_factory=now, sa_type=Moment)


class Erasure(SQLModel, table=True):
    """An assessment whose content is gone; of a draft that nobody else had seen, everything is."""

    assessment_id: str = Field(primary_key=True)  # no foreign key: the assessment itself may be gone
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True)
    reason: str  # deleted, visitor-draft or retention
    policy: int | None = Field(default=None, foreign_key="retention_policy.id")  # where the reason is retention
    by: str = ""  # id of the person; empty where the calendar did it
    at: datetime = Field(default_factory=now, sa_type=Moment)
    state: str
    submitted: int = 0  # the last version that an overseer was given
    entries: int  # of its answer log
    digest: str  # of the last entry
    trail: str = ""  # sha256 of what its log keeps; empty where nothing stays
    title: str = ""  # name of the system, where the policy keeps it

    @property
    def whole(self) -> bool:
        """Whether nothing stays but this."""
        return self.reason in WHOLE


def not_erased() -> ColumnElement[bool]:
    """The condition on Assessment that its content is there."""
    return ~exists().where(col(Erasure.assessment_id) == col(Assessment.id))
