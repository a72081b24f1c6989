"""Organisations, people with their passwords, and the sessions in which they are signed in."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from sqlmodel import Session, col, delete, select, update

from app.people.access import Kind, Role, Viewer
from app.store.tables import LoginSession, Membership, Organisation, Person, now

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)  # how often a session notes that it was seen
MIN_PASSWORD = 12  # characters

_hashes = PasswordHash.recommended()  # argon2id
_NOBODY = _hashes.hash(secrets.token_urlsafe())  # checked where there is no such person, so that both take as long


class AccountError(ValueError):
    """An account cannot be made or changed. `code` names the mistake, the message is English."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def digest(token: str) -> str:
    """What is kept of a secret that a browser holds."""
    return hashlib.sha256(token.encode()).hexdigest()


# -- organisations and people ---------------------------------------------------------------------


def organisation(session: Session, name: str, kind: Kind | None = None) -> Organisation:
    """The organisation of that name, made where there is none and a kind is given. Raises AccountError."""
    found = session.exec(select(Organisation).where(Organisation.name == name)).first()
    if found is None:
        if kind is None:
            raise AccountError("organisation", f"there is no organisation {name!r}; give its kind to make it")
        found = Organisation(id=secrets.token_urlsafe(8), name=name, kind=kind)
        session.add(found)
        session.flush()
    elif kind not in (None, found.kind):
        raise AccountError("kind", f"{name!r} is of the kind {found.kind}, not {kind}")
    return found


def address(email: str) -> str:
    """The e-mail address as it is kept. Raises AccountError where it is none."""
    email = email.strip().lower()
    name, at, host = email.partition("@")
    if not (name and at and host) or len(email) > 254 or any(one.isspace() for one in email):
        raise AccountError("email", f"{email!r} is no e-mail address")
    return email


def person_of(session: Session, email: str) -> Person | None:
    """The person with the address, if there is one."""
    return session.exec(select(Person).where(Person.email == email.strip().lower())).first()


def add_person(session: Session, email: str, name: str, password: str = "", demo: bool = False) -> Person:
    """A new person. Raises AccountError where the address is taken, the name empty or the password too short."""
    email = address(email)
    if person_of(session, email):
        raise AccountError("taken", f"{email} has an account already")
    if not name.strip():
        raise AccountError("name", "the name is empty")
    made = Person(id=secrets.token_urlsafe(8), email=email, name=name.strip(), demo=demo)
    if password:
        set_password(made, password)
    session.add(made)
    session.flush()
    return made


def set_password(person: Person, password: str) -> None:
    """Give the person a password. Raises AccountError where it is too short."""
    if len(password) < MIN_PASSWORD:
        raise AccountError("password", f"a password has at least {MIN_PASSWORD} characters")
    person.password = _hashes.hash(password)


def join(session: Session, person: Person, wanted: Organisation, roles: Iterable[Role]) -> None:
    """Give the person roles in the organisation, next to those that they have."""
    for role in roles:
        session.merge(Membership(person_id=person.id, organisation_id=wanted.id, role=role))
    session.flush()


def person_with_password(session: Session, email: str, password: str) -> Person | None:
    """The person whose address and password these are; takes as long whether or not there is one."""
    found = person_of(session, email)
    known = found.password if found and found.password and not found.disabled else _NOBODY
    fits = _hashes.verify(password, known)
    return found if fits and known is not _NOBODY else None


def has_people(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.exec(select(Person).limit(1)).first() is not None


# -- sessions ---------------------------------------------------------------------------------------


def sign_in(session: Session, person: Person, browser: str = "", language: str = "") -> str:
    """Open a session and return the secret for the cookie. Raises AccountError for somebody without a role.

    They act for the organisation that they last chose, else for the first by name. The language in which they first
    read is that of their mail, until they choose.
    """
    mine = select(Organisation.id).join(Membership).where(Membership.person_id == person.id).order_by(Organisation.name)
    places = list(session.exec(mine))
    if not places:
        raise AccountError("no-role", f"{person.email} has no role in any organisation")
    token = secrets.token_urlsafe(32)
    own = person.acts_for if person.acts_for in places else places[0]
    session.add(LoginSession(digest=digest(token), person_id=person.id, organisation_id=own, browser=browser))
    unchosen = update(Person).where(col(Person.id) == person.id, col(Person.language) == "")
    session.exec(unchosen.values(language=language))
    session.commit()
    return token


def sign_out(session: Session, token: str) -> None:
    """End the session."""
    session.exec(delete(LoginSession).where(col(LoginSession.digest) == digest(token)))
    session.commit()


def viewer(session: Session, token: str, visitor_token: str = "") -> Viewer:
    """Who is looking. A session that is idle, too old, or of somebody disabled or without a role is ended."""
    visitor = digest(visitor_token) if visitor_token else ""
    found = session.get(LoginSession, digest(token)) if token else None
    if found is None:
        return Viewer(visitor=visitor)
    person, own = session.get(Person, found.person_id), session.get(Organisation, found.organisation_id)
    roles = session.exec(
        select(Membership.role).where(
            Membership.person_id == found.person_id, Membership.organisation_id == found.organisation_id
        )
    ).all()
    moment = now()
    if person is None or own is None or person.disabled or not roles or expired(found, moment):
        session.delete(found)
        session.commit()
        return Viewer(visitor=visitor)
    if moment - found.seen > TOUCH:
        found.seen = moment
        session.add(found)
        session.commit()
    return Viewer(person.id, person.name, own.id, own.name, own.kind, frozenset(roles), visitor)  # type: ignore[arg-type]


def expired(one: LoginSession, moment: datetime) -> bool:
    """Whether the session was idle for too long or is too old."""
    return moment - one.seen > IDLE or moment - one.created > ABSOLUTE
