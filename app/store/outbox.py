"""Mail that waits to be sent. It is written in the transaction of what it is about, and sent by `app/web/mail.py`.

Whoever sends a mail claims it first, by setting its next attempt: two processes never send the same one, and one
that a process left behind is tried again.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select, update

from app.settings import settings
from app.store.database import begin_writing
from app.store.mail_tables import Outgoing
from app.store.tables import now

FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=8)  # between two attempts; each time twice as long
GIVE_UP = timedelta(days=3)
KEPT = timedelta(days=30)  # how long it is known that a mail was sent or given up
AT_ONCE = 100  # mails
Counts = Mapping[str, Mapping[str, int]]  # how many of what, by organisation


# -- write; not committed, and nothing where no mail is sent ------------------------------------------


def post(session: Session, what: str, person: str, organisation: str, assessment: str) -> None:
    """Tell a person that something happened to an assessment."""
    if settings().sends_mail:
        session.add(
            Outgoing(what=what, person_id=person, organisation_id=organisation, assessment_id=assessment)
        )


def post_invitation(session: Session, organisation: str, email: str, secret: str, language: str) -> None:
    """Send the link of an invitation."""
    if settings().sends_mail:
        made = Outgoing(what="invitation", organisation_id=organisation, email=email, secret=secret, language=language)
        session.add(made)


def post_reminder(session: Session, person: str, due: Counts, day: date) -> None:
    """Remind a person of what is due, unless that was done on this day."""
    once = f"due {person} {day}"
    if settings().sends_mail and session.exec(select(Outgoing).where(Outgoing.once == once)).first() is None:
        session.add(Outgoing(what="due", person_id=person, due=due, once=once))


# -- send -----------------------------------------------------------------------------------------------


def waiting(session: Session) -> list[Outgoing]:
    """What is to be sent now, oldest first."""
    wanted = select(Outgoing).where(*_unsent(), Outgoing.next_at <= now())
    return list(session.exec(wanted.order_by(col(Outgoing.id)).limit(AT_ONCE)))


def claim(session: Session, one: Outgoing) -> bool:
    """Whether this process may send it now; nobody else tries before the next attempt."""
    begin_writing(session)
    wait = min(FIRST * 2**one.attempts, LONGEST)
    mine = update(Outgoing).where(*_unsent(), col(Outgoing.id) == one.id, col(Outgoing.attempts) == one.attempts)
    claimed = session.exec(mine.values(attempts=one.attempts + 1, next_at=now() + wait))
    session.commit()
    return claimed.rowcount == 1


def sent(session: Session, one: Outgoing) -> None:
    """It was taken by the server."""
    _end(session, one, sent_at=now(), error="")


def failed(session: Session, one: Outgoing, error: str, for_good: bool) -> bool:
    """It was not taken; returns whether that is the end: for good, or for too long."""
    if for_good or now() - one.created > GIVE_UP:
        _end(session, one, given_up_at=now(), error=error)
        return True
    begin_writing(session)
    session.exec(update(Outgoing).where(col(Outgoing.id) == one.id).values(error=error))
    session.commit()
    return False


def drop(session: Session, one: Outgoing) -> None:
    """It is not to be sent: nobody wants it, or may have it, any more."""
    begin_writing(session)
    session.exec(delete(Outgoing).where(col(Outgoing.id) == one.id))
    session.commit()


def tidy(session: Session) -> None:
    """Forget what was sent or given up long ago."""
    begin_writing(session)
    before = now() - KEPT
    old = or_(col(Outgoing.sent_at) < before, col(Outgoing.given_up_at) < before)
    session.exec(delete(Outgoing).where(old))
    session.commit()


def unsent(session: Session) -> list[Outgoing]:
    """What waits and what was given up, oldest first."""
    return list(session.exec(select(Outgoing).where(col(Outgoing.sent_at).is_(None)).order_by(col(Outgoing.id))))


def _unsent() -> tuple[ColumnElement[bool], ...]:
    return col(Outgoing.sent_at).is_(None), col(Outgoing.given_up_at).is_(None)


def _end(session: Session, one: Outgoing, **values: object) -> None:
    begin_writing(session)
    session.exec(update(Outgoing).where(col(Outgoing.id) == one.id).values(secret="", **values))
    session.commit()
