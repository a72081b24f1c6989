"""The commands of `waarborg`, by what they are about. `app/cli.py` gathers them."""

import argparse
from datetime import date


class Refused(Exception):
    """The command cannot be carried out; each line says where and why."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines


def date_(text: str) -> date:
    """A date as an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-23") from None
