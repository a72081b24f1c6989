"""Whoever has no business with an assessment asks for everything: they get nothing, learn nothing and change nothing."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.people import accounts
from app.people.demo import PASSWORD
from app.store import database
from app.store.review_tables import Notice
from app.store.rows import rows_of, tables_of
from app.store.tables import Organisation, Person
from app.store.together_tables import Mention
from tests.web.conftest import HEADERS
from tests.web.lived import MARK, SOON, Lived, begun, lived, reviewed
from tests.web.test_people import routes

pytestmark = pytest.mark.both_databases

DPO, CHIEF, OVERSEER = "dpo@zone-a.example", "chief@zone-a.example", "reviewer@oversight.example"
EVERYTHING = {  # a form that suits every route
    "t.system-name": "taken over",
    "shown": "system-name",
    "text": "taken over",
    "note": "taken over",
    "review_on": SOON,
    "part": "topic/purpose",
    "language": "en",
    "conclusion": "favourable",
    "summary": "taken over",
    "decision": "reject",
    "reason": "taken over",
    "follows": "yes",
    "evidence": "taken over",
    "to": "0" * 64,
}
LISTS = ("/", "/tasks", "/notices", "/portfolio", "/portfolio.csv", "/inbox", "/members", "/account", "/compare")


@pytest.fixture
def without_drawing(monkeypatch):
    """No PDF is drawn."""
    monkeypatch.setattr("app.web.review.draw_kept", lambda jobs, found: None)


@pytest.fixture
def outsider(people, client):
    """A browser of somebody who has no business here: by e-mail address, or a visitor's."""

    def browser(who):
        return people(who) if who else TestClient(client.app, headers=HEADERS)

    return browser


def everything():
    """Every row of the database, but for when each browser was last seen."""
    with database.engine().connect() as connection:
        tables = [table for table in tables_of(connection) if table.name != "login_session"]
        return {table.name: list(rows_of(connection, table)) for table in tables}


def gets_nothing(browser: TestClient, wanted: Lived, signed_in: bool) -> int:
    """Ask for all of an assessment; returns how often."""
    tried = 0
    for route in [one for one in routes() if "{assessment_id}" in one.path]:
        for method in route.methods - {"HEAD"}:
            for path in wanted.paths(route):
                refused = 404 if signed_in else 403 if method == "POST" else 303
                form = {"data": EVERYTHING} if method == "POST" else {}
                if "/evidence/" in path and method == "POST":
                    form["files"] = {"file": ("taken-over.pdf", b"%PDF-1.7\n%%EOF\n")}
                answered = browser.request(method, path, follow_redirects=False, **form)
                assert answered.status_code == refused, (method, path)
                assert refused != 303 or answered.headers["location"].startswith("/login?back="), path
                assert MARK not in answered.text, (method, path)
                tried += 1
    return tried


def sees_nothing(browser: TestClient, wanted: Lived) -> None:
    """Read every list and compare with everything."""
    name = wanted.address.rpartition("/")[2]
    for path in (*LISTS, f"/compare?a={name}&b={name}", f"/inbox?q={MARK}"):
        answered = browser.get(path)
        assert MARK not in answered.text.replace(f'value="{MARK}"', ""), path  # the search shows what was searched for
        assert name not in answered.text.replace(str(answered.url), ""), path


def disturbs_nobody(browser: TestClient) -> None:
    """Mark what others were told as read, and act for their organisation."""
    with database.session() as session:
        notices = [one.id for one in session.exec(select(Notice))]
        zone = session.exec(select(Organisation).where(Organisation.name == "Politiezone A")).one().id
        dana = session.exec(select(Person).where(Person.email == DPO)).one().id
        mentions = len(session.exec(select(Mention)).all())
    assert mentions and dana
    browser.post("/notices/read", data={"notice": notices})
    browser.post("/tasks/read")
    browser.post("/account/organisation", data={"organisation": zone})
    for what in ("roles", "remove", "disable", "enable"):
        assert browser.post(f"/members/{dana}/{what}", data={"role": "administrator"}).status_code in (403, 404), what


@pytest.mark.parametrize(
    "who", ["dpo@zone-b.example", "chief@zone-b.example", "trainer@academy.example", "admin@zone-a.example", ""]
)
def test_a_stranger_gets_nothing_of_an_assessment_in_use(people, outsider, without_drawing, who):
    chief_elsewhere()
    dpo = people(DPO)
    address = begun(dpo)
    reviewed(dpo, people(CHIEF), people(OVERSEER), address)
    wanted, stranger, before = lived(address), outsider(who), everything()
    assert gets_nothing(stranger, wanted, bool(who)) > 70
    sees_nothing(stranger, wanted)
    if who != "admin@zone-a.example":  # who administers these very people
        disturbs_nobody(stranger)
    assert everything() == before


def chief_elsewhere():
    """A controller of another zone, beside the people for trying out."""
    with database.session() as session:
        zone = accounts.organisation(session, "Politiezone B", "police")
        person = accounts.add_person(session, "chief@zone-b.example", "Bea (chief)", PASSWORD)
        accounts.join(session, person, zone, ["controller"])
        session.commit()


def test_an_overseer_gets_nothing_of_what_was_never_submitted(people, without_drawing):
    dpo, chief = people(DPO), people(CHIEF)
    address = begun(dpo)
    dpo.post(f"{address}/review/moves/review-internally")
    decision = {"decision": "reject", "reason": f"{MARK} is dear", "follows": "yes"}
    assert chief.post(f"{address}/review/decide", data=decision, follow_redirects=False).status_code == 303
    wanted, overseer, before = lived(address), people(OVERSEER), everything()
    assert gets_nothing(overseer, wanted, signed_in=True) > 70
    sees_nothing(overseer, wanted)
    disturbs_nobody(overseer)
    assert everything() == before
