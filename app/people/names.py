"""The names of people, and where and as what they work."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.people.access import ACCESS, ROLES, Role, State
from app.store.tables import Membership, Organisation, Person


@dataclass(frozen=True)
class Known:
    """A person as others see them; nobody in particular where the id is empty or unknown."""

    id: str = ""
    name: str = ""
    organisation: str = ""  # id of the organisation in which they work
    organisation_name: str = ""
    role: Role | None = None  # the first of their roles there


def known(session: Session, people: Iterable[str], organisation: str) -> dict[str, Known]:
    """The people by id, in the organisation where they are members of it, else in their own."""
    wanted = {one for one in people if one}
    found = {one.id: one for one in session.exec(select(Person).where(col(Person.id).in_(wanted)))}
    rows = session.exec(
        select(Membership, Organisation)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Membership.person_id).in_(wanted))
    ).all()
    named = {}
    for name, person in found.items():
        mine = [(member, place) for member, place in rows if member.person_id == name]
        here = [pair for pair in mine if pair[1].id == organisation] or mine
        roles = {member.role for member, place in here if place.id == here[0][1].id}
        role: Role | None = next((one for one in ROLES if one in roles), None)
        place_id, place_name = (here[0][1].id, here[0][1].name) if here else ("", "")
        named[name] = Known(name, person.name, place_id, place_name, role)
    return named


def members(session: Session, organisation: str, state: State, action: str = "read") -> list[Known]:
    """The members of the organisation who may do something with its assessments in the state, by name."""
    roles = [role for role, states in ACCESS[action].items() if state in states and role != "reviewer"]  # type: ignore[index]
    people = session.exec(
        select(Person.id)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.organisation_id == organisation, col(Membership.role).in_(roles), ~col(Person.disabled))
    )
    return sorted(known(session, people, organisation).values(), key=lambda one: one.name.lower())
