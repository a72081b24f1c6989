"""`waarborg user`, as whoever runs the service calls it."""

import io

import pytest
from sqlmodel import select

from app.cli import main
from app.people.accounts import person_with_password, sign_in, viewer
from app.store import answer_log, database
from app.store.answer_log import Owner
from app.store.tables import Assessment, Person

pytestmark = pytest.mark.both_databases

ANN = "ann@zone.example"


@pytest.fixture
def user(own_data, quick_passwords, capsys):
    def run(*arguments):
        status = main(["user", *arguments])
        out, err = capsys.readouterr()
        return status, out + err

    return run


@pytest.fixture
def ann(user):
    """An administrator, with the password that was made for her."""
    _, said = user("add", ANN, "--name", "Ann", "--organisation", "Zone", "--kind", "police", "--role", "administrator")
    return said.strip().rsplit(" ", 1)[1]


def signed_in(email, password):
    with database.session() as session:
        person = person_with_password(session, email, password)
        return viewer(session, sign_in(session, person)) if person else None


def test_the_first_administrator_can_sign_in_with_the_password_that_is_shown(ann):
    who = signed_in(ANN, ann)
    assert (who.name, who.organisation_name, who.roles) == ("Ann", "Zone", {"administrator"})


def test_a_password_can_be_given_and_a_short_one_is_refused(user, monkeypatch):
    rest = ("--organisation", "Zone", "--kind", "police", "--role", "dpo", "--password-stdin")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert user("add", "bo@zone.example", *rest) == (2, "a password has at least 12 characters\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("long enough for all\n"))
    status, said = user("add", "bo@zone.example", *rest)
    assert status == 0 and "password" not in said
    assert signed_in("bo@zone.example", "long enough for all")


def test_accounts_are_listed_with_their_roles(user, ann):
    user("add", "bo@zone.example", "--organisation", "Other", "--kind", "police", "--role", "dpo", "--role", "administrator")
    user("add", "bo@zone.example", "--organisation", "Zone", "--role", "dpo")
    lines = user("list")[1].splitlines()
    assert len(lines) == 3 and "administrator, dpo" in "\n".join(lines)
    assert len(user("list", "--organisation", "Other")[1].splitlines()) == 1
    assert user("list", "--organisation", "None")[0] == 2


def test_a_closed_account_is_out_until_it_is_opened_again(user, ann):
    user("add", "bo@zone.example", "--organisation", "Zone", "--role", "administrator")
    assert user("disable", ANN)[0] == 0
    assert signed_in(ANN, ann) is None and "(closed)" in user("list")[1]
    user("disable", ANN, "--undo")
    assert signed_in(ANN, ann)


def test_the_last_administrator_is_not_closed(user, ann):
    status, said = user("disable", ANN)
    assert status == 2 and "no administrator" in said
    assert signed_in(ANN, ann)


def test_a_reset_password_ends_sessions(user, ann):
    with database.session() as session:
        token = sign_in(session, person_with_password(session, ANN, ann))
    new = user("reset", ANN)[1].strip().rsplit(" ", 1)[1]
    with database.session() as session:
        assert not viewer(session, token).signed_in
    assert signed_in(ANN, ann) is None and signed_in(ANN, new)


def test_a_lost_second_factor_is_turned_off(user, ann):
    assert user("reset", ANN, "--second-factor")[0] == 2
    with database.session() as session:
        person = session.exec(select(Person)).one()
        person.totp = "A" * 32
        session.add(person)
        session.commit()
    assert "(second factor)" in user("list")[1]
    assert user("reset", ANN, "--second-factor")[0] == 0
    with database.session() as session:
        assert session.exec(select(Person)).one().totp == ""
    assert signed_in(ANN, ann)


def test_assessments_of_nobody_are_adopted_and_no_others(user, ann):
    with database.session() as session:
        nobody, visitor = (answer_log.create(session, "p", "i", "en", owner=one).id for one in (Owner(), Owner(visitor="x")))
    assert user("adopt", "Zone")[1] == "1 assessments belong to Zone now\n"
    with database.session() as session:
        assert session.get(Assessment, nobody).organisation_id
        assert session.get(Assessment, visitor).organisation_id is None
    assert user("adopt", "None")[0] == 2


@pytest.mark.parametrize("action", [("disable",), ("reset",), ("reset", "--second-factor")])
def test_an_unknown_account_is_said(user, action):
    assert user(action[0], "who@zone.example", *action[1:]) == (2, "there is no account who@zone.example\n")
