"""People for trying out: one for each role, in two police zones, an oversight body and an academy."""

from sqlmodel import Session, select

from app.people.access import Kind, Role
from app.people.accounts import add_person, has_people, join, organisation
from app.store.tables import Person

PASSWORD = "waarborg demo"  # noqa: S105  (for demo people only; a production start refuses them)
PEOPLE: tuple[tuple[str, str, str, Kind, tuple[Role, ...]], ...] = (
    ("dpo@zone-a.example", "Dana (DPO)", "Politiezone A", "police", ("dpo",)),
    ("analyst@zone-a.example", "Ali (analyst)", "Politiezone A", "police", ("contributor",)),
    ("chief@zone-a.example", "Chris (chief of police)", "Politiezone A", "police", ("controller",)),
    ("admin@zone-a.example", "Ann (administrator)", "Politiezone A", "police", ("administrator",)),
    ("dpo@zone-b.example", "Bo (DPO)", "Politiezone B", "police", ("dpo", "administrator")),
    ("reviewer@oversight.example", "Rik (reviewer)", "Controleorgaan", "oversight", ("reviewer",)),
    ("trainer@academy.example", "Tine (trainer)", "Politieschool", "academy", ("trainer",)),
)


def add_demo_people(session: Session) -> bool:
    """Make the demo people, unless anybody has an account; returns whether they are there."""
    if not has_people(session):
        for email, name, where, kind, roles in PEOPLE:
            person = add_person(session, email, name, PASSWORD, demo=True)
            join(session, person, organisation(session, where, kind), roles)
        session.commit()
    return bool(demo_people(session))


def demo_people(session: Session) -> list[Person]:
    """The demo people that exist."""
    return list(session.exec(select(Person).where(Person.demo, ~Person.disabled).order_by(Person.email)))  # type: ignore[arg-type]
