"""The server that takes mail: one connection for each mail, and what it said. An error names no address."""

import re
import smtplib
import ssl
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from app.settings import settings

TIMEOUT = 20  # seconds, for each word with the server; all of them are far shorter than the time to the next attempt
PORTS = {"starttls": 587, "tls": 465, "none": 25}
BAD = 400  # this code of an answer, and those above, are a refusal
FOR_GOOD = range(500, 600)


class MailRefused(Exception):
    """A mail was not taken. `for_good`: it never will be, whenever it is tried again."""

    def __init__(self, message: str, for_good: bool = False) -> None:
        self.for_good = for_good
        super().__init__(re.sub(r"\S+@\S+", "…", message)[:300])


def check_settings() -> None:
    """Raise ValueError where mail is to be sent and a setting is missing or unusable."""
    own = settings()
    if not own.sends_mail:
        return
    address = urlsplit(own.address)
    if address.scheme not in ("https", "http") or not address.hostname:
        raise ValueError("WAARBORG_SMTP_HOST needs WAARBORG_ADDRESS, such as https://waarborg.zone.example")
    if not own.mail_from:
        raise ValueError("WAARBORG_SMTP_HOST needs WAARBORG_MAIL_FROM, the sender of mail")
    mailbox(own.mail_from)


def mailbox(email: str) -> str:
    """The address, if it is one that can stand in a mail and in the words to a server. Raises ValueError."""
    if not re.fullmatch(r"[!-~]+@[!-~]+", email) or re.search(r"[<>()\[\],;:\"\\]", email) or email.count("@") != 1:
        raise ValueError("this is no address to which mail can be sent")
    return email


def deliver(message: EmailMessage) -> str:
    """Give a mail to the server and return what it said. Raises MailRefused."""
    try:
        server = _connected()
    except (OSError, smtplib.SMTPException) as error:
        raise MailRefused(_said(error)) from error
    try:
        _taken(*server.mail(settings().mail_from), settled=False)
        _taken(*server.rcpt(str(message["to"])))
        return _taken(*server.data(message.as_bytes(policy=policy.SMTP)))
    except (OSError, smtplib.SMTPException) as error:
        raise MailRefused(_said(error)) from error
    finally:
        with suppress(OSError, smtplib.SMTPException):  # a mail that was taken stays so, however the server parts
            server.quit()
        server.close()


def _connected() -> smtplib.SMTP:
    own = settings()
    host, port, context = own.smtp_host, own.smtp_port or PORTS[own.smtp_tls], ssl.create_default_context()
    if own.smtp_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if own.smtp_tls == "starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if own.smtp_user:
            server.login(own.smtp_user, own.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def _taken(code: int, said: bytes, settled: bool = True) -> str:
    """What the server said. Raises MailRefused; where it is `settled`, a refusal of the kind 5xx is for good."""
    words = f"{code} {said.decode(errors='replace')}"
    if code >= BAD:
        raise MailRefused(words, settled and code in FOR_GOOD)
    return words


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
