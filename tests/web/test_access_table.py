"""The access table, every cell against the running service: who, own or other organisation, state, action."""

import pytest
from fastapi.testclient import TestClient

from app.people import accounts
from app.people.access import ACCESS, ACTIONS, ROLES, STATES
from app.people.demo import PASSWORD
from app.store import database
from app.web.access import Allow
from app.web.review import AllowMove
from tests.web.conftest import HEADERS
from tests.web.lived import QUESTION, begun, in_state, lived, reviewed
from tests.web.test_people import checks, routes

OWN, OTHER = ("Politiezone A", "police"), ("Controleorgaan", "oversight")
# Addresses of each action; forms are empty or wrong, so that what is allowed changes nothing and is told so.
ASKED = {
    "read": ("GET answers.json",),
    "answer": (f"POST questions/{QUESTION}",),
    "follow": ("GET presence", f"GET evidence/{QUESTION}"),
    "comment": (f"POST comments/{QUESTION}",),
    "assign": ("POST tasks",),
    "advise": ("POST review/questions/{asked}/reply",),
    "submit": ("GET review/submit", "POST review/conditions/{condition}"),
    "ask": ("POST review/questions",),
    "opine": ("GET review/opinion", "POST review/opinion"),
    "decide": ("GET review/decide", "POST review/decide"),
    "withdraw": ("POST review/moves/withdraw",),
    "reopen": ("POST review/moves/reopen",),
    "delete": ("GET delete", "POST delete"),
}


def test_every_action_has_a_route_that_is_asked():
    asked = {
        call.action
        for route in routes()
        for call in checks(route.dependant)
        if isinstance(call, Allow) and not isinstance(call, AllowMove)
    }
    moved = {"withdraw", "reopen"}  # by AllowMove, whose action depends on the move
    assert set(ACTIONS) == asked | moved == set(ASKED)


@pytest.fixture
def everybody(people, client, monkeypatch):
    """A browser for each role in each of two organisations, and two visitors; by role and organisation."""
    with database.session() as session:
        for name, kind in (OWN, OTHER):
            where = accounts.organisation(session, name, kind)
            for role in ROLES:
                who = accounts.add_person(session, f"{role}-of@{kind}.example", role, PASSWORD)
                accounts.join(session, who, where, [role])
        session.commit()
    known = {(role, kind): people(f"{role}-of@{kind}.example") for role in ROLES for _, kind in (OWN, OTHER)}
    monkeypatch.setattr("app.web.review.draw_kept", lambda jobs, found: None)
    return known | {("visitor", "browser"): TestClient(client.app, headers=HEADERS)}


@pytest.fixture
def address(everybody):
    """An assessment of the own organisation to which everything happened."""
    made = begun(everybody["dpo", "police"])
    reviewed(everybody["dpo", "police"], everybody["controller", "police"], everybody["reviewer", "oversight"], made)
    return made


def asked_of(address, action):
    """Method and address of each request for an action."""
    values = lived(address).values
    real = {"asked": values["questions/number"][0], "condition": values["conditions/number"][0]}
    for line in ASKED[action]:
        method, _, path = line.format(**real).partition(" ")
        yield method, f"{address}/{path}"


def said(browser, method, path):
    """What the service says: allowed, refused, or hidden as if it were not there."""
    answered = browser.request(method, path, follow_redirects=False)
    if answered.status_code == 303 and answered.headers["location"].startswith("/login"):
        return "hidden"
    return {403: "refused", 404: "hidden"}.get(answered.status_code, "allowed")


def differences(browser, address, role, counts, state):
    """Where the service differs from the table; `counts`: whether the role does for this assessment."""
    reads = counts and state in ACCESS["read"].get(role, ())
    for action in ASKED:
        allowed = counts and state in ACCESS[action].get(role, ())
        for method, path in asked_of(address, action):
            known = reads or (role == "visitor" and method == "POST")  # a form of somebody who must sign in first
            wanted = "allowed" if allowed else "refused" if known else "hidden"
            if (found := said(browser, method, path)) != wanted:
                yield f"{role}, {'counts' if counts else 'elsewhere'}, {state}, {action}, {path}: {found}, not {wanted}"


def test_every_cell_of_the_table_holds_in_the_running_service(everybody, address):
    found = []
    for state in STATES:
        in_state(address, state)
        for (role, kind), browser in everybody.items():
            counts = (kind == "oversight") if role == "reviewer" else kind == "police"
            found += differences(browser, address, role, counts, state)
    assert found == []


def test_a_reviewer_does_not_oversee_their_own_organisation(everybody, address):
    with database.session() as session:
        own = accounts.organisation(session, *OTHER).id
    found = []
    for state in STATES:
        in_state(address, state, organisation_id=own)
        found += differences(everybody["reviewer", "oversight"], address, "reviewer", False, state)
    assert found == []


def test_a_visitors_draft_is_for_the_browser_that_began_it(everybody, client):
    mine, found = TestClient(client.app, headers=HEADERS), []
    made = mine.post("/assessments", follow_redirects=False).headers["location"].partition("/topics")[0]
    for state in STATES:
        in_state(made, state)
        found += differences(mine, made, "visitor", True, state)
    in_state(made, "draft")
    for (role, _), browser in everybody.items():
        found += differences(browser, made, role, False, "draft")
    assert found == []
