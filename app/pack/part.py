"""What every part of a pack is made of: ids, texts, citations, and frozen models written with hyphens."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.pack.citation import Citation
from app.pack.condition import parse_condition

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
ConditionText = Annotated[Any, BeforeValidator(parse_condition), WithJsonSchema({"format": "condition"})]
CitationText = Annotated[
    Citation,
    BeforeValidator(lambda value: value if isinstance(value, Citation) else Citation.parse(str(value))),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9-]+:.+$"}),
]


class Part(BaseModel):
    """Base of everything in a pack: frozen, written with hyphens, nothing unknown allowed."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        populate_by_name=True,
        arbitrary_types_allowed=True,
    )
