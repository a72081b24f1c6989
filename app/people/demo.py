"""People for trying out: one for each role, in two police zones, an oversight body and an academy."""

from sqlmodel import Session, select

from app.people.access import Kind, Role
from app.people.accounts import add_person, has_people, join, organisation
from app.store.tables import Person

PASSWORD = "waarborg demo"  # noqa: S105  (for demo people only; a production start refuses them)
PEOPLE: tuple[tuple[str, str, str, Kind, tuple[Role, ...]], ...] = (
    ("dpo@zone-a.example", "Dana Dewit", "Politiezone A", "police", ("dpo",)),
    ("analyst@zone-a.example", "Ali Amrani", "Politiezone A", "police", ("contributor",)),
    ("chief@zone-a.example", "Chris Claes", "Politiezone A", "police", ("controller",)),
    ("admin@zone-a.example", "Ann Aerts", "Politiezone A", "police", ("administrator",)),
    ("dpo@zone-b.example", "Bo Baert", "Politiezone B", "police", ("dpo", "administrator")),
    ("reviewer@oversight.example", "Rik Renard", "Controleorgaan", "oversight", ("reviewer",)),
    ("trainer@academy.example", "Tine Thys", "Politieschool", "academy", ("trainer",)),
)

WORK = {email: (where, roles) for email, _name, where, _kind, roles in PEOPLE}


def add_demo_people(session: Session) -> bool:
    """Make the demo people, unless anybody has an account; returns whether they are there."""
    if not has_people(session):
        for email, name, where, kind, roles in PEOPLE:
            person = add_person(session, email, name, PASSWORD, demo=True)
            join(session, person, organisation(session, where, kind), roles)
        session.commit()
    return bool(demo_people(session))


def demo_people(session: Session) -> list[Person]:
    """The demo people that exist; where they work and as what is in `WORK`."""
    return list(session.exec(select(Person).where(Person.demo, ~Person.disabled).order_by(Person.email)))  # type: ignore[arg-type]
