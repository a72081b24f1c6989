"""How wide a text is in the typeface of the reports, from the advance widths of its font files."""

from functools import lru_cache
from io import BytesIO

from app.render.fonts import font_bytes

UNKNOWN = 1.0  # em; no letter of the fallback typeface is wider


@lru_cache
def _advances(weight: int) -> dict[int, float]:
    """The width of each code point in em."""
    from fontTools.ttLib import TTFont

    found: dict[int, float] = {}
    for content in reversed(font_bytes(weight, "normal")):  # the first file is the one that draws
        font = TTFont(BytesIO(content))
        em, widths = font["head"].unitsPerEm, font["hmtx"]
        found |= {code: widths[name][0] / em for code, name in font.getBestCmap().items()}
    return found


def text_width(text: str, size: float, weight: int = 400) -> float:
    """The width of a line at a size, in the unit of that size, without kerning. Weight 400, 600 or 700."""
    advances = _advances(weight)
    return size * sum(advances.get(ord(character), UNKNOWN) for character in text)
