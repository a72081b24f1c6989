"""Commands of `waarborg` that have a module of their own; `app/cli.py` registers them."""


class Refused(Exception):
    """The command cannot be carried out; each line says where and why."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
