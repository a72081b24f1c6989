"""The arguments of the commands in this folder, whose modules are read when one of them runs."""

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run, str], argparse.ArgumentParser]


def register(command: Add) -> None:
    """Declare the commands and their arguments."""
    command("migrate", _later("memory", "migrate_database"), "bring the database to the present schema")
    audit = _later("memory", "audit_logs")
    sub = command("audit", audit, "verify every answer log: exit 0, or 1 with the first broken entry of each")
    sub.add_argument("--export", type=Path, metavar="FILE", help="write the trail too, one entry a line (JSON lines)")
    sub.add_argument("--against", type=Path, metavar="FILE", help="an earlier trail, from which the logs must go on")
    backup = _later("memory", "keep")
    sub = command("backup", backup, "write all that is remembered to a new file, while the service runs")
    sub.add_argument("file", type=Path)
    restore = _later("memory", "bring_back")
    sub = command("restore", restore, "bring back a backup, whole or not at all, on any database")
    sub.add_argument("file", type=Path)
    sub.add_argument("--replace", action="store_true", help="replace what is there")
    moves = _later("law_change", "law_change")
    sub = command("law-change", moves, "list every stored assessment whose findings move; exit 1 where there is one")
    sub.add_argument("packs", nargs="+", type=Path, metavar="PACK", help="old and new folder, or one and two days")
    sub.add_argument("--on", nargs="+", type=date_, metavar="DATE", help="the day, or the days before and after")
    sub.add_argument("--json", action="store_true")


def date_(text: str) -> date:
    """A date as an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-23") from None


def _later(module: str, name: str) -> Run:
    def run(options: argparse.Namespace) -> int:
        return int(getattr(import_module(f"app.commands.{module}"), name)(options))

    return run
