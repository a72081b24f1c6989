"""Documents beside the report, in its typeface: `templates/handout/<name>.html` with the style sheet of that name."""

from collections.abc import Mapping
from typing import Any

from app.pack.model import Pack
from app.render.fonts import font_faces
from app.render.html import environment
from app.report.words import REPORT, day, word
from app.settings import settings


def document(name: str, pack: Pack, context: Mapping[str, Any]) -> str:
    """The document as self-contained HTML in the language of the pack."""
    folder, language = settings().templates_dir / "handout", pack.language
    helpers = {
        "css": font_faces() + "".join((folder / f"{one}.css").read_text(encoding="utf-8") for one in ("common", name)),
        "say": lambda key, **values: word(key, language, REPORT, **{one: str(values[one]) for one in values}),
        "day": lambda value: day(value, language),
        "tie": tie,
        "pack": pack,
    }
    return environment().get_template(f"handout/{name}.html").render({**helpers, **context})


def tie(text: str) -> str:
    """The text with its last two words held together, so that no line holds a single word."""
    return "\u00a0".join(text.rsplit(" ", 1))
