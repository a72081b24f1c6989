"""The text of a mail. Mail is not confidential: it says what kind of thing happened, in whose inbox, and where."""

from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from app.people.addressees import Addressee
from app.report.words import catalogue, word
from app.settings import settings
from app.store.mail_tables import Outgoing
from app.web.pages import WORDS
from app.web.smtp import mailbox

DECIDED = ("approve", "approve-with-conditions", "reject", "refer")  # what was decided is not told
PAGES = {"mention": "/tasks", "task": "/tasks", "due": "/"}  # where to look; else among the notices
DUE = ("prohibition", "review", "measure", "condition", "legal-period")


def letter(one: Outgoing, to: Addressee, language: str) -> EmailMessage:
    """The mail in a language. Raises ValueError where the address is none."""
    says = _happened(one.what, language)
    path = f"/invitations/{one.secret}" if one.what == "invitation" else PAGES.get(one.what, "/notices")
    names = ", ".join(_line(name) for name in to.inboxes)
    place = word("mail-organisation", language, WORDS, names=names)
    paragraphs = [f"{says}\n{place}", *_due(one, language), f"{settings().address.rstrip('/')}{path}"]
    paragraphs.append(word("mail-invited" if one.what == "invitation" else "mail-no-more", language, WORDS))
    return _made(to.email, says, paragraphs, one.created, f"{one.id}.{one.created.timestamp():.0f}")


def trial(email: str, language: str, moment: datetime) -> EmailMessage:
    """A mail that shows that mail works. Raises ValueError where the address is none."""
    says = word("mail-what-trial", language, WORDS)
    return _made(email, says, [says, settings().address], moment, f"trial.{moment.timestamp():.0f}")


def _made(email: str, subject: str, paragraphs: Iterable[str], moment: datetime, number: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = mailbox(settings().mail_from), mailbox(email)
    made["Subject"] = f"Waarborg: {subject.rstrip('.')}"
    made["Date"] = format_datetime(moment)
    made["Message-ID"] = f"<{number}@{urlsplit(settings().address).hostname}>"  # the same at each attempt
    made["Auto-Submitted"] = "auto-generated"  # so that no absent reader answers
    made.set_content("\n\n".join(paragraphs) + "\n", cte="quoted-printable")
    return made


def _happened(what: str, language: str) -> str:
    key = f"mail-what-{'decide' if what in DECIDED else what}"
    return word(key if key in catalogue(WORDS) else "mail-what-other", language, WORDS)


def _due(one: Outgoing, language: str) -> list[str]:
    """How many of what is due, one line each."""
    counts = {what: sum(mine.get(what, 0) for mine in (one.due or {}).values()) for what in DUE}
    lines = [word(f"mail-due-{what}", language, WORDS, count=str(number)) for what, number in counts.items() if number]
    return ["\n".join(lines)] if lines else []


def _line(text: str) -> str:
    """A name on one line, without what cannot be seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
