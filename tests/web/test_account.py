"""One's own account: password, sessions, organisation, second factor; and how long a session lasts."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.people import accounts
from app.people.accounts import ABSOLUTE, IDLE, digest
from app.people.demo import PASSWORD
from app.store import database
from app.store.account_tables import LoginStep, RecoveryCode
from app.store.tables import LoginSession
from app.web.browser import browser_name
from tests.web.conftest import HEADERS
from tests.web.test_members import GOOD, invite, person, stranger

pytestmark = pytest.mark.both_databases

DPO = "dpo@zone-a.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def dana(people):
    return people(DPO)


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test can set forward."""

    class Clock:
        moment = datetime(2026, 11, 27, 12, 0, 5, tzinfo=UTC)

        def forward(self, **by):
            self.moment += timedelta(**by)

    one = Clock()
    for module in ("accounts", "sessions", "second_factor", "login_steps", "invitations"):
        monkeypatch.setattr(f"app.people.{module}.now", lambda: one.moment)
    for table in ("tables.LoginSession", "account_tables.LoginStep"):
        module, name = table.split(".")
        columns = getattr(__import__(f"app.store.{module}", fromlist=[name]), name).model_fields
        for field in {"created", "seen"} & set(columns):
            monkeypatch.setattr(columns[field], "default_factory", lambda: one.moment)
    return one


def sign_in(client, email=DPO, password=PASSWORD, **headers):
    one = TestClient(client.app, headers={**HEADERS, **headers})
    return one, one.post("/login", data={"email": email, "password": password, "back": "/train"})


ROUTES = [
    ("GET", "/account"),
    ("GET", "/account/second-factor"),
    *(("POST", f"/account/{path}") for path in ("password", "organisation", "sessions/end")),
    *(("POST", f"/account/second-factor/{path}") for path in ("on", "codes", "off")),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_the_account_is_for_whoever_is_signed_in(client, method, path):
    answer = client.request(method, path, data={}, follow_redirects=False)
    assert answer.status_code == (303 if method == "GET" else 403)


# -- password ---------------------------------------------------------------------------------------


def test_another_password_ends_every_other_session(client, people, dana):
    elsewhere, before = people(DPO), dana.cookies["waarborg-session"]
    page = dana.post("/account/password", data={"present": PASSWORD, "new": GOOD})
    assert "The password is changed" in page.text
    assert dana.cookies["waarborg-session"] != before
    assert "Sign in" in elsewhere.get("/").text and "Dana" in dana.get("/").text
    assert [sign_in(client, DPO, word)[1].status_code for word in (PASSWORD, GOOD)] == [422, 200]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"present": "wrong", "new": GOOD}, "This password is wrong"),
        ({"new": GOOD}, "This password is wrong"),
        ({"present": PASSWORD, "new": "short"}, "at least 12 characters"),
        ({"present": PASSWORD}, "at least 12 characters"),
    ],
)
def test_a_password_that_does_not_fit_changes_nothing(client, people, dana, data, says):
    elsewhere = people(DPO)
    answer = dana.post("/account/password", data=data)
    assert answer.status_code == 422 and says in answer.text
    assert "Dana" in elsewhere.get("/").text
    assert sign_in(client)[1].status_code == 200


def test_guessing_the_present_password_is_stopped(dana):
    tries = [dana.post("/account/password", data={"present": "x", "new": GOOD}).status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]


# -- sessions ---------------------------------------------------------------------------------------


def test_sessions_are_listed_by_browser_and_can_be_ended(client, dana):
    other, _ = sign_in(client, **{"user-agent": FIREFOX})
    page = dana.get("/account").text
    assert "Firefox (Windows)" in page and "140" not in page and "this browser" in page
    known_as = digest(other.cookies["waarborg-session"])
    dana.post("/account/sessions/end", data={"one": known_as})
    assert "Sign in" in other.get("/").text and "Dana" in dana.get("/").text


def test_all_other_sessions_can_be_ended(client, dana):
    others = [sign_in(client)[0] for _ in range(2)]
    dana.post("/account/sessions/end")
    assert all("Sign in" in one.get("/").text for one in others) and "Dana" in dana.get("/").text


def test_nobody_ends_the_session_of_somebody_else(people, dana):
    bo = people("dpo@zone-b.example")
    bo.post("/account/sessions/end", data={"one": digest(dana.cookies["waarborg-session"])})
    assert "Dana" in dana.get("/").text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox (Windows)"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome (Android)"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605", "Safari (macOS)"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0", "Edge (Windows)"),
        ("curl/8", ""),
    ],
)
def test_browsers_have_coarse_names(agent, name):
    assert browser_name(agent) == name


def test_signing_in_gives_a_new_secret_and_ends_the_old_session(client, dana):
    before = dana.cookies["waarborg-session"]
    dana.post("/login", data={"email": DPO, "password": PASSWORD})
    assert dana.cookies["waarborg-session"] != before
    stolen = TestClient(client.app, headers=HEADERS, cookies={"waarborg-session": before})
    assert "Sign in" in stolen.get("/").text


