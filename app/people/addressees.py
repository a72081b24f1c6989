"""To whom a mail goes at the moment at which it is sent: nobody who closed, left, or wants none."""

from dataclasses import dataclass

from sqlmodel import Session, select

from app.people.access import Viewer, may
from app.people.accounts import digest, person_of
from app.people.invitations import is_expired
from app.people.subjects import subject_of
from app.store.account_tables import Invitation
from app.store.mail_tables import Outgoing
from app.store.tables import Assessment, Membership, Organisation, Person


@dataclass(frozen=True)
class Addressee:
    """An address, its language (empty: no preference), and in whose inboxes something waits."""

    email: str
    language: str
    inboxes: tuple[str, ...]  # names of organisations


def addressee(session: Session, one: Outgoing) -> Addressee | None:
    """Whoever gets the mail; None where nobody does any more."""
    if one.what == "invitation":
        return _invited(session, one)
    person = session.get(Person, one.person_id)
    if person is None or person.disabled or not person.mail:
        return None
    wanted = list(one.due) if one.due else [one.organisation_id]
    places = [place for name in wanted if (place := _inbox(session, person, name, one.assessment_id))]
    return Addressee(person.email, person.language, tuple(places)) if places else None


def _inbox(session: Session, person: Person, organisation: str, assessment: str) -> str | None:
    """The name of the organisation, if the person works there, and may read the assessment that the mail is about."""
    place = session.get(Organisation, organisation)
    mine = Membership.person_id == person.id, Membership.organisation_id == organisation
    roles = frozenset(session.exec(select(Membership.role).where(*mine)))
    if place is None or not roles:
        return None
    if assessment:
        found = session.get(Assessment, assessment)
        viewer = Viewer(person.id, person.name, place.id, place.name, place.kind, roles)  # type: ignore[arg-type]
        if found is None or not may(viewer, "read", subject_of(found)):
            return None
    return place.name


def _invited(session: Session, one: Outgoing) -> Addressee | None:
    """The invited address, while the invitation stands."""
    found = session.exec(select(Invitation).where(Invitation.digest == digest(one.secret))).first()
    place = session.get(Organisation, one.organisation_id)
    known = person_of(session, one.email)
    if found is None or is_expired(found) or place is None or (known and (known.disabled or not known.mail)):
        return None
    return Addressee(one.email, (known.language if known else "") or one.language, (place.name,))
