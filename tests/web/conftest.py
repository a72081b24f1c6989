import pytest
from fastapi.testclient import TestClient

from app.people.demo import PASSWORD, add_demo_people, demo_people
from app.store import answer_log, database
from app.store.answer_log import Change
from app.web.app import create_app

ADVICE = "Do not start before the vendor has answered; <b>then</b> only in two districts."
HEADERS = {"origin": "http://testserver", "accept-language": "en"}


@pytest.fixture
def client(own_data, real, quick_passwords, monkeypatch):
    """A browser without JavaScript. The pack is read once for all tests."""
    monkeypatch.setattr("app.web.app.load", lambda _folder: real)
    with TestClient(create_app(), headers=HEADERS) as one:
        yield one


@pytest.fixture
def assessment(client):
    """The address of a new assessment."""
    made = client.post("/assessments", follow_redirects=False)
    return made.headers["location"]


@pytest.fixture
def browsers(client):
    """A browser for each of the demo people, by the first word of their name in small letters."""
    with database.session() as session:
        add_demo_people(session)
        emails = {one.name.split()[0].lower(): one.email for one in demo_people(session)}

    def browser(name):
        one = TestClient(client.app, headers=dict(client.headers))
        assert one.post("/login", data={"email": emails[name], "password": PASSWORD}).status_code == 200
        return one

    return browser


@pytest.fixture
def dana(browsers):
    """The browser of a DPO."""
    return browsers("dana")


@pytest.fixture
def ali(browsers):
    """The browser of a contributor in the same zone."""
    return browsers("ali")


@pytest.fixture
def shared(dana):
    """The address of an assessment of the zone of Dana and Ali."""
    return dana.post("/assessments", follow_redirects=False).headers["location"]


@pytest.fixture
def people(client):
    """The demo people, and a browser for each."""
    with database.session() as session:
        add_demo_people(session)

    def browser(email):
        one = TestClient(client.app, headers=HEADERS)
        assert one.post("/login", data={"email": email, "password": PASSWORD}).status_code == 200
        return one

    return browser


@pytest.fixture
def drawn(monkeypatch):
    """No PDF is drawn."""
    monkeypatch.setattr("app.web.review.draw_kept", lambda jobs, found: None)


@pytest.fixture
def crowd(people, drawn):
    """A browser each for the DPO, the chief, the overseer and the DPO of another zone."""
    return {
        "dpo": people("dpo@zone-a.example"),
        "chief": people("chief@zone-a.example"),
        "overseer": people("reviewer@oversight.example"),
        "stranger": people("dpo@zone-b.example"),
    }


@pytest.fixture
def address(crowd):
    """The address of an assessment of Politiezone A with a name and the DPO's advice."""
    made = crowd["dpo"].post("/assessments", follow_redirects=False).headers["location"]
    with database.session() as session:
        answer_log.append(session, made.rsplit("/")[-1], [Change("system-name", "Night map"), Change("dpo-advice", ADVICE)])
    return made
