"""Commands about what is stored: their arguments. The modules behind them are read when one of them runs."""

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from app.commands import date_

AUDIT = "verify every answer log, version and step: exit 0, or 1 with the first break of each"
BACKUP = "write all that is remembered to a new file, while the service runs"
RESTORE = "bring back a backup, whole or not at all, on any database"
RETENTION = "list what is due to be erased: by the policy of its organisation, or as a visitor's draft left alone"
LAW_CHANGE = "list every stored assessment whose findings move; exit 1 where there is one"


def register(commands: Any) -> None:
    """Add the commands to the parser."""

    def command(name: str, module: str, function: str, help_: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=_later(module, function))
        return sub

    sub = command("audit", "memory", "audit_logs", AUDIT)
    sub.add_argument("--export", type=Path, metavar="FILE", help="write the trail too, one entry a line (JSON lines)")
    sub.add_argument("--against", type=Path, metavar="FILE", help="an earlier trail, from which the logs must go on")
    command("backup", "memory", "keep", BACKUP).add_argument("file", type=Path)
    sub = command("restore", "memory", "bring_back", RESTORE)
    sub.add_argument("file", type=Path)
    sub.add_argument("--replace", action="store_true", help="replace what is there")
    sub = command("retention", "retention", "keep_or_erase", RETENTION)
    sub.add_argument("--erase", action="store_true", help="erase what is due today")
    sub.add_argument("--within", type=int, default=30, metavar="DAYS", help="how near is near (default: 30)")
    sub.add_argument("--json", action="store_true")
    sub = command("law-change", "law_change", "law_change", LAW_CHANGE)
    sub.add_argument("packs", nargs="+", type=Path, metavar="PACK", help="old and new folder, or one and two days")
    sub.add_argument("--on", nargs="+", type=date_, metavar="DATE", help="the day, or the days before and after")
    sub.add_argument("--json", action="store_true")


def _later(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        return int(getattr(import_module(f"app.commands.{module}"), name)(options))

    return run
