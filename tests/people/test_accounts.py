"""Sessions end after idleness and after a working day, whatever the database keeps of a moment."""

from datetime import timedelta

import pytest

from app.people import accounts
from app.store import database
from app.store.tables import LoginSession, now


@pytest.fixture
def token(each_database):
    with database.session() as session:
        zone = accounts.organisation(session, "Zone", "police")
        person = accounts.add_person(session, "dpo@zone.example", "Zoë")
        accounts.join(session, person, zone, ["dpo"])
        session.commit()
        return accounts.sign_in(session, person)


def seen(token, **since):
    """Who the session is of, once it was begun and last seen so long ago."""
    with database.session() as session:
        kept = session.get(LoginSession, accounts.digest(token))
        for name, ago in since.items():
            setattr(kept, name, now() - ago)
        session.add(kept)
        session.commit()
    with database.session() as session:
        return accounts.viewer(session, token).name


def test_a_session_goes_on_while_it_is_used(token):
    assert seen(token) == "Zoë"
    assert seen(token, created=timedelta(hours=11), seen=timedelta(hours=1, minutes=59)) == "Zoë"


@pytest.mark.parametrize("since", [{"seen": timedelta(hours=2, minutes=1)}, {"created": timedelta(hours=12, minutes=1)}])
def test_a_session_ends_when_idle_or_old(token, since):
    assert seen(token, **since) == ""
