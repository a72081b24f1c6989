"""The sessions of a person: which there are, ending them, and renewing their secret."""

import secrets

from sqlmodel import Session, col, delete, select, update

from app.people.accounts import AccountError, digest, expired
from app.store.tables import LoginSession, Membership, Organisation, Person, now


def sessions_of(session: Session, person: str) -> list[LoginSession]:
    """The sessions in which the person (id) is signed in now, last seen first."""
    rows = session.exec(
        select(LoginSession).where(LoginSession.person_id == person).order_by(col(LoginSession.seen).desc())
    )
    moment = now()
    return [one for one in rows if not expired(one, moment)]


def end_sessions(session: Session, person: str, organisation: str = "", but: str = "") -> None:
    """End the sessions of the person, or those for one organisation, but the one with the secret `but`."""
    ending = delete(LoginSession).where(col(LoginSession.person_id) == person)
    if organisation:
        ending = ending.where(col(LoginSession.organisation_id) == organisation)
    if but:
        ending = ending.where(col(LoginSession.digest) != digest(but))
    session.exec(ending)


def end_session(session: Session, person: str, known_as: str) -> None:
    """End one session of the person, by its digest."""
    session.exec(
        delete(LoginSession).where(col(LoginSession.person_id) == person, col(LoginSession.digest) == known_as)
    )
    session.commit()


def renew(session: Session, token: str) -> str:
    """A new secret for the session, since what it may do changed; it does not live longer for it."""
    fresh = secrets.token_urlsafe(32)
    session.exec(update(LoginSession).where(col(LoginSession.digest) == digest(token)).values(digest=digest(fresh)))
    session.commit()
    return fresh


def organisations_of(session: Session, person: str) -> list[Organisation]:
    """The organisations in which the person has a role, by name."""
    mine = select(Membership.organisation_id).where(Membership.person_id == person)
    return list(session.exec(select(Organisation).where(col(Organisation.id).in_(mine)).order_by(Organisation.name)))


def act_for(session: Session, token: str, person: str, organisation: str) -> str:
    """Go on for another organisation, under a new secret. Raises AccountError where the person has no role there."""
    if organisation not in {one.id for one in organisations_of(session, person)}:
        raise AccountError("organisation", "this person has no role in that organisation")
    session.exec(
        update(LoginSession).where(col(LoginSession.digest) == digest(token)).values(organisation_id=organisation)
    )
    session.exec(update(Person).where(col(Person.id) == person).values(acts_for=organisation))
    return renew(session, token)
