"""The members of an organisation and their roles: what its administrators may change.

Nobody gives themselves a role, so that whoever administers does not read assessments; and an organisation that has
an administrator keeps one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select, update

from app.people.access import ROLES, Role, Viewer, roles_in
from app.people.accounts import AccountError
from app.people.sessions import end_sessions
from app.store.tables import Membership, Organisation, Person


@dataclass(frozen=True)
class Member:
    """A person with the roles that they have in the organisation."""

    person: Person
    roles: tuple[Role, ...]  # in the order of the access table
    elsewhere: bool  # also a member of another organisation


def members(session: Session, organisation: str) -> list[Member]:
    """The members of the organisation (id), by name."""
    rows = session.exec(
        select(Person, Membership).join(Membership).where(Membership.organisation_id == organisation)
    ).all()
    roles: dict[str, set[str]] = {}
    for person, membership in rows:
        roles.setdefault(person.id, set()).add(membership.role)
    elsewhere = set(
        session.exec(
            select(Membership.person_id).where(
                col(Membership.person_id).in_(roles), Membership.organisation_id != organisation
            )
        )
    )
    people = {person.id: person for person, _ in rows}
    found = [
        Member(person, tuple(role for role in ROLES if role in roles[key]), key in elsewhere)
        for key, person in people.items()
    ]
    return sorted(found, key=lambda one: (one.person.name.casefold(), one.person.email))


def member(session: Session, organisation: str, person: str) -> Member:
    """One member, by id. Raises AccountError where there is none."""
    for one in members(session, organisation):
        if one.person.id == person:
            return one
    raise AccountError("member", "there is no such member")


def set_roles(session: Session, by: Viewer, person: str, wanted: Iterable[str]) -> bool:
    """Give the member exactly these roles of the administrator's organisation; returns whether that changed anything.

    Their sessions for the organisation end, but for the administrator's own. Raises AccountError.
    """
    found, new = member(session, by.organisation, person), frozenset(wanted)
    if not by.kind or not new <= set(roles_in(by.kind)):
        raise AccountError("role", "there is no such role in this organisation")
    if not new:
        raise AccountError("no-roles", "a member has at least one role")
    if person == by.person and not new <= set(found.roles):
        raise AccountError("own-roles", "nobody gives themselves a role")
    if new == set(found.roles):
        return False
    if "administrator" not in new:
        keep_administrator(session, by.organisation, found)
    change_roles(session, found.person, by.organisation, new)
    if person != by.person:
        end_sessions(session, person, by.organisation)
    session.commit()
    return True


def change_roles(session: Session, person: Person, organisation: str, wanted: Iterable[str]) -> None:
    """Give the person exactly these roles in the organisation."""
    session.exec(
        delete(Membership).where(
            col(Membership.person_id) == person.id, col(Membership.organisation_id) == organisation
        )
    )
    for role in wanted:
        session.add(Membership(person_id=person.id, organisation_id=organisation, role=role))
    session.flush()


def remove(session: Session, by: Viewer, person: str) -> None:
    """Take all roles of the administrator's organisation from the member. Raises AccountError."""
    found = member(session, by.organisation, person)
    keep_administrator(session, by.organisation, found)
    change_roles(session, found.person, by.organisation, ())
    end_sessions(session, person, by.organisation)
    session.commit()


def set_disabled(session: Session, by: Viewer, person: str, disabled: bool) -> None:
    """Close the account of a member of this organisation alone, or open it again. Raises AccountError."""
    found = member(session, by.organisation, person)
    if found.elsewhere:
        raise AccountError("elsewhere", "the account also serves another organisation")
    if person == by.person:
        raise AccountError("own-account", "nobody closes their own account")
    close(session, found.person) if disabled else reopen(session, found.person)


def close(session: Session, person: Person) -> None:
    """Close an account and end its sessions. Raises AccountError where an organisation would lose its administrator."""
    for membership in session.exec(select(Membership).where(Membership.person_id == person.id)).all():
        keep_administrator(session, membership.organisation_id, member(session, membership.organisation_id, person.id))
    person.disabled = True
    session.add(person)
    end_sessions(session, person.id)
    session.commit()


def reopen(session: Session, person: Person) -> None:
    """Open a closed account again."""
    person.disabled = False
    session.add(person)
    session.commit()


def keep_administrator(session: Session, organisation: str, leaving: Member) -> None:
    """Raise AccountError where the organisation has no other administrator than the one that is leaving."""
    if "administrator" not in leaving.roles or leaving.person.disabled:
        return
    # A write that changes nothing makes others wait: two administrators who remove each other do so one by one.
    session.exec(update(Organisation).where(col(Organisation.id) == organisation).values(name=Organisation.name))
    others = session.exec(
        select(Person.id)
        .join(Membership)
        .where(
            Membership.organisation_id == organisation,
            Membership.role == "administrator",
            Person.id != leaving.person.id,
            ~col(Person.disabled),
        )
    ).first()
    if others is None:
        raise AccountError("last-administrator", "the organisation would have no administrator")
