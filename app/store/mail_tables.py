"""The table of mail that leaves the service: what happened and to whom. The text is written when it is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.store.tables import Moment, now


class Outgoing(SQLModel, table=True):
    """A mail that waits, was sent, or was given up. No foreign keys: what it is about can be deleted before it."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    what: str  # a move of the workflow, or mention, task, due, invitation
    person_id: str = Field(default="", index=True)  # empty for an invitation
    organisation_id: str = ""  # in whose inbox it is
    assessment_id: str = ""  # mail about what the person may no longer read is not sent
    due: Any = Field(default=None, sa_type=JSON, nullable=True)  # of a reminder: how many of what, by organisation
    email: str = ""  # of an invitation
    language: str = ""  # of an invitation, where the address has no account
    secret: str = ""  # of the link of an invitation, until it is sent or given up
    once: str | None = Field(default=None, unique=True)  # what is sent once only, such as the reminder of a day
    created: datetime = Field(default_factory=now, sa_type=Moment)
    attempts: int = 0
    next_at: datetime = Field(default_factory=now, sa_type=Moment)  # nobody tries before
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    given_up_at: datetime | None = Field(default=None, sa_type=Moment)
    error: str = ""  # of the last attempt; names no address
