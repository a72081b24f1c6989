"""Signing in at an identity provider that runs beside the tests."""

import logging
from urllib.parse import parse_qs, urlsplit

import httpx2
import oidc_provider_mock
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.people.demo import PASSWORD
from app.people.provider import Provider, texts
from app.settings import settings
from app.store import database
from app.store.account_tables import LoginStep
from app.store.tables import Membership, Organisation, Person
from tests.web.conftest import HEADERS
from tests.web.test_members import invite

NIA = {"email": "nia@zone-a.example", "email_verified": True, "name": "Nia"}


@pytest.fixture(scope="module")
def issuer():
    """A provider of its own process-wide server; it knows whom the tests tell it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def configured(own_data, issuer, monkeypatch):
    """The settings of the service; called with more of them."""

    def configure(**more):
        for name, value in {"issuer": issuer, "client_id": "waarborg", "client_secret": "x", **more}.items():
            monkeypatch.setenv(f"WAARBORG_OIDC_{name.upper()}", value)
        settings.cache_clear()

    configure()
    return configure


@pytest.fixture
def sign_in(client, configured, issuer):
    """Sign in as the provider knows the person, in a browser of their own."""

    def run(sub="nia", back="/", browser=None, **claims):
        httpx2.put(f"{issuer}/users/{sub}", json=claims or NIA).raise_for_status()
        one = browser or TestClient(client.app, headers=HEADERS)
        sent = one.get(f"/login/provider?back={back}", follow_redirects=False)
        granted = httpx2.post(sent.headers["location"], data={"sub": sub})
        return one, one.get(granted.headers["location"])

    return run


def roles(email):
    with database.session() as session:
        rows = session.exec(
            select(Organisation.name, Membership.role)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .join(Person, Membership.person_id == Person.id)
            .where(Person.email == email)
        )
        return set(rows)


def test_without_a_provider_there_is_no_button_and_no_way(client):
    assert "/login/provider" not in client.get("/login").text
    assert client.get("/login/provider").status_code == 404
    assert client.get("/login/provider/answer").status_code == 404


def test_the_request_carries_state_nonce_and_a_challenge_of_a_secret_verifier(client, configured):
    assert "/login/provider" in client.get("/login").text
    sent = client.get("/login/provider", follow_redirects=False)
    query = parse_qs(urlsplit(sent.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"] and query["scope"] == ["openid email profile"]
    assert query["redirect_uri"] == ["http://testserver/login/provider/answer"]
    with database.session() as session:
        kept = next(iter(session.exec(select(LoginStep)).one().provider.values()))["data"]
    assert kept["nonce"] == query["nonce"][0] and kept["code_verifier"] not in sent.headers["location"]
    assert kept["code_verifier"] not in str(sent.headers)


def test_a_first_sign_in_makes_the_person_with_the_roles_of_the_claims(client, people, configured, sign_in):
    configured(roles_claim="groups", roles='{"GRP-DPO": "dpo"}', organisation="Politiezone A")
    one, page = sign_in(back="/train", **NIA, groups=["GRP-DPO", "GRP-CANTEEN"])
    assert page.url.path == "/train" and ">Nia " in page.text and ">Politiezone A<" in page.text
    assert roles(NIA["email"]) == {("Politiezone A", "dpo")}
    assert 'action="/account/password"' not in one.get("/account").text
    assert one.get("/account/second-factor").status_code == 403
    assert client.post("/login", data={"email": NIA["email"], "password": ""}).status_code == 422


def test_roles_follow_the_claims_at_each_sign_in(people, configured, sign_in):
    configured(roles_claim="realm_access.roles", organisation_claim="zone")
    first, _ = sign_in(**NIA, realm_access={"roles": ["dpo", "king"]}, zone="Politiezone A")
    assert roles(NIA["email"]) == {("Politiezone A", "dpo")}
    sign_in(**NIA, realm_access={"roles": ["controller"]}, zone=["Politiezone A", "Politiezone B"])
    assert roles(NIA["email"]) == {("Politiezone A", "controller"), ("Politiezone B", "controller")}
    assert "Sign in" in first.get("/").text
    _, page = sign_in(**NIA, realm_access={"roles": []}, zone="Politiezone B")
    assert page.status_code == 422 and "no role in any organisation" in page.text
    assert roles(NIA["email"]) == set()


def test_a_reviewer_of_a_police_zone_is_none(people, configured, sign_in):
    configured(roles_claim="groups", organisation_claim="zone")
    sign_in(**NIA, groups=["reviewer", "dpo"], zone="Politiezone A")
    assert roles(NIA["email"]) == {("Politiezone A", "dpo")}


def test_an_organisation_is_never_made_by_signing_in(people, configured, sign_in):
    configured(roles_claim="groups", organisation_claim="zone")
    _, page = sign_in(**NIA, groups=["dpo"], zone="Politiezone X")
    assert page.status_code == 422 and "not known here" in page.text
    with database.session() as session:
        assert session.exec(select(Person).where(Person.email == NIA["email"])).first() is None


def test_the_last_administrator_stays_administrator(people, configured, sign_in):
    configured(roles_claim="groups", organisation="Politiezone A")
    sign_in("ann", email="admin@zone-a.example", email_verified=True, groups=["dpo"])
    assert roles("admin@zone-a.example") == {("Politiezone A", "dpo"), ("Politiezone A", "administrator")}


def test_an_existing_person_is_known_by_a_verified_address_and_then_by_subject(people, sign_in):
    _, page = sign_in("dana", email="DPO@zone-a.example", email_verified=True)
    assert "Dana Dewit" in page.text
    _, page = sign_in("dana", email="renamed@zone-a.example")
    assert "Dana Dewit" in page.text
    _, page = sign_in("thief", email="dpo@zone-a.example", email_verified=True)
    assert page.status_code == 422 and "another account" in page.text


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {}])
def test_an_address_that_is_not_verified_lets_nobody_in(people, sign_in, claims):
    _, page = sign_in("thief", email="dpo@zone-a.example", **claims)
    assert page.status_code == 422 and "not verified" in page.text


def test_a_provider_can_be_trusted_with_addresses(people, configured, sign_in):
    configured(trust_email="1")
    assert "Dana Dewit" in sign_in("dana", email="dpo@zone-a.example")[1].text
    assert sign_in("nobody", name="N")[1].status_code == 422


def test_a_closed_account_stays_closed(people, sign_in):
    with database.session() as session:
        one = session.exec(select(Person).where(Person.email == "dpo@zone-a.example")).one()
        one.disabled = True
        session.add(one)
        session.commit()
    _, page = sign_in("dana", email="dpo@zone-a.example", email_verified=True)
    assert page.status_code == 422 and "closed" in page.text


def test_an_invitation_to_the_verified_address_is_taken_up(people, sign_in):
    path = invite(people("admin@zone-a.example"), NIA["email"], "dpo")
    one, page = sign_in()
    assert ">Nia " in page.text and ">Politiezone A<" in page.text
    assert one.get(path).status_code == 410


def test_signing_in_gives_a_new_secret(people, sign_in):
    browser = people("dpo@zone-a.example")
    before = browser.cookies["waarborg-session"]
    sign_in("dana", browser=browser, email="dpo@zone-a.example", email_verified=True)
    assert browser.cookies["waarborg-session"] != before


def test_an_answer_counts_once_and_in_the_browser_that_asked(client, people, configured, issuer):
    httpx2.put(f"{issuer}/users/dana", json={"email": "dpo@zone-a.example", "email_verified": True})
    victim, thief = (TestClient(client.app, headers=HEADERS) for _ in range(2))
    granted = httpx2.post(
        thief.get("/login/provider", follow_redirects=False).headers["location"], data={"sub": "dana"}
    ).headers["location"]
    assert victim.get(granted).status_code == 422  # it never asked
    victim.get("/login/provider", follow_redirects=False)
    assert victim.get(granted).status_code == 422  # it asked something else
    assert thief.get(f"{granted}0").status_code == 422
    assert thief.get(granted).status_code == 422  # the first answer, though wrong, was the only one
    assert "Sign in" in thief.get("/").text and "Sign in" in victim.get("/").text


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=x&state=y", "?state=", "?code=x"])
def test_an_answer_that_does_not_hold_is_said(client, configured, query):
    client.get("/login/provider", follow_redirects=False)
    page = client.get(f"/login/provider/answer{query}")
    assert page.status_code == 422 and "did not succeed" in page.text


@pytest.mark.parametrize("wrong", ["iss", "aud", "nonce"])
def test_a_token_for_somebody_else_is_refused(client, people, configured, issuer, monkeypatch, wrong):
    httpx2.put(f"{issuer}/users/dana", json={"email": "dpo@zone-a.example", "email_verified": True})
    sent = client.get("/login/provider", follow_redirects=False)
    granted = httpx2.post(sent.headers["location"], data={"sub": "dana"}).headers["location"]
    if wrong == "nonce":
        with database.session() as session:
            step = session.exec(select(LoginStep)).one()
            step.provider = {
                key: {**one, "data": {**one["data"], "nonce": "another"}} for key, one in step.provider.items()
            }
            session.add(step)
            session.commit()
    else:
        expected = {"iss": issuer, "aud": "waarborg", wrong: "another"}
        monkeypatch.setattr("app.web.provider._expected", lambda: expected)
    page = client.get(granted)
    assert page.status_code == 422 and "did not succeed" in page.text


def test_a_provider_that_does_not_answer_is_said(client, configured):
    configured(issuer="http://localhost:9")
    page = client.get("/login/provider")
    assert page.status_code == 502 and "does not answer" in page.text
    assert client.post("/login", data={"email": "x@y.example", "password": PASSWORD}).status_code == 422


def test_afterwards_the_reader_stays_on_this_site(people, sign_in):
    _, page = sign_in("dana", back="https://elsewhere.example/", email="dpo@zone-a.example", email_verified=True)
    assert str(page.url) == "http://testserver/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"roles": {"G": "king"}},
        {"roles_claim": "groups"},
        {"roles_claim": "groups", "organisation": "A", "organisation_claim": "zone"},
    ],
)
def test_settings_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(ValueError, match="WAARBORG_OIDC_ROLES"):
        Provider("https://id.example", **wrong)


def test_a_claim_is_found_by_its_name_or_its_path():
    claims = {"a.b": "x", "c": {"d": ["y", 1, "z"]}, "e": 3}
    assert [texts(claims, name) for name in ("a.b", "c.d", "e", "c.d.e", "none")] == [
        {"x"}, {"y", "z"}, set(), set(), set(),
    ]
