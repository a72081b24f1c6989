"""The schemas that editors use say the same as the model, and the files of the pack fit them."""

import json
from pathlib import Path

import pytest
import yaml

from app.pack.schema import schemas
from app.settings import ROOT, settings


@pytest.mark.parametrize("name", ["topic", "case", "cards"])
def test_the_committed_schema_is_that_of_the_model(name):
    committed = json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    assert committed == schemas()[name], "run `waarborg schema`"


def files(folder: str) -> list[Path]:
    return [path for path in (settings().pack_dir / folder).glob("*.yaml") if not path.stem.endswith(".nl")]


def unknown(node, schema, definitions, at=""):
    """Every field of the node that the schema does not have."""
    while "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from unknown(item, schema.get("items", {}), definitions, f"{at}[{index}]")
    elif isinstance(node, dict):
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        for key, value in node.items():
            if key in known:
                yield from unknown(value, known[key], definitions, f"{at}.{key}")
            elif rest is False:
                yield f"{at}.{key}"
            elif isinstance(rest, dict):
                yield from unknown(value, rest, definitions, f"{at}.{key}")


@pytest.mark.parametrize(("name", "folder"), [("topic", "ai-act"), ("topic", "project"), ("case", "cases")])
def test_the_files_of_the_pack_fit_the_schema(name, folder):
    schema = schemas()[name]
    for path in files(folder):
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        assert list(unknown(raw, schema, schema.get("$defs", {}), path.name)) == []
        assert set(schema["required"]) <= set(raw)
