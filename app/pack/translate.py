"""Lay the texts of another language over a source file of the same shape."""

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TEXT = "text"  # one text
VALUES = "values"  # a mapping id -> text
ITEMS = "items"  # a list of texts
NAMES = "names"  # a list of mappings whose `name` is the text

# Where texts stand, per kind of file. A one-item list means: each part by its id.
Shape = Mapping[str, Any]
TOPIC: Shape = {
    "title": TEXT,
    "about": TEXT,
    "questions": [
        {
            "ask": TEXT,
            "why": TEXT,
            "hint": TEXT,
            "open-norm": TEXT,
            "unit": TEXT,
            "options": VALUES,
            "columns": [{"label": TEXT, "unit": TEXT, "options": VALUES}],
            "evidence": ITEMS,
        }
    ],
    "terms": [{"means": TEXT}],
    "rules": [{"title": TEXT, "because": TEXT, "remedy": TEXT, "unless": [{"because": TEXT}]}],
    "examples": NAMES,
}
PACK: Shape = {
    "title": TEXT,
    "regimes": [{"title": TEXT}],
    "people": VALUES,
    "sections": [{"title": TEXT, "about": TEXT}],
}
IMPACT: Mapping[str, Shape] = {
    "method": {"levels": [{"label": TEXT}], "factors": [{"label": TEXT, "about": TEXT, "anchors": ITEMS}]},
    "rights": {"rights": [{"title": TEXT, "about": TEXT}]},
    "risks": {"risks": [{"title": TEXT, "drivers": [{"says": TEXT}]}]},
    "measures": {"measures": [{"title": TEXT, "says": TEXT}]},
    "coverage": {"coverage": [{"says": TEXT}]},
}
JURISDICTION: Shape = {"title": TEXT, "words": VALUES}
FINDINGS: Shape = {"findings": [{"label": TEXT, "means": TEXT}]}
SOURCE: Shape = {"title": TEXT, "short": TEXT, "note": TEXT, "provisions": [{"note": TEXT}]}
CASE: Shape = {
    "summary": TEXT,
    "went-wrong": TEXT,
    "reports-differ": TEXT,
    "facts": "says",
    "texts": VALUES,
    "answers": "note",
    "expects": "note",
}
CARD: Shape = {"name": TEXT, "says": TEXT, "why-no-case": TEXT}
OPTIONAL = {"name", "aliases", "force", "vendor", "tables"}  # of a case: translated only where they differ

Path = tuple[str, ...]


def texts(raw: Mapping[str, Any], shape: Shape) -> dict[Path, str]:
    """Every text of a source file by its path in the translation."""
    return dict(_texts(raw, shape, ()))


def _texts(raw: Mapping[str, Any], shape: Shape, at: Path) -> Iterator[tuple[Path, str]]:
    for key, what in shape.items():
        value = raw.get(key)
        if value is None:
            continue
        here = (*at, key)
        if what == TEXT:
            yield here, str(value)
        elif what == VALUES:
            yield from (((*here, name), str(text)) for name, text in value.items())
        elif what == ITEMS:
            yield from (((*here, str(index)), str(text)) for index, text in enumerate(value))
        elif what == NAMES:
            yield from (((*here, str(index)), str(item.get("name"))) for index, item in enumerate(value))
        elif what == "says":
            yield from (((*here, str(index)), str(item.get("says"))) for index, item in enumerate(value))
        elif what == "note":
            yield from (((*here, name), str(item["note"])) for name, item in value.items() if item.get("note"))
        else:
            for name, part in _parts(value):
                yield from _texts(part, what[0], (*here, name))


def _parts(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Parts by id: of a list whose items have an id, or of a mapping."""
    if isinstance(value, Mapping):
        yield from ((name, part) for name, part in value.items() if isinstance(part, Mapping))
    else:
        yield from ((str(part.get("id")), part) for part in value if isinstance(part, Mapping))


def flat(translation: Any, at: Path = ()) -> dict[Path, str]:
    """Every text of a translation file by its path."""
    found: dict[Path, str] = {}
    items = enumerate(translation) if isinstance(translation, list) else translation.items()
    for key, value in items:
        here = (*at, str(key))
        if isinstance(value, Mapping | list):
            found |= flat(value, here)
        elif value is not None:
            found[here] = str(value)
    return found


def lay_over(raw: Mapping[str, Any], shape: Shape, translated: Mapping[Path, str]) -> Any:
    """A copy of the source file with its texts replaced where a translation exists."""
    result: Any = copy.deepcopy(raw)
    for path in texts(raw, shape):
        if path in translated:
            _put(result, path, translated[path])
    if shape is CASE:
        for (key, *rest), text in translated.items():
            if key in OPTIONAL and not rest:
                result[key] = text
            elif key == "tables":
                table, row, column = rest
                result["tables"][table][int(row)][column] = text
    return result


def _put(raw: Any, path: Path, text: str) -> None:
    *way, last = path
    for key in way:
        if isinstance(raw, list):
            raw = raw[int(key)] if key.isdigit() else next(part for part in raw if part.get("id") == key)
        else:
            raw = raw[key]
    if isinstance(raw, list):
        item = raw[int(last)]
        if isinstance(item, dict):
            item["name" if "name" in item else "says"] = text
        else:
            raw[int(last)] = text
    elif isinstance(raw[last], Mapping):
        raw[last]["note"] = text
    else:
        raw[last] = text


def entry(path: Path) -> str:
    """The entry that is confirmed as a whole: a question, a rule, or the head of the file."""
    return (
        "/".join(path[:2])
        if len(path) > 2
        else path[0]
        if path[0] in ("examples", "facts", "texts", "answers", "expects")
        else "head"
    )


def fingerprints(source_texts: Mapping[Path, str]) -> dict[str, str]:
    """A short fingerprint of the source texts of each entry."""
    entries: dict[str, list[tuple[str, str]]] = {}
    for path, text in sorted(source_texts.items()):
        entries.setdefault(entry(path), []).append(("/".join(path), text))
    return {
        name: hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:8]
        for name, parts in entries.items()
    }


def confirm(
    known: Mapping[str, Mapping[str, str]], present: Mapping[str, Mapping[str, str]], files: Sequence[str]
) -> str:
    """The text of a `confirmed.<language>.yaml` in which the named files (all, if none) are confirmed."""
    lines = [
        "# Written by `waarborg translations confirm`: the fingerprint of the source text that each",
        "# translation was last read against. Where one differs, the translation must be read again.",
    ]
    for name, entries in present.items():
        chosen = (
            entries
            if not files or name in files
            else {key: known.get(name, {}).get(key, "unconfirmed") for key in entries}
        )
        lines.append(f"{name}:")
        lines += [f'  "{entry_}": "{fingerprint}"' for entry_, fingerprint in chosen.items()]
    return "\n".join(lines) + "\n"
