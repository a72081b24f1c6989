"""The command `waarborg due`: what has passed its day or is near; meant to run every morning."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from app.commands import Refused, mail
from app.settings import settings

WORDS = {
    "prohibition": "prohibited",
    "review": "review",
    "measure": "measure",
    "condition": "condition of the approval",
    "legal-period": "legal period",
}


def list_due(options: argparse.Namespace) -> int:
    """Begin the reviews whose day has come, and of what is prohibited by now; list what is due."""
    from app.pack.load import load
    from app.people.due import Law, begin_reviews, begin_reviews_of_banned, due
    from app.store import database
    from app.store.packs import PackArchive

    if options.mail:
        mail.checked()
    database.migrate()
    today = date.today()
    packs = load(settings().pack_dir)
    language = options.lang or packs.source.language
    if language not in packs:
        raise Refused(f"--lang: there are {', '.join(packs)}, not {language!r}")
    with database.session() as session:
        law = Law(packs, PackArchive(settings().data_dir / "packs"), language, today)
        moved = [*begin_reviews_of_banned(session, law), *begin_reviews(session, today)]
        session.commit()
        rows = due(session, law, options.within)
    said = _remind(rows, today, packs) if options.mail else ""
    if options.json:
        print(json.dumps({"on": today, "moved": moved, "due": [asdict(row) for row in rows]}, default=str, indent=2))
        return 0
    for row in rows:
        days = (row.on - today).days
        when = f"{-days} days ago" if days < 0 else "today" if days == 0 else f"in {days} days"
        text = f": {row.text}" if row.text else ""
        who = f" ({row.who})" if row.who else ""
        what = WORDS[row.what] + (f" since {row.on}" if row.what == "prohibition" and row.on < today else "")
        print(f"{row.on}  {when:<14} {row.organisation}, {row.title}: {what}{text}{who}")
    if moved:
        print(f"{len(moved)} moved to due for review: {', '.join(moved)}")
    if not rows:
        print(f"Nothing is due within {options.within} days.")
    if said:
        print(f"Mail: {said}")
    return 0


def _remind(rows: list[Any], today: date, packs: Any) -> str:
    """Write the reminders of the day and send them; returns what became of them."""
    from app.people.reminders import remind
    from app.store import database

    with database.session() as session:
        remind(session, rows, today)
    return mail.send_now(list(packs))


def register(commands: Any) -> None:
    """Add the command to the parser."""
    what = "begin reviews whose day has come; list bans, reviews, measures, conditions and legal periods that are due"
    sub = commands.add_parser("due", help=what, description=what)
    sub.set_defaults(run=list_due)
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--mail", action="store_true", help="remind whom it concerns by mail, at most once a day")
    sub.add_argument("--within", type=int, default=30, metavar="DAYS", help="how near is near (default: 30)")
    sub.add_argument("--lang", metavar="LANGUAGE", help="language of titles (default: that of the pack)")
