"""Sends the mail that waits: in the background of the service, or from `waarborg mail send`."""

import asyncio
import logging
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from app.people.addressees import addressee
from app.settings import settings
from app.store import database, outbox
from app.store.mail_tables import Outgoing
from app.web.letters import letter
from app.web.smtp import MailRefused, deliver

log = logging.getLogger("waarborg")
PAUSE = 30  # seconds between looks at the outbox


@dataclass
class Sent:
    """What became of the mail that waited."""

    sent: int = 0
    later: int = 0  # is tried again
    given_up: int = 0


def send_waiting(languages: list[str]) -> Sent:
    """Send what waits. `languages`: those of the pack; the first is for whoever chose none."""
    done = Sent()
    with database.session() as session:
        outbox.tidy(session)
        rows = outbox.waiting(session)
    for one in rows:
        with database.session() as session:
            if not outbox.claim(session, one):
                continue
        _send(one, languages, done)
    return done


def _send(one: Outgoing, languages: list[str], done: Sent) -> None:
    with database.session() as session:
        to = addressee(session, one)
        if to is None:
            session.rollback()
            outbox.drop(session, one)
            return
    try:
        deliver(letter(one, to, to.language if to.language in languages else languages[0]))
    except (MailRefused, ValueError) as error:
        for_good = error.for_good if isinstance(error, MailRefused) else True
        with database.session() as session:
            ended = outbox.failed(session, one, str(error), for_good)
        log.warning("mail %s was %s: %s", one.id, "given up" if ended else "not taken, and is tried again", error)
        done.given_up, done.later = done.given_up + ended, done.later + (not ended)
        return
    with database.session() as session:
        outbox.sent(session, one)
    done.sent += 1


async def send_mail(languages: list[str]) -> None:
    """Send what waits, again and again; nothing where no mail is sent."""
    while settings().sends_mail:
        try:
            await run_in_threadpool(send_waiting, languages)
        except Exception:
            log.exception("mail could not be sent")
        await asyncio.sleep(PAUSE)
