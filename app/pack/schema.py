"""JSON Schema of topic and case files, for editors. Made from the model; `waarborg check` remains the proof."""

from typing import Any

from app.pack.case import Card, Case
from app.pack.model import Topic

YES_OR_NO = {"enum": ["yes", "no", True, False]}  # YAML 1.2 reads yes and no as words
CONDITION = {
    "description": "Exactly one key: all, any, at-least, not, term, rule or a question id.",
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {
        "all": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "any": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "at-least": {
            "type": "object",
            "properties": {
                "number": {"type": "integer", "minimum": 1},
                "of": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
            },
            "required": ["number", "of"],
            "additionalProperties": False,
        },
        "not": {"$ref": "#/$defs/Condition"},
        "term": {"type": "string"},
        "rule": {"type": "string"},
    },
    "additionalProperties": {
        "anyOf": [
            {"type": ["string", "boolean"]},
            {"type": "array", "items": {"type": "string"}},
            {
                "type": "object",
                "properties": {"at-least": {}, "at-most": {}, "any-row": {"type": "object", "minProperties": 1}},
                "additionalProperties": False,
                "minProperties": 1,
            },
        ]
    },
}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file by name: `topic`, `case` and `cards`."""
    topic = _schema(Topic)
    definitions = topic["$defs"]
    definitions["Condition"] = CONDITION
    term = definitions["Term"]
    term["properties"].pop("id")  # a term's id is its key
    term["required"].remove("id")
    topic["properties"]["terms"] = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Term"}}
    return {"topic": topic, "case": _schema(Case), "cards": _by_id(Card)}


def _by_id(model: type[Card]) -> dict[str, Any]:
    """The schema of a file that is a mapping from id to part: the id is the key."""
    part = _schema(model)
    part["properties"].pop("id")
    part["required"].remove("id")
    head = {"$schema": part.pop("$schema"), "$defs": part.pop("$defs", {})}
    return {**head, "type": "object", "additionalProperties": part}


def _schema(model: type[Topic] | type[Case] | type[Card]) -> dict[str, Any]:
    made = model.model_json_schema(by_alias=True)
    _in_yaml(made)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _in_yaml(node: Any) -> None:
    if isinstance(node, dict):
        for key, value in list(node.items()):
            if isinstance(value, dict) and value.get("format") == "condition":
                node[key] = {"$ref": "#/$defs/Condition"}
            elif isinstance(value, dict) and value.get("type") == "boolean":
                node[key] = {name: text for name, text in value.items() if name != "type"} | YES_OR_NO
            else:
                _in_yaml(value)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            if isinstance(item, dict) and item.get("format") == "condition":
                node[index] = {"$ref": "#/$defs/Condition"}
            else:
                _in_yaml(item)
