"""Put the names of a jurisdiction into the texts of the European files: {supervisor}, {Supervisor}."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from app.pack.problem import Problem
from app.pack.read_yaml import List, Map

_PLACE = re.compile(r"\{([A-Za-z][a-z-]*)\}")
T = TypeVar("T")


def fill(value: T, words: Mapping[str, str], file: str, problems: list[Problem], line: int = 0) -> T:
    """The value with every {name} replaced; a name that the jurisdiction lacks becomes a problem."""
    filled: Any = value
    if isinstance(value, Map):
        filled = Map((key, fill(item, words, file, problems, value.lines.get(key, 0))) for key, item in value.items())
        filled.line, filled.lines = value.line, value.lines
    elif isinstance(value, List):
        filled = List(fill(item, words, file, problems, value.line) for item in value)
        filled.line, filled.lines = value.line, value.lines
    elif isinstance(value, str) and "{" in value:
        filled = _PLACE.sub(lambda match: _word(match[1], words, file, problems, line), value)
    result: T = filled
    return result


def _word(name: str, words: Mapping[str, str], file: str, problems: list[Problem], line: int) -> str:
    word = words.get(name[0].lower() + name[1:])
    if word is None:
        problems.append(Problem(file, line, f"the jurisdiction has no word for {{{name}}}"))
        return name
    return word[0].upper() + word[1:] if name[0].isupper() else word
