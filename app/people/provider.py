"""People who sign in at an identity provider (OpenID Connect): who they are here, and which roles its claims give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.people.access import ROLES, roles_in
from app.people.accounts import AccountError, add_person, address, person_of
from app.people.invitations import accept_all
from app.people.members import change_roles, keep_administrator, member
from app.people.sessions import end_sessions
from app.store.tables import Membership, Organisation, Person


@dataclass(frozen=True)
class Provider:
    """What the settings say about the claims of the identity provider."""

    issuer: str
    trust_email: bool = False  # every address counts as verified
    roles_claim: str = ""  # empty: roles are given here, not by the provider
    roles: Mapping[str, str] = field(default_factory=dict)  # value of the claim -> role; empty: the values are roles
    organisation: str = ""  # name of the one organisation in which the roles count
    organisation_claim: str = ""  # or the claim that names one or several

    def __post_init__(self) -> None:
        """Raise ValueError for settings that contradict themselves."""
        if unknown := sorted(set(self.roles.values()) - set(ROLES)):
            raise ValueError(f"WAARBORG_OIDC_ROLES: there is no role {', '.join(unknown)}")
        if self.roles_claim and bool(self.organisation) == bool(self.organisation_claim):
            raise ValueError("WAARBORG_OIDC_ROLES_CLAIM needs an organisation or its claim, and not both")

    def roles_of(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """The roles that the claims give."""
        given = texts(claims, self.roles_claim)
        return frozenset(self.roles.get(one, "") for one in given) & set(ROLES) if self.roles else given & set(ROLES)


def texts(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """The texts of a claim, one or a list; the name may be a path such as `realm_access.roles`."""
    found: Any = claims
    for part in (name,) if name in claims else name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return frozenset(one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str))


def recognise(session: Session, provider: Provider, claims: Mapping[str, Any]) -> Person:
    """The person whom the provider names, made where there is none, with the roles that the claims give now.

    They are known by their subject, else by an address that the provider has verified. Raises AccountError.
    """
    person = _known(session, provider, claims)
    if person.disabled:
        raise AccountError("disabled", f"the account of {person.email} is closed")
    session.flush()
    if provider.roles_claim:
        _give_roles(session, provider, person, claims)
    if _verified(provider, claims) and address(str(claims.get("email", ""))) == person.email:
        accept_all(session, person)
    session.commit()
    return person


def _known(session: Session, provider: Provider, claims: Mapping[str, Any]) -> Person:
    subject = f"{provider.issuer} {claims['sub']}"
    person = session.exec(select(Person).where(Person.subject == subject)).first()
    if person:
        return person
    if not _verified(provider, claims):
        raise AccountError("unverified", "the provider has not verified the address")
    email = address(str(claims.get("email", "")))
    person = person_of(session, email)
    if person and person.subject:
        raise AccountError("other-subject", f"{email} belongs to another subject")
    if person is None:
        person = add_person(session, email, str(claims.get("name") or "").strip() or email)
    person.subject = subject
    session.add(person)
    return person


def _verified(provider: Provider, claims: Mapping[str, Any]) -> bool:
    return bool(claims.get("email")) and (provider.trust_email or claims.get("email_verified") is True)


def _give_roles(session: Session, provider: Provider, person: Person, claims: Mapping[str, Any]) -> None:
    """Exactly the roles of the claims. Where the claims name the organisation, there are none in any other."""
    roles = provider.roles_of(claims)
    names = texts(claims, provider.organisation_claim) if provider.organisation_claim else {provider.organisation}
    places = list(session.exec(select(Organisation).where(col(Organisation.name).in_(names))))
    if len(places) < len(names):
        raise AccountError("no-organisation", "the provider names an organisation that does not exist here")
    wanted = {place.id: roles & set(roles_in(place.kind)) for place in places}  # type: ignore[arg-type]
    present: dict[str, set[str]] = {}
    for one in session.exec(select(Membership).where(Membership.person_id == person.id)).all():
        present.setdefault(one.organisation_id, set()).add(one.role)
    if provider.organisation_claim:
        wanted |= {place: frozenset() for place in present if place not in wanted}
    for place, new in wanted.items():
        old = present.get(place, set())
        if new == old:
            continue
        if "administrator" in old - new and _is_last_administrator(session, place, person):
            new |= {"administrator"}
        change_roles(session, person, place, new)
        end_sessions(session, person.id, place)


def _is_last_administrator(session: Session, organisation: str, person: Person) -> bool:
    try:
        keep_administrator(session, organisation, member(session, organisation, person.id))
    except AccountError:
        return True
    return False
