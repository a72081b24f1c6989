"""The tables. The answer log is append-only; the present state is its fold."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """A moment: always in UTC and with its zone in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is sent to the database."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What the database gives: SQLite forgets the zone, PostgreSQL gives its own."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Assessment(SQLModel, table=True):
    """One assessment, pinned to the pack with which it was begun."""

    id: str = Field(primary_key=True)
    pack: str
    pack_identity: str
    language: str
    created: datetime = Field(default_factory=now, sa_type=Moment)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True)
    visitor: str = Field(default="", index=True)  # digest of the browser's cookie, where nobody is signed in
    state: str = "draft"
    submitted: int = 0  # the last version that an overseer was given


class AnswerEntry(SQLModel, table=True):
    """One change of one answer. `value` is the plain value, or null where the answer was removed."""

    __tablename__ = "answer_entry"
    __table_args__ = (UniqueConstraint("assessment_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True)
    seq: int
    question: str
    value: Any = Field(default=None, sa_type=JSON, nullable=True)
    note: str = ""
    source: str = ""
    by: str = ""
    at: datetime = Field(default_factory=now, sa_type=Moment)
    before: str  # hash of the entry before, 64 zeros for the first
    digest: str  # hash of this entry


class LogHead(SQLModel, table=True):
    """Where the log of an assessment ends; written with the entry that it names, so that a lost end is seen."""

    __tablename__ = "log_head"

    assessment_id: str = Field(primary_key=True, foreign_key="assessment.id")
    seq: int  # 0 while the log is empty
    digest: str


class Organisation(SQLModel, table=True):
    """A police zone or directorate, an oversight body, or an academy."""

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    kind: str
    created: datetime = Field(default_factory=now, sa_type=Moment)


class Person(SQLModel, table=True):
    """Somebody with an account."""

    id: str = Field(primary_key=True)
    email: str = Field(unique=True)  # lower case
    name: str
    password: str = ""  # hash; empty where somebody signs in elsewhere
    totp: str = ""  # secret of the authenticator; empty where none is set up
    totp_used: int = 0  # time step of the last code that was used, so that none serves twice
    subject: str | None = Field(default=None, unique=True, index=True)  # issuer and subject at the identity provider
    acts_for: str | None = None  # organisation that they last chose to work for
    demo: bool = False  # made for trying out; a production start refuses them
    disabled: bool = False
    language: str = ""  # of mail; empty: that of the pack
    mail: bool = True  # whether they want any
    created: datetime = Field(default_factory=now, sa_type=Moment)


class Membership(SQLModel, table=True):
    """A role of a person in an organisation."""

    person_id: str = Field(foreign_key="person.id", primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", primary_key=True)
    role: str = Field(primary_key=True)


class LoginSession(SQLModel, table=True):
    """A browser in which somebody is signed in. Only the digest of its cookie is kept."""

    __tablename__ = "login_session"

    digest: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    created: datetime = Field(default_factory=now, sa_type=Moment)
    seen: datetime = Field(default_factory=now, sa_type=Moment)
    browser: str = ""  # coarse name, e.g. "Firefox (Windows)"; no address is kept
