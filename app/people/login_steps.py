"""A browser between the steps of signing in, known by a cookie for ten minutes. It may nothing yet."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, delete

from app.people.accounts import digest
from app.store.account_tables import LoginStep
from app.store.tables import now

VALID = timedelta(minutes=10)


def begin(session: Session, back: str, person: str | None = None, provider: Mapping[str, Any] | None = None) -> str:
    """Keep where the browser stands and return the secret for its cookie. Forgets what others left unfinished."""
    session.exec(delete(LoginStep).where(col(LoginStep.created) < now() - VALID))
    token = secrets.token_urlsafe(32)
    session.add(LoginStep(digest=digest(token), person_id=person, back=back, provider=dict(provider or {})))
    session.commit()
    return token


def find(session: Session, token: str) -> LoginStep | None:
    """Where the browser stands, if it began less than ten minutes ago."""
    found = session.get(LoginStep, digest(token)) if token else None
    return found if found and now() - found.created <= VALID else None


def finish(session: Session, step: LoginStep) -> None:
    """Forget the step: it serves once."""
    session.delete(step)
    session.commit()
