"""Invitations: a link, handed over by an administrator, by which one address joins their organisation in one role."""

import secrets
from datetime import timedelta

from sqlmodel import Session, col, delete, select

from app.people.access import Viewer, roles_in
from app.people.accounts import AccountError, add_person, address, digest, person_of
from app.settings import settings
from app.store import outbox
from app.store.account_tables import Invitation
from app.store.tables import Membership, Organisation, Person, now

VALID = timedelta(days=7)


def invite(session: Session, by: Viewer, email: str, role: str, language: str = "") -> str:
    """Invite the address to the administrator's organisation and return the secret of the link.

    It goes by mail too, where that is wanted, in the language where the address has no account. An earlier
    invitation of the address to the role stops working. Raises AccountError.
    """
    email = address(email)
    if not by.kind or role not in roles_in(by.kind):
        raise AccountError("role", "there is no such role in this organisation")
    known = person_of(session, email)
    if known and known.id == by.person:
        raise AccountError("own-roles", "nobody gives themselves a role")
    if known and session.get(Membership, (known.id, by.organisation, role)):
        raise AccountError("has-role", f"{email} has this role already")
    session.exec(
        delete(Invitation).where(
            col(Invitation.organisation_id) == by.organisation,
            col(Invitation.email) == email,
            col(Invitation.role) == role,
        )
    )
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(organisation_id=by.organisation, email=email, role=role, digest=digest(token), by=by.person)
    )
    if wants_mail(session, email):
        outbox.post_invitation(session, by.organisation, email, token, language)
    session.commit()
    return token


def wants_mail(session: Session, email: str) -> bool:
    """Whether an invitation to the address goes by mail: not where none is sent, or its account wants none."""
    known = person_of(session, email)
    return settings().sends_mail and (known is None or (known.mail and not known.disabled))


def invitations(session: Session, organisation: str) -> list[Invitation]:
    """The invitations to the organisation that were not used, newest first; those that expired too."""
    return list(
        session.exec(
            select(Invitation)
            .where(Invitation.organisation_id == organisation)
            .order_by(col(Invitation.created).desc(), col(Invitation.id).desc())
        )
    )


def is_expired(one: Invitation) -> bool:
    """Whether the invitation is too old to be used."""
    return now() - one.created > VALID


def revoke(session: Session, organisation: str, number: int) -> None:
    """Make an invitation of the organisation unusable; one that is gone already is no mistake."""
    mine = col(Invitation.organisation_id) == organisation
    session.exec(delete(Invitation).where(mine, col(Invitation.id) == number))
    session.commit()


def invitation(session: Session, token: str) -> tuple[Invitation, Organisation]:
    """The invitation with this secret, and to what. Raises AccountError where it is used, revoked or too old."""
    found = session.exec(select(Invitation).where(Invitation.digest == digest(token))).first()
    place = session.get(Organisation, found.organisation_id) if found else None
    if found is None or place is None or is_expired(found):
        raise AccountError("invitation", "this invitation was used, revoked, or is too old")
    return found, place


def accept(session: Session, found: Invitation, person: Person) -> None:
    """Give the invited person the role; once. Raises AccountError for anybody else, or where it was just used."""
    if person.email != found.email or person.disabled:
        raise AccountError("other-person", f"this invitation is for {found.email}")
    used = session.exec(delete(Invitation).where(col(Invitation.id) == found.id))
    if used.rowcount != 1:
        raise AccountError("invitation", "this invitation was used, revoked, or is too old")
    session.merge(Membership(person_id=person.id, organisation_id=found.organisation_id, role=found.role))
    session.commit()


def accept_as_new(session: Session, found: Invitation, name: str, password: str, language: str = "") -> Person:
    """Make the account of the invited person, with the role. Raises AccountError; then nothing is kept."""
    if not password:
        raise AccountError("password", "the password is empty")
    person = add_person(session, found.email, name, password)
    person.language = language
    accept(session, found, person)
    return person


def accept_all(session: Session, person: Person) -> None:
    """Take up every invitation to the person's address, which somebody else has verified."""
    for one in session.exec(select(Invitation).where(Invitation.email == person.email)).all():
        if not is_expired(one):
            accept(session, one, person)
