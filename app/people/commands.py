"""What whoever runs the service does from the command line. Each returns what was done, and raises AccountError."""

import secrets
from collections.abc import Sequence

from sqlmodel import Session, col, select, update

from app.people.access import Kind, Role
from app.people.accounts import AccountError, add_person, join, organisation, person_of, set_password
from app.people.members import close, reopen
from app.people.second_factor import turn_off
from app.people.sessions import end_sessions
from app.store import database
from app.store.tables import Assessment, Membership, Organisation, Person


def add_user(email: str, name: str, where: str, kind: Kind | None, roles: Sequence[Role], password: str) -> str:
    """Make the account, or give it further roles."""
    database.migrate()
    with database.session() as session:
        address = email.strip().lower()
        person = person_of(session, address)
        made = "" if person or password else _new_password()
        if person is None:
            person = add_person(session, address, name or address, password or made)
        place = organisation(session, where, kind)
        join(session, person, place, roles)
        session.commit()
        said = f"{person.email} is {', '.join(roles)} in {place.name}"
    return f"{said}; password: {made}" if made else said


def list_users(where: str = "") -> str:
    """A line for each account and organisation: address, name, organisation, roles, and what is special."""
    database.migrate()
    with database.session() as session:
        wanted = organisation(session, where).id if where else ""
        places = {one.id: one.name for one in session.exec(select(Organisation))}
        roles: dict[tuple[str, str], list[str]] = {}
        for one in session.exec(select(Membership).order_by(col(Membership.role))):
            roles.setdefault((one.person_id, one.organisation_id), []).append(one.role)
        lines = []
        for person in session.exec(select(Person).order_by(Person.email)):
            mine = [(place, held) for (who, place), held in roles.items() if who == person.id]
            for place, held in mine or [("", ["no role"])]:
                if wanted in ("", place):
                    where_and_roles = f"{places.get(place, '-'):<28} {', '.join(held)}"
                    lines.append(f"{person.email:<32} {person.name:<24} {where_and_roles}{_special(person)}")
    return "\n".join(lines) or "There are no accounts."


def _special(person: Person) -> str:
    marks = {"closed": person.disabled, "second factor": person.totp, "for trying out": person.demo}
    said = [text for text, is_so in marks.items() if is_so]
    return f"  ({', '.join(said)})" if said else ""


def disable_user(email: str, disabled: bool = True) -> str:
    """Close the account and end its sessions, or open it again."""
    with database.session() as session:
        person = _known(session, email)
        if disabled:
            close(session, person)
        else:
            reopen(session, person)
        return f"{person.email} is {'closed' if disabled else 'open again'}"


def reset_password(email: str, password: str = "") -> str:
    """Give the person a new password, made where none is given, and end their sessions."""
    with database.session() as session:
        person = _known(session, email)
        made = "" if password else _new_password()
        set_password(person, password or made)
        session.add(person)
        end_sessions(session, person.id)
        session.commit()
        said = f"{person.email} has a new password"
    return f"{said}: {made}" if made else said


def reset_second_factor(email: str) -> str:
    """Turn off the second factor of the person, and end their sessions."""
    with database.session() as session:
        person = _known(session, email)
        if not person.totp:
            raise AccountError("second-factor", f"{person.email} has no second factor")
        end_sessions(session, person.id)
        turn_off(session, person)
        return f"{person.email} signs in without a second factor until a new one is set up"


def adopt_assessments(where: str) -> str:
    """Give every assessment that belongs to no organisation and no browser to the organisation."""
    database.migrate()
    with database.session() as session:
        place = organisation(session, where)
        given = session.exec(
            update(Assessment)
            .where(col(Assessment.organisation_id).is_(None), col(Assessment.visitor) == "")
            .values(organisation_id=place.id)
        )
        session.commit()
        return f"{given.rowcount} assessments belong to {place.name} now"


def _known(session: Session, email: str) -> Person:
    database.migrate()
    person = person_of(session, email)
    if person is None:
        raise AccountError("person", f"there is no account {email}")
    return person


def _new_password() -> str:
    return secrets.token_urlsafe(12)