def test_a_session_ends_when_idle(clock, dana):
    clock.forward(hours=1, minutes=59)
    assert "Dana" in dana.get("/").text
    clock.forward(hours=1, minutes=59)
    assert "Dana" in dana.get("/").text
    clock.forward(hours=2, minutes=1)
    assert "Sign in" in dana.get("/").text
    with database.session() as session:
        assert session.exec(select(LoginSession)).all() == []


def test_a_session_ends_after_twelve_hours_however_busy_it_is(clock, dana):
    for _ in range(11):
        clock.forward(hours=1)
        assert "Dana" in dana.get("/").text
    dana.post("/account/password", data={"present": PASSWORD, "new": GOOD})  # a new secret is no longer life
    clock.forward(hours=1, minutes=1)
    assert "Sign in" in dana.get("/").text
    assert (timedelta(hours=2), timedelta(hours=12)) == (IDLE, ABSOLUTE)


def test_the_cookie_is_for_this_site_and_no_script_and_over_https_for_https_alone(client, people):
    people(DPO)
    for scheme in ("http", "https"):
        one = TestClient(client.app, base_url=f"{scheme}://testserver", headers={"origin": f"{scheme}://testserver"})
        sent = one.post("/login", data={"email": DPO, "password": PASSWORD}, follow_redirects=False)
        cookie = sent.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie and ("secure" in cookie) is (scheme == "https")


# -- organisations ----------------------------------------------------------------------------------


def test_a_member_of_two_organisations_chooses_for_which_to_work(client, people, dana):
    assert "For which organisation" not in dana.get("/account").text
    other = person("dpo@zone-b.example")
    made = people(other.email).post("/assessments", follow_redirects=False).headers["location"]
    dana.post(invite(people(other.email), DPO, "dpo"), data={})
    before = dana.cookies["waarborg-session"]
    page = dana.get("/account").text
    names = dict(re.findall(r'name="organisation" value="([^"]+)".*?<label[^>]*>([^<]+)', page))
    assert sorted(names.values()) == ["Politiezone A", "Politiezone B"]
    assert dana.get(made).status_code == 404
    there = next(key for key, name in names.items() if name == "Politiezone B")
    dana.post("/account/organisation", data={"organisation": there})
    assert dana.cookies["waarborg-session"] != before
    assert dana.get(made).status_code == 200
    assert people(DPO).get(made).status_code == 200  # the choice is remembered


def test_nobody_works_for_an_organisation_in_which_they_have_no_role(people, dana):
    with database.session() as session:
        other = session.exec(
            select(LoginSession.organisation_id).where(LoginSession.person_id == person(DPO).id)
        ).one()
    bo = people("dpo@zone-b.example")
    assert bo.post("/account/organisation", data={"organisation": other}).status_code == 403
    assert bo.post("/account/organisation", data={}).status_code == 403
    assert "Politiezone B" in bo.get("/").text


# -- second factor ----------------------------------------------------------------------------------


def turn_on(one, clock, password=PASSWORD):
    """Set up the second factor; returns the secret and the recovery codes."""
    page = one.get("/account/second-factor").text
    secret = re.search(r'name="secret" value="([A-Z2-7]+)"', page)[1]
    assert "<svg" in page and secret in page.replace(" ", "")
    data = {"secret": secret, "code": pyotp.TOTP(secret).at(clock.moment), "password": password}
    done = one.post("/account/second-factor/on", data=data)
    return secret, re.findall(r"<code>([a-z2-7-]+)</code>", done.text)


def test_signing_in_asks_for_the_code_on_a_page_of_its_own(client, clock, dana):
    secret, codes = turn_on(dana, clock)
    assert len(set(codes)) == 10
    clock.forward(minutes=2)
    one, asked = sign_in(client)
    assert asked.url.path == "/login/code" and "Sign in" in one.get("/").text
    assert one.get("/account", follow_redirects=False).status_code == 303
    entered = one.post("/login/code", data={"code": pyotp.TOTP(secret).at(clock.moment)})
    assert entered.url.path == "/train" and "Dana" in entered.text


def test_a_code_serves_once_also_in_another_browser(client, clock, dana):
    secret, _ = turn_on(dana, clock)
    first, _ = sign_in(client)
    set_up_with = pyotp.TOTP(secret).at(clock.moment)
    assert first.post("/login/code", data={"code": set_up_with}).status_code == 422
    clock.forward(seconds=30)
    code = pyotp.TOTP(secret).at(clock.moment)
    assert "Dana" in first.post("/login/code", data={"code": f"{code[:3]} {code[3:]}"}).text
    second, _ = sign_in(client)
    assert second.post("/login/code", data={"code": code}).status_code == 422
    assert second.post("/login/code", data={"code": set_up_with}).status_code == 422


