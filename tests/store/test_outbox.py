"""Mail that waits: who may send it, when it is tried again, and when it is given up."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.settings import settings
from app.store import database, outbox
from app.store.mail_tables import Outgoing
from app.store.tables import now


@pytest.fixture
def mail(each_database, monkeypatch):
    """The id of a mail that waits."""
    monkeypatch.setattr(settings(), "smtp_host", "mail.zone.example")
    with database.session() as session:
        outbox.post(session, "submit", "dana", "zone", "first")
        session.commit()
        return session.exec(select(Outgoing)).one().id


def read(mail):
    with database.session() as session:
        return session.get(Outgoing, mail)


def waits():
    with database.session() as session:
        return [one.id for one in outbox.waiting(session)]


def change(mail, **values):
    with database.session() as session:
        one = session.get(Outgoing, mail)
        for name, value in values.items():
            setattr(one, name, value)
        session.add(one)
        session.commit()


def claim(one):
    with database.session() as session:
        return outbox.claim(session, one)


def test_what_is_not_committed_is_never_sent(mail):
    with database.session() as session:
        outbox.post(session, "ask", "dana", "zone", "first")
    assert waits() == [mail]


def test_of_two_processes_that_saw_the_same_mail_one_sends_it(mail):
    seen_by_both = read(mail)
    assert claim(seen_by_both) and not claim(seen_by_both)
    assert waits() == []


def test_a_mail_that_was_sent_is_never_claimed_again(mail):
    one = read(mail)
    assert claim(one)
    with database.session() as session:
        outbox.sent(session, one)
    change(mail, next_at=now() - timedelta(days=1))
    assert waits() == [] and not claim(read(mail))


def test_a_mail_that_a_process_left_behind_is_tried_again_later_each_time(mail):
    pauses = []
    for _ in range(9):
        assert claim(read(mail))
        pauses.append(round((read(mail).next_at - now()) / timedelta(minutes=1)))
        change(mail, next_at=now() - timedelta(seconds=1))
        assert waits() == [mail]
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 480, 480]


def test_a_mail_is_given_up_when_it_was_refused_for_good_or_for_days(mail):
    with database.session() as session:
        assert not outbox.failed(session, read(mail), "451 later", for_good=False)
    assert read(mail).error == "451 later" and waits() == [mail]
    change(mail, created=now() - outbox.GIVE_UP - timedelta(minutes=1), secret="s")
    with database.session() as session:
        assert outbox.failed(session, read(mail), "451 later", for_good=False)
        assert [one.id for one in outbox.unsent(session)] == [mail]
    assert waits() == [] and not claim(read(mail)) and read(mail).secret == ""


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(mail):
    with database.session() as session:
        outbox.post(session, "ask", "dana", "zone", "first")
        session.commit()
    change(mail, sent_at=now() - outbox.KEPT - timedelta(days=1))
    with database.session() as session:
        outbox.tidy(session)
        assert [one.what for one in session.exec(select(Outgoing))] == ["ask"]


def test_without_a_server_nothing_is_kept(mail, monkeypatch):
    monkeypatch.setattr(settings(), "smtp_host", "")
    with database.session() as session:
        outbox.post(session, "ask", "dana", "zone", "first")
        outbox.post_invitation(session, "zone", "new@zone.example", "secret", "nl")
        outbox.post_reminder(session, "dana", {"zone": {"review": 1}}, now().date())
        session.commit()
    assert waits() == [mail]
