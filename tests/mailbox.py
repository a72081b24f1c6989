"""A real mail server for tests, in a thread of this process: what it received, and what it refuses."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from app.settings import settings

ADDRESS = "https://waarborg.zone.example"


class Mailbox:
    """What arrived, and the answers that the server gives instead of taking a mail."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuse: list[str] = []  # answers to the next mails, one each
        self.unknown: set[str] = set()  # addresses that there are not
        self.protected: list[bool] = []  # whether each mail came encrypted

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take the address, or say that there is none."""
        if address in self.unknown:
            return f"550 5.1.1 <{address}>: there is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the mail, or give the next refusal."""
        if self.refuse:
            return self.refuse.pop(0)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.recipients.append(envelope.rcpt_tos)
        self.protected.append(session.ssl is not None)
        return "250 taken as number 7"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def mail_server(monkeypatch: Any, tls: str = "none", **options: Any) -> Iterator[Mailbox]:
    """A server that runs, and the settings of the service for it."""
    box, port = Mailbox(), free_port()
    for name, value in {
        "smtp_host": "localhost",
        "smtp_port": port,
        "smtp_tls": tls,
        "mail_from": "waarborg@zone.example",
        "address": ADDRESS,
    }.items():
        monkeypatch.setattr(settings(), name, value)
    controller = Controller(box, hostname="localhost", port=port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
