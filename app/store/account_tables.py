"""The tables of invitations, recovery codes and unfinished sign-ins. Of every secret only the digest is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.store.tables import Moment, now


class Invitation(SQLModel, table=True):
    """A link by which one address joins an organisation in one role. It is deleted when it is used or revoked."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    email: str = Field(index=True)  # lower case
    role: str
    digest: str = Field(unique=True)
    by: str = Field(foreign_key="person.id")
    created: datetime = Field(default_factory=now, sa_type=Moment)


class RecoveryCode(SQLModel, table=True):
    """A code that stands in once for the authenticator. It is deleted when it is used."""

    __tablename__ = "recovery_code"

    digest: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)


class LoginStep(SQLModel, table=True):
    """A browser between the steps of signing in: the password was right, or the provider is being asked."""

    __tablename__ = "login_step"

    digest: str = Field(primary_key=True)  # of the browser's cookie
    person_id: str | None = Field(default=None, foreign_key="person.id")  # whose code is asked
    back: str = "/"  # path to go to afterwards
    provider: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # state, nonce and verifier of the request
    created: datetime = Field(default_factory=now, sa_type=Moment)
