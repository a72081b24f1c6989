"""Characters that no typeface of the reports can draw are named, so that nothing vanishes from a PDF."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from app.render.fonts import font_bytes

FALLBACK = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")  # other scripts and symbols, where installed


@lru_cache
def drawable() -> frozenset[int]:
    """The code points that the typeface and its fallback have, and white space."""
    from fontTools.ttLib import TTFont

    found = {ord(character) for character in "\t\n\r \u00a0\u00ad\u200b"}
    fallback = [FALLBACK.read_bytes()] if FALLBACK.exists() else []
    for content in (*font_bytes(400, "normal"), *fallback):
        found |= set(TTFont(BytesIO(content)).getBestCmap())
    return frozenset(found)


def named(text: str) -> str:
    """The text with each character that cannot be drawn as its code point, e.g. `[U+4E2D]`."""
    known = drawable()
    if all(ord(character) in known for character in set(text)):
        return text
    return "".join(character if ord(character) in known else f"[U+{ord(character):04X}]" for character in text)
