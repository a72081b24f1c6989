"""Read YAML 1.2 (core schema) into plain values that remember their lines.

PyYAML parses; we resolve the scalars ourselves, because its YAML 1.1 rules would turn the
answers `yes` and `no` into booleans and dates into objects.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from app.pack.problem import PackError, Problem

_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
QUOTED = ("'", '"', "|", ">")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class Map(dict[str, Any]):
    """A mapping with the line of itself and of each of its keys."""

    line: int = 0
    lines: dict[str, int]


class List(list[Any]):
    """A sequence with the line of itself and of each of its items."""

    line: int = 0
    lines: list[int]


def parse_yaml(text: str, file: str) -> Any:
    """Parse one document. Raises PackError naming file and line."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise PackError([Problem(file, line, f"not readable as YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise PackError([Problem(file, 0, f"not readable as YAML: {error}")]) from error
    if node is None:
        return Map()
    problems: list[Problem] = []
    value = _value(node, file, problems, depth=0)
    if problems:
        raise PackError(problems)
    return value


def read_yaml(path: Path, file: str) -> Any:
    """Read and parse one file. Raises PackError naming file and line."""
    try:
        return parse_yaml(path.read_text(encoding="utf-8"), file)
    except (OSError, UnicodeDecodeError) as error:
        raise PackError([Problem(file, 0, f"not readable: {error}")]) from error


def _value(node: yaml.Node, file: str, problems: list[Problem], depth: int) -> Any:
    line = node.start_mark.line + 1
    if depth > 40:
        problems.append(Problem(file, line, "nested too deeply"))
        return None
    if isinstance(node, yaml.MappingNode):
        mapping = Map()
        mapping.line, mapping.lines = line, {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else repr(key_node.value)
            key_line = key_node.start_mark.line + 1
            if key in mapping:
                problems.append(Problem(file, key_line, f"'{key}' stands here twice"))
            mapping[key] = _value(value_node, file, problems, depth + 1)
            mapping.lines[key] = key_line
        return mapping
    if isinstance(node, yaml.SequenceNode):
        sequence = List(_value(item, file, problems, depth + 1) for item in node.value)
        sequence.line = line
        sequence.lines = [item.start_mark.line + 1 for item in node.value]
        return sequence
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style in QUOTED:  # quoted or block text is always text
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def line_at(raw: Any, path: Iterable[Any]) -> int:
    """The line of the deepest part of the path that has one."""
    line: int = getattr(raw, "line", 0)
    for part in path:
        lines = getattr(raw, "lines", None)
        if isinstance(lines, dict) and str(part) in lines:
            line = lines[str(part)]
        elif isinstance(lines, list) and str(part).isdigit() and int(part) < len(lines):
            line = lines[int(part)]
        try:
            if isinstance(raw, list) and not str(part).isdigit():
                raw = next(item for item in raw if isinstance(item, Mapping) and item.get("id") == part)
                line = getattr(raw, "line", line)
            else:
                raw = raw[int(part)] if isinstance(raw, list) else raw[part]
        except (KeyError, IndexError, TypeError, StopIteration):
            return line
    return line