def test_a_recovery_code_serves_once_and_only_its_digest_is_kept(client, clock, dana):
    _, codes = turn_on(dana, clock)
    with database.session() as session:
        kept = {one.digest for one in session.exec(select(RecoveryCode))}
    assert len(kept) == 10 and not kept & set(codes)
    one, _ = sign_in(client)
    assert "Dana" in one.post("/login/code", data={"code": codes[0].upper()}).text
    assert "Recovery codes left: 9" in one.get("/account").text
    again, _ = sign_in(client)
    assert again.post("/login/code", data={"code": codes[0]}).status_code == 422


def test_recovery_codes_are_their_owners_alone(client, clock, people, dana):
    _, codes = turn_on(dana, clock)
    turn_on(people("dpo@zone-b.example"), clock)
    one, _ = sign_in(client, "dpo@zone-b.example")
    assert one.post("/login/code", data={"code": codes[0]}).status_code == 422


@pytest.mark.parametrize("code", ["", "000000", "abc", "١٢٣٤٥٦", "0" * 5000])
def test_a_wrong_code_is_said(client, clock, dana, code):
    turn_on(dana, clock)
    one, _ = sign_in(client)
    answer = one.post("/login/code", data={"code": code})
    assert answer.status_code == 422 and "This code is wrong" in answer.text


def test_guessing_codes_is_stopped_for_the_account(client, clock, dana):
    secret, _ = turn_on(dana, clock)
    clock.forward(minutes=1)
    tries = [sign_in(client)[0].post("/login/code", data={"code": "000000"}).status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]
    late = sign_in(client)[0].post("/login/code", data={"code": pyotp.TOTP(secret).at(clock.moment)})
    assert late.status_code == 429


def test_the_code_page_needs_the_password_before_it_and_not_too_long_ago(client, clock, dana):
    secret, _ = turn_on(dana, clock)
    code = {"code": pyotp.TOTP(secret).at(clock.moment)}
    fresh = stranger(client)
    assert fresh.get("/login/code").url.path == fresh.post("/login/code", data=code).url.path == "/login"
    one, _ = sign_in(client)
    clock.forward(minutes=11)
    assert one.post("/login/code", data={"code": pyotp.TOTP(secret).at(clock.moment)}).url.path == "/login"
    sign_in(client)
    with database.session() as session:
        assert len(session.exec(select(LoginStep)).all()) == 1  # what was left unfinished is forgotten


def test_setting_up_ends_other_sessions_and_asks_for_the_password(client, people, clock, dana):
    elsewhere = people(DPO)
    assert turn_on(dana, clock, "wrong")[1] == []
    assert not person(DPO).totp and "Dana" in elsewhere.get("/").text
    turn_on(dana, clock)
    assert person(DPO).totp and "Sign in" in elsewhere.get("/").text


def test_a_wrong_code_at_set_up_keeps_the_key_that_was_scanned(clock, dana):
    page = dana.get("/account/second-factor").text
    secret = re.search(r'name="secret" value="([A-Z2-7]+)"', page)[1]
    data = {"secret": secret, "code": "000000", "password": PASSWORD}
    answer = dana.post("/account/second-factor/on", data=data)
    assert answer.status_code == 422 and "not the code" in answer.text and f'value="{secret}"' in answer.text
    for made_up in ("A", "1" * 32, ""):
        assert dana.post("/account/second-factor/on", data={**data, "secret": made_up}).status_code == 403


def test_turning_off_and_new_recovery_codes_ask_for_the_password(client, clock, dana):
    _, codes = turn_on(dana, clock)
    for path in ("off", "codes"):
        answer = dana.post(f"/account/second-factor/{path}", data={"password": "wrong"})
        assert answer.status_code == 422 and "This password is wrong" in answer.text
    fresh = re.findall(r"<code>([a-z2-7-]+)</code>", dana.post("/account/second-factor/codes", data={"password": PASSWORD}).text)
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    one, _ = sign_in(client)
    assert one.post("/login/code", data={"code": codes[0]}).status_code == 422
    assert "The second factor is off" in dana.post("/account/second-factor/off", data={"password": PASSWORD}).text
    assert sign_in(client)[1].url.path == "/train"
    assert dana.post("/account/second-factor/codes", data={"password": PASSWORD}).status_code == 403


def test_a_second_factor_that_is_on_is_not_replaced(clock, dana):
    turn_on(dana, clock)
    secret = pyotp.random_base32()
    data = {"secret": secret, "code": pyotp.TOTP(secret).at(clock.moment), "password": PASSWORD}
    assert dana.post("/account/second-factor/on", data=data).status_code == 403


def test_an_invitation_does_not_get_past_the_second_factor(client, people, clock, dana):
    turn_on(dana, clock)
    path = invite(people("dpo@zone-b.example"), DPO, "dpo")
    one = stranger(client)
    assert one.post(path, data={"password": PASSWORD}).url.path == "/login/code"
    assert "Sign in" in one.get("/").text


def test_passwords_are_kept_as_argon2id():
    assert accounts.PasswordHash.recommended().hash(GOOD).startswith("$argon2id$")
