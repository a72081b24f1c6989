"""The commands of `waarborg`, by what they are about. `app/cli.py` gathers them."""


class Refused(Exception):
    """The command cannot be carried out; each line says where and why."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
