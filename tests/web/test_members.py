"""Members, roles and invitations, as administrators and the invited meet them."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.people.demo import PASSWORD
from app.store import database
from app.store.account_tables import Invitation
from app.store.tables import Assessment, Membership, Person
from tests.web.conftest import HEADERS

pytestmark = pytest.mark.both_databases

ADMIN, DPO, CHIEF = "admin@zone-a.example", "dpo@zone-a.example", "chief@zone-a.example"
GOOD = "correct horse battery"


def person(email):
    with database.session() as session:
        return session.exec(select(Person).where(Person.email == email)).one()


def roles(email):
    with database.session() as session:
        found = session.exec(select(Membership.role).join(Person).where(Person.email == email))
        return set(found)


def stranger(client):
    return TestClient(client.app, headers=HEADERS)


def invite(admin, email="new@zone-a.example", role="contributor"):
    """The path of a new invitation."""
    page = admin.post("/members/invitations", data={"email": email, "role": role})
    return re.search(r'value="http://testserver(/invitations/[^"]+)"', page.text)[1]


@pytest.fixture
def admin(people):
    return people(ADMIN)


ROUTES = [
    ("GET", "/members"),
    ("POST", "/members/invitations"),
    ("POST", "/members/invitations/1/revoke"),
    *(("POST", f"/members/x/{action}") for action in ("roles", "remove", "disable", "enable")),
]


@pytest.mark.parametrize("email", [DPO, CHIEF, "trainer@academy.example", "reviewer@oversight.example"])
def test_members_are_for_administrators_alone(client, people, email):
    for method, path in ROUTES:
        assert people(email).request(method, path, data={}).status_code == 403, path
        answer = stranger(client).request(method, path, data={}, follow_redirects=False)
        assert answer.status_code == (303 if method == "GET" else 403), path


def test_an_administrator_sees_members_and_no_assessment(people, admin):
    made = people(DPO).post("/assessments", follow_redirects=False).headers["location"]
    people(DPO).post(f"{made}/questions/system-name", data={"t.system-name": "SECRET-NAME"})
    page = admin.get("/members").text
    assert "Dana Dewit" in page and "Bo Baert" not in page
    for path in ("/", "/members", "/account", made, f"{made}/findings"):
        assert "SECRET-NAME" not in admin.get(path).text
    assert admin.get(made).status_code == 404


def test_roles_are_given_and_taken_and_the_person_signs_in_again(people, admin):
    dana = people(DPO)
    admin.post(f"/members/{person(DPO).id}/roles", data={"role": ["dpo", "trainer"]})
    assert roles(DPO) == {"dpo", "trainer"}
    assert "Sign in" in dana.get("/").text


def test_roles_that_stay_the_same_end_no_session(people, admin):
    dana = people(DPO)
    admin.post(f"/members/{person(DPO).id}/roles", data={"role": ["dpo"]})
    assert "Dana" in dana.get("/").text


@pytest.mark.parametrize(
    ("wanted", "says"),
    [([], "at least one role"), (["reviewer"], "Choose a role"), (["king"], "Choose a role")],
)
def test_roles_that_make_no_sense_are_refused(people, admin, wanted, says):
    answer = admin.post(f"/members/{person(DPO).id}/roles", data={"role": wanted})
    assert answer.status_code == 422 and says in answer.text
    assert roles(DPO) == {"dpo"}


def test_nobody_gives_themselves_a_role(people, admin):
    answer = admin.post(f"/members/{person(ADMIN).id}/roles", data={"role": ["administrator", "dpo"]})
    assert answer.status_code == 422 and "Nobody gives themselves" in answer.text
    answer = admin.post("/members/invitations", data={"email": ADMIN, "role": "dpo"})
    assert answer.status_code == 422 and "Nobody gives themselves" in answer.text
    assert roles(ADMIN) == {"administrator"}


@pytest.mark.parametrize("action", ["remove", "disable"])
def test_the_last_administrator_stays(people, admin, action):
    assert admin.post(f"/members/{person(ADMIN).id}/{action}").status_code == 422
    assert admin.get("/members").status_code == 200


def test_an_administrator_can_go_once_there_is_another(people, admin):
    admin.post(f"/members/{person(CHIEF).id}/roles", data={"role": ["controller", "administrator"]})
    assert admin.post(f"/members/{person(ADMIN).id}/remove").status_code == 200
    assert roles(ADMIN) == set()
    assert "Sign in" in admin.get("/").text
    answer = people(CHIEF).post(f"/members/{person(CHIEF).id}/roles", data={"role": ["controller"]})
    assert answer.status_code == 422 and "no administrator" in answer.text


def test_whoever_gives_up_a_role_goes_on_under_a_new_secret(people, admin):
    admin.post(f"/members/{person(CHIEF).id}/roles", data={"role": ["controller", "administrator"]})
    chris = people(CHIEF)
    before = chris.cookies["waarborg-session"]
    chris.post(f"/members/{person(CHIEF).id}/roles", data={"role": ["controller"]})
    assert chris.cookies["waarborg-session"] != before
    assert "Chris" in chris.get("/").text and chris.get("/members").status_code == 403
    assert "Sign in" in TestClient(chris.app, headers=HEADERS, cookies={"waarborg-session": before}).get("/").text


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(client, people, admin):
    dana = people(DPO)
    admin.post(f"/members/{person(DPO).id}/disable")
    assert "Sign in" in dana.get("/").text
    assert dana.post("/login", data={"email": DPO, "password": PASSWORD}).status_code == 422
    assert dana.post("/login/demo", data={"person": person(DPO).id}).status_code == 403
    admin.post(f"/members/{person(DPO).id}/enable")
    assert "Dana" in people(DPO).get("/").text


def test_an_administrator_has_no_hand_in_another_organisation(people, admin):
    other = person("dpo@zone-b.example").id
    for action in ("roles", "remove", "disable", "enable"):
        assert admin.post(f"/members/{other}/{action}", data={"role": "dpo"}).status_code == 404
    number = invite(people("dpo@zone-b.example"), "x@zone-b.example") and 1
    admin.post(f"/members/invitations/{number}/revoke")
    with database.session() as session:
        assert session.get(Invitation, number)


def test_an_account_that_serves_two_organisations_is_removed_and_not_closed(client, people, admin):
    other = people("dpo@zone-b.example")
    path = invite(other, DPO, "dpo")
    stranger(client).post(path, data={"password": PASSWORD})
    answer = admin.post(f"/members/{person(DPO).id}/disable")
    assert answer.status_code == 422 and "also serves another organisation" in answer.text
    admin.post(f"/members/{person(DPO).id}/remove")
    with database.session() as session:
        left = session.exec(select(Membership).where(Membership.person_id == person(DPO).id)).all()
    assert len(left) == 1
    assert "Politiezone B" in people(DPO).get("/").text


# -- invitations ------------------------------------------------------------------------------------


def test_somebody_new_accepts_with_a_name_and_a_password_once(client, admin):
    path = invite(admin)
    new = stranger(client)
    assert "Politiezone A" in new.get(path).text and "Contributor" in new.get(path).text
    joined = new.post(path, data={"name": "Nia", "password": GOOD})
    assert joined.status_code == 200 and ">Nia " in joined.text and ">Politiezone A<" in joined.text
    assert roles("new@zone-a.example") == {"contributor"}
    for answer in (new.get(path), stranger(client).post(path, data={"name": "Eve", "password": GOOD})):
        assert answer.status_code == 410 and "no longer works" in answer.text
    assert "Nia" in stranger(client).post("/login", data={"email": "new@zone-a.example", "password": GOOD}).text


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ({"name": "Nia", "password": "short"}, "at least 12 characters"),
        ({"name": "Nia"}, "at least 12 characters"),
        ({"name": " ", "password": GOOD}, "Enter your name"),
    ],
)
def test_a_mistake_is_named_and_the_invitation_still_works(client, admin, entered, says):
    path = invite(admin)
    answer = stranger(client).post(path, data=entered)
    assert answer.status_code == 422 and says in answer.text
    assert stranger(client).post(path, data={"name": "Nia", "password": GOOD}).status_code == 200


def test_only_the_digest_of_the_link_is_kept(admin):
    token = invite(admin).rsplit("/")[-1]
    with database.session() as session:
        assert token not in str(session.exec(select(Invitation)).one())
    assert token not in admin.get("/members").text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"email": "nobody", "role": "dpo"}, "Enter an e-mail address"),
        ({"role": "dpo"}, "Enter an e-mail address"),
        ({"email": "a b@zone.example", "role": "dpo"}, "Enter an e-mail address"),
        ({"email": "new@zone-a.example"}, "Choose a role"),
        ({"email": "new@zone-a.example", "role": "reviewer"}, "Choose a role"),
        ({"email": DPO, "role": "dpo"}, "has this role already"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(admin, data, says):
    answer = admin.post("/members/invitations", data=data)
    assert answer.status_code == 422 and says in answer.text


def test_a_revoked_and_an_old_invitation_do_not_work(client, admin):
    path = invite(admin)
    admin.post("/members/invitations/1/revoke")
    assert stranger(client).get(path).status_code == 410
    path = invite(admin)
    with database.session() as session:
        one = session.exec(select(Invitation)).one()
        one.created -= timedelta(days=7, minutes=1)
        session.add(one)
        session.commit()
    assert "No longer valid" in admin.get("/members").text
    assert stranger(client).get(path).status_code == 410
    assert stranger(client).post(path, data={"name": "Nia", "password": GOOD}).status_code == 410


def test_inviting_again_replaces_the_link(client, admin):
    first, second = invite(admin), invite(admin)
    assert [stranger(client).get(path).status_code for path in (first, second)] == [410, 200]


def test_an_existing_person_takes_the_role_with_their_password(client, admin):
    path = invite(admin, "trainer@academy.example", "dpo")
    one = stranger(client)
    wrong = one.post(path, data={"password": "wrong"})
    assert wrong.status_code == 422 and "password is wrong" in wrong.text
    assert "Tine" in one.post(path, data={"password": PASSWORD}).text
    assert roles("trainer@academy.example") == {"trainer", "dpo"}


def test_whoever_is_signed_in_accepts_without_a_password_and_gets_a_new_secret(people, admin):
    path = invite(admin, "trainer@academy.example", "dpo")
    tine = people("trainer@academy.example")
    before = tine.cookies["waarborg-session"]
    assert 'name="password"' not in tine.get(path).text
    assert "For which organisation" in tine.post(path).text
    assert tine.cookies["waarborg-session"] != before


def test_an_invitation_is_for_its_address_alone(people, admin):
    path = invite(admin, "trainer@academy.example", "dpo")
    assert people(CHIEF).post(path).status_code == 422
    assert people(CHIEF).post(path, data={"password": PASSWORD + "x"}).status_code == 422
    assert "dpo" not in roles(CHIEF) | roles("trainer@academy.example")


def test_guessing_the_password_of_an_invited_person_is_stopped(client, admin):
    path = invite(admin, "trainer@academy.example", "dpo")
    tries = [stranger(client).post(path, data={"password": "x"}).status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]
    assert stranger(client).post("/login", data={"email": "trainer@academy.example", "password": PASSWORD}).status_code == 429


def test_removed_from_everywhere_and_invited_again(client, people, admin):
    admin.post(f"/members/{person(DPO).id}/remove")
    refused = stranger(client).post("/login", data={"email": DPO, "password": PASSWORD})
    assert refused.status_code == 422 and "no role in any organisation" in refused.text
    assert "Dana" in stranger(client).post(invite(admin, DPO, "dpo"), data={"password": PASSWORD}).text


def test_no_assessment_is_lost_when_its_author_goes(people, admin):
    made = people(DPO).post("/assessments", follow_redirects=False).headers["location"].rsplit("/")[-1]
    admin.post(f"/members/{person(DPO).id}/remove")
    with database.session() as session:
        assert session.get(Assessment, made)
