"""Commands about accounts: `waarborg user …`."""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from app.commands import Refused
from app.people.access import KINDS, ROLES

Command = Callable[[argparse.Namespace], str]


def add(options: argparse.Namespace) -> str:
    """Make an account, or give an existing one a further role."""
    from app.people.commands import add_user

    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else ""
    return add_user(options.email, options.name, options.organisation, options.kind, options.role, password)


def list_people(options: argparse.Namespace) -> str:
    """Every account with its roles."""
    from app.people.commands import list_users

    return list_users(options.organisation)


def disable(options: argparse.Namespace) -> str:
    """Close an account, or open it again."""
    from app.people.commands import disable_user

    return disable_user(options.email, not options.undo)


def reset(options: argparse.Namespace) -> str:
    """Give a new password, or turn off the second factor."""
    from app.people.commands import reset_password, reset_second_factor

    if options.second_factor:
        return reset_second_factor(options.email)
    return reset_password(options.email, sys.stdin.readline().rstrip("\n") if options.password_stdin else "")


def adopt(options: argparse.Namespace) -> str:
    """Give assessments that belong to nobody to an organisation."""
    from app.people.commands import adopt_assessments

    return adopt_assessments(options.organisation)


def _said(command: Command) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        from app.people.accounts import AccountError

        try:
            print(command(options))
        except AccountError as error:
            raise Refused(str(error)) from error
        return 0

    return run


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    people = commands.add_parser("user", help="accounts").add_subparsers(required=True, metavar="action")

    def command(name: str, run: Command, help_: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = people.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=_said(run))
        return sub

    sub = command("add", add, "make an account, or give an existing one a further role")
    sub.add_argument("email")
    sub.add_argument("--name", default="", help="as colleagues see it (default: the address)")
    sub.add_argument("--organisation", required=True)
    sub.add_argument("--kind", choices=KINDS, help="of a new organisation")
    sub.add_argument("--role", action="append", choices=ROLES, required=True)
    sub.add_argument("--password-stdin", action="store_true", help="read the password (default: make one and show it)")
    sub = command("list", list_people, "list accounts with their roles")
    sub.add_argument("--organisation", default="", help="of one organisation (default: all)")
    sub = command("disable", disable, "close an account at once: its sessions end")
    sub.add_argument("email")
    sub.add_argument("--undo", action="store_true", help="open it again")
    sub = command("reset", reset, "give a new password and end every session; or turn off the second factor")
    sub.add_argument("email")
    sub.add_argument("--second-factor", action="store_true", help="leave the password, turn off the second factor")
    sub.add_argument("--password-stdin", action="store_true", help="read the password (default: make one and show it)")
    sub = command("adopt", adopt, "give assessments that belong to nobody to an organisation")
    sub.add_argument("organisation")
