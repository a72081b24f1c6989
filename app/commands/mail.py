"""Commands about mail: `waarborg mail …`."""

import argparse
from typing import Any

from app.commands import Refused
from app.settings import settings

MINUTE = "%Y-%m-%d %H:%M UTC"


def checked() -> None:
    """Refuse where no mail is sent, or a setting is missing."""
    from app.web.smtp import check_settings

    if not settings().sends_mail:
        raise Refused("no mail is sent: WAARBORG_SMTP_HOST is not set")
    try:
        check_settings()
    except ValueError as error:
        raise Refused(str(error)) from error


def send_now(languages: list[str]) -> str:
    """Send what waits; returns what became of it."""
    from app.web.mail import send_waiting

    done = send_waiting(languages)
    return f"{done.sent} sent, {done.later} to try again, {done.given_up} given up"


def send(options: argparse.Namespace) -> int:
    """Send what waits."""
    from app.commands.memory import ready
    from app.pack.load import load

    checked()
    ready()
    print(send_now(list(load(settings().pack_dir))))
    return 0


def show(options: argparse.Namespace) -> int:
    """List what waits and what was given up."""
    from app.commands.memory import ready
    from app.store import database, outbox
    from app.store.tables import Person

    ready()
    with database.session() as session:
        rows = outbox.unsent(session)
        for one in rows:
            person = session.get(Person, one.person_id) if one.person_id else None
            to = person.email if person else one.email
            ended = one.given_up_at
            when = f"given up {ended:{MINUTE}}" if ended else f"next attempt {one.next_at:{MINUTE}}"
            tried = f"{one.attempts} attempts, {when}"
            print(f"{one.id:>6}  {one.created:{MINUTE}}  {one.what:<12} {to}: {tried}  {one.error}".rstrip())
    if not rows:
        print("Nothing waits, and nothing was given up.")
    return 0


def test(options: argparse.Namespace) -> int:
    """Send one mail and say what the server said."""
    from app.store.tables import now
    from app.web.letters import trial
    from app.web.smtp import MailRefused, deliver

    checked()
    try:
        print(deliver(trial(options.address, "en", now())))
    except (MailRefused, ValueError) as error:
        raise Refused(f"{settings().smtp_host}: {error}") from error
    return 0


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    mail = commands.add_parser("mail", help="mail that waits").add_subparsers(required=True, metavar="action")
    for name, run, help_ in (
        ("send", send, "send what waits; the service does it too, while it runs"),
        ("list", show, "list what waits and what was given up, with what the server said"),
        ("test", test, "send one mail to an address and say what the server said"),
    ):
        sub = mail.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=run)
        if name == "test":
            sub.add_argument("address")
