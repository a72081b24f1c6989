"""Reminders by mail of what is due: one for each person concerned, at most one a day."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from app.people.access import Role
from app.people.due import Due, What
from app.store import outbox
from app.store.database import begin_writing
from app.store.tables import Assessment, Membership

REMINDED: dict[What, tuple[Role, ...]] = {
    "prohibition": ("dpo", "controller"),
    "review": ("dpo",),
    "measure": ("dpo",),
    "condition": ("dpo", "controller"),
    "legal-period": ("dpo",),
}


def remind(session: Session, rows: Iterable[Due], today: date) -> None:
    """Write a reminder to everybody whom something that is due concerns; committed."""
    begin_writing(session)
    counts: dict[str, dict[str, dict[str, int]]] = {}  # by person, organisation and what is due
    for row in rows:
        found = session.get(Assessment, row.assessment)
        if found is None or found.organisation_id is None:
            continue
        for person in _holders(session, found.organisation_id, REMINDED[row.what]):
            mine = counts.setdefault(person, {}).setdefault(found.organisation_id, {})
            mine[row.what] = mine.get(row.what, 0) + 1
    for person, due in counts.items():
        outbox.post_reminder(session, person, due, today)
    session.commit()


def _holders(session: Session, organisation: str, roles: tuple[Role, ...]) -> set[str]:
    """Who has one of the roles in the organisation."""
    mine = Membership.organisation_id == organisation, col(Membership.role).in_(roles)
    return set(session.exec(select(Membership.person_id).where(*mine)))
