"""The typeface of the reports, inside the document: nothing is fetched and every machine draws the same."""

from base64 import b64encode
from functools import lru_cache

from app.settings import settings

FAMILIES = {"latin": "Source Sans 3", "latin-ext": "Source Sans 3 Extended"}
STYLES = (("normal", 400), ("italic", 400), ("normal", 600), ("normal", 700))


@lru_cache
def font_faces() -> str:
    """The `@font-face` rules with the font files as data addresses."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight};'
        f" src: url(data:font/woff2;base64,{b64encode(_file(subset, weight, style)).decode('ascii')}); }}"
        for subset, family in FAMILIES.items()
        for style, weight in STYLES
    )


def font_bytes(weight: int, style: str) -> list[bytes]:
    """The files of one style, one per subset of characters."""
    return [_file(subset, weight, style) for subset in FAMILIES]


def _file(subset: str, weight: int, style: str) -> bytes:
    return (settings().fonts_dir / f"source-sans-3-{subset}-{weight}-{style}.woff2").read_bytes()
