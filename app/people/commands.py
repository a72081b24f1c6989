"""What administrators do from the command line."""

import secrets
from collections.abc import Sequence

from sqlmodel import select

from app.people.access import Kind, Role
from app.people.accounts import add_person, join, organisation
from app.store import database
from app.store.tables import Person


def add_user(email: str, name: str, where: str, kind: Kind | None, roles: Sequence[Role], password: str) -> str:
    """Make the account, or give it further roles, and say what was done. Raises AccountError."""
    database.migrate()
    with database.session() as session:
        address = email.strip().lower()
        person = session.exec(select(Person).where(Person.email == address)).first()
        made = "" if person or password else secrets.token_urlsafe(12)
        if person is None:
            person = add_person(session, address, name or address, password or made)
        place = organisation(session, where, kind)
        join(session, person, place, roles)
        session.commit()
        said = f"{person.email} is {', '.join(roles)} in {place.name}"
    return f"{said}; password: {made}" if made else said
