"""The command `waarborg retention`: what is due to be erased, and erasing it; meant to run every night."""

import argparse
import json
from datetime import date, timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.commands import Refused
from app.commands.memory import ready
from app.people.retention import Due, due, erase_due
from app.people.review import organisations
from app.store import database

WORDS = {"retention": "content, by the policy of the organisation", "visitor-draft": "draft without an account"}


def keep_or_erase(options: argparse.Namespace) -> int:
    """List what is due to be erased; with `--erase`, erase what is due today."""
    ready()
    today = date.today()
    with database.session() as session:
        erased = erase_due(session, today) if options.erase else []
        rows = due(session, today + timedelta(days=options.within))
        zones = organisations(session)
    if options.erase:
        _clean_up()
    if options.json:
        lists = {"erased": [_data(row, zones) for row in erased], "due": [_data(row, zones) for row in rows]}
        print(json.dumps({"on": today, **lists}, default=str, ensure_ascii=False, indent=2))
        return 0
    for row in erased:
        print(f"erased      {_text(row, zones)}")
    for row in rows:
        print(f"{row.on}  {_text(row, zones)}")
    if not rows:
        print(f"Nothing {'else ' if erased else ''}is due to be erased within {options.within} days.")
    return 0


def _clean_up() -> None:
    """Leave nothing of what was deleted in the file. Raises Refused where others write too long."""
    try:
        database.let_go(thorough=True)
    except SQLAlchemyError as error:
        raise Refused(f"what is due was erased, but the file of the database was not written anew: {error}") from error


def _text(row: Due, zones: dict[str, str]) -> str:
    zone = zones.get(row.organisation, "")
    return f"{row.assessment}{f' ({zone})' if zone else ''}: {WORDS[row.reason]}, since {row.since}"


def _data(row: Due, zones: dict[str, str]) -> dict[str, object]:
    return {
        "assessment": row.assessment,
        "organisation": zones.get(row.organisation, ""),
        "reason": row.reason,
        "since": row.since,
        "on": row.on,
    }
