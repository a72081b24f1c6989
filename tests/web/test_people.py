"""Signing in, and that every route asks who is looking."""

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.people.access import KINDS, ROLES
from app.people.demo import PASSWORD
from app.web.access import Allow, AnyOf, everybody, signed_in
from app.web.app import JOURNEYS
from tests.web.conftest import HEADERS

WHO = {
    ("dpo", "own"): "dpo@zone-a.example",
    ("contributor", "own"): "analyst@zone-a.example",
    ("controller", "own"): "chief@zone-a.example",
    ("administrator", "own"): "admin@zone-a.example",
    ("dpo", "other"): "dpo@zone-b.example",
    ("reviewer", "other"): "reviewer@oversight.example",
    ("trainer", "other"): "trainer@academy.example",
}


def routes():
    """Every route that is served; FastAPI keeps those of an included router apart."""
    nested = [route for journey in JOURNEYS for route in journey.router.routes]
    found = [route for route in nested if isinstance(route, APIRoute)]
    assert len(found) > 60
    return found


def checks(dependant):
    yield dependant.call
    for one in dependant.dependencies:
        yield from checks(one)


def test_no_route_lacks_a_check():
    unchecked = [
        route.path
        for route in routes()
        if not any(call in (everybody, signed_in) or isinstance(call, Allow | AnyOf) for call in checks(route.dependant))
    ]
    assert unchecked == []


def test_every_route_of_an_assessment_asks_the_access_table():
    unchecked = [
        route.path
        for route in routes()
        if "{assessment_id}" in route.path
        and not any(isinstance(call, Allow) for call in checks(route.dependant))
    ]
    assert unchecked == []


@pytest.mark.both_databases
def test_a_visitors_draft_is_for_their_browser_alone(client, people):
    made = client.post("/assessments", follow_redirects=False).headers["location"]
    assert client.get(made).status_code == 200
    stranger = TestClient(client.app, headers=HEADERS)
    assert stranger.get(made, follow_redirects=False).headers["location"].startswith("/login?back=")
    assert people("dpo@zone-a.example").get(made).status_code == 404
    assert made not in people("dpo@zone-a.example").get("/").text


@pytest.mark.both_databases
def test_a_visitors_draft_can_move_to_their_organisation(client, people):
    made = client.post("/assessments", follow_redirects=False).headers["location"]
    client.post("/login", data={"email": "dpo@zone-a.example", "password": PASSWORD})
    assert "Move to Politiezone A" in client.get("/").text
    client.post(f"{made}/adopt")
    assert people("analyst@zone-a.example").get(made).status_code == 200


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, people):
    answers = [
        client.post("/login", data={"email": email, "password": "wrong"})
        for email in ("dpo@zone-a.example", "nobody@zone-a.example")
    ]
    assert [one.status_code for one in answers] == [422, 422]
    assert all("do not belong together" in one.text for one in answers)


def test_guessing_is_stopped_after_ten_tries(client, people):
    tries = [client.post("/login", data={"email": "dpo@zone-a.example", "password": "x"}).status_code for _ in range(12)]
    assert tries == [422] * 10 + [429] * 2
    late = client.post("/login", data={"email": "dpo@zone-a.example", "password": PASSWORD})
    assert late.status_code == 429


@pytest.mark.both_databases
def test_signing_out_ends_the_session_and_wipes_the_browser(people):
    browser = people("dpo@zone-a.example")
    cookie = browser.cookies["waarborg-session"]
    out = browser.post("/logout", follow_redirects=False)
    assert '"cookies"' in out.headers["clear-site-data"]
    stolen = TestClient(browser.app, headers=HEADERS, cookies={"waarborg-session": cookie})
    assert "Sign in" in stolen.get("/").text


def test_production_knows_no_people_for_trying_out(people, client, monkeypatch):
    monkeypatch.setenv("WAARBORG_PRODUCTION", "1")
    from app.settings import settings

    settings.cache_clear()
    assert "zone-a.example" not in client.get("/login").text
    assert client.post("/login/demo", data={"person": "x"}).status_code == 403


def test_roles_and_kinds_are_those_of_the_commands():
    assert {"dpo", "reviewer"} <= set(ROLES) and "oversight" in KINDS


def test_every_page_opens_or_refuses_in_an_empty_service(people):
    plain = [route.path for route in routes() if "GET" in route.methods and "{" not in route.path]
    for email in sorted(set(WHO.values())):
        browser = people(email)
        assert {path: status for path in plain if (status := browser.get(path).status_code) >= 500} == {}, email


def test_every_page_of_an_assessment_opens_for_its_dpo_and_for_a_visitor(client, people):
    for browser in (people(WHO["dpo", "own"]), client):
        made = browser.post("/assessments", follow_redirects=False).headers["location"].rsplit("/")[-1]
        paths = [route.path for route in routes() if "GET" in route.methods and route.path.count("{") == 1]
        own = [path.replace("{assessment_id}", made) for path in paths if "{assessment_id}" in path]
        assert len(own) > 10
        assert {path: status for path in own if (status := browser.get(path).status_code) >= 500} == {}
